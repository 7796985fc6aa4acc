package lungo.kernel.notebook.convert;

import java.util.List;
import lungo.kernel.execution.cell.Snippet;

/**
 * A code cell as Java.
 *
 * @param number its place among the code cells, from 1
 * @param prose the text above it, line by line
 * @param parts what it holds, in order
 */
record CellSource(int number, List<String> prose, List<Part> parts) {

  CellSource {
    prose = List.copyOf(prose);
    parts = List.copyOf(parts);
  }

  /** A piece of a cell. */
  sealed interface Part {

    /**
     * What the user wrote.
     *
     * @param code the text, with the line ends that stand above it in the cell
     * @param snippets where its snippets are in it
     */
    record Java(String code, List<Snippet> snippets) implements Part {

      String text(Snippet.Span span) {
        return code.substring(span.start(), span.end());
      }

      /** The comments between two indices, without the semicolons and blanks around them. */
      List<String> comments(int from, int to) {
        return code.substring(from, to)
            .lines()
            .map(line -> line.strip().replaceFirst("^;\\s*", ""))
            .filter(line -> !line.isEmpty())
            .toList();
      }
    }

    /**
     * A magic, as statements that do the same, or as a comment that says why it is left out.
     *
     * @param lines Java
     */
    record Meaning(List<String> lines) implements Part {}
  }
}
