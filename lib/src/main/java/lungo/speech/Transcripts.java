package lungo.speech;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lungo.metrics.ErrorRate;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What was written down beside what was said.
 *
 * <pre>{@code
 * var transcripts = transcriber.judge(speech.part(Part.TEST));
 * transcripts.words();                     // the word error rate
 * transcripts.mistakes().first(10);
 * }</pre>
 *
 * @param written the transcripts
 * @param said the texts, as many
 */
public record Transcripts(List<String> written, List<String> said) {

  /**
   * Copies the lists.
   *
   * @param written the transcripts
   * @param said the texts
   * @throws IllegalArgumentException unless there is one or more, and as many of both
   */
  public Transcripts {
    written = List.copyOf(written);
    said = List.copyOf(said);
    if (written.isEmpty() || written.size() != said.size()) {
      throw new IllegalArgumentException(
          "a text for each of one or more transcripts is needed, got "
              + written.size()
              + " transcripts and "
              + said.size()
              + " texts");
    }
  }

  /**
   * The word error rate.
   *
   * @return over all texts
   */
  public ErrorRate words() {
    return ErrorRate.words(written, said);
  }

  /**
   * The character error rate.
   *
   * @return over all texts
   */
  public ErrorRate characters() {
    return ErrorRate.characters(written, said);
  }

  /**
   * Transcripts that are wrong, the worst first.
   *
   * @return a row each; columns {@code number} (the place in the lists), {@code said}, {@code
   *     written} and {@code cer}
   */
  public Table mistakes() {
    var wrong =
        IntStream.range(0, said.size()).filter(i -> !written.get(i).equals(said.get(i))).toArray();
    var wanted = StringColumn.create("said");
    var got = StringColumn.create("written");
    var rates = DoubleColumn.create("cer");
    for (int i : wrong) {
      wanted.append(said.get(i));
      got.append(written.get(i));
      rates.append(ErrorRate.characters(written.get(i), said.get(i)).rate());
    }
    return Table.create("mistakes", IntColumn.create("number", wrong), wanted, got, rates)
        .sortDescendingOn("cer");
  }

  /** Both rates. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d transcripts: WER %.4f, CER %.4f",
        written.size(),
        words().rate(),
        characters().rate());
  }
}
