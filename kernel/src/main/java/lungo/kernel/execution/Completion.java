package lungo.kernel.execution;

import java.util.List;

/**
 * What can stand at the cursor.
 *
 * @param start index of the first UTF-16 unit that a candidate replaces
 * @param end index behind the last one
 * @param candidates the candidates, best first; empty if nothing fits
 */
public record Completion(int start, int end, List<Candidate> candidates) {

  /**
   * Copies the candidates and checks the range.
   *
   * @param start index of the first UTF-16 unit that a candidate replaces
   * @param end index behind the last one
   * @param candidates the candidates, best first; empty if nothing fits
   */
  public Completion {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range of text: " + start + " to " + end);
    }
    candidates = List.copyOf(candidates);
  }

  /**
   * One text that can stand at the cursor.
   *
   * @param text what replaces the range
   * @param kind {@code method}, {@code field}, {@code variable}, {@code class}, {@code package},
   *     {@code keyword} or {@code path}
   * @param signature parameters and result, such as {@code (int index) E}; the package of a type
   *     that is not imported yet; empty where it has none
   */
  public record Candidate(String text, String kind, String signature) {

    /** The same thing under the text that the compiler proposes for it. */
    Candidate named(String proposed) {
      return new Candidate(proposed, kind, signature);
    }
  }
}
