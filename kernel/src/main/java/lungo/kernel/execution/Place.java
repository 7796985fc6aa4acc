package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a cell, as error reports show it.
 *
 * @param cell the cell
 * @param start index of the first UTF-16 unit, in the cell
 * @param end index behind the last one
 */
record Place(Cell cell, int start, int end) {

  /** {@code Cell [7], line 3}. */
  @Override
  public String toString() {
    return "Cell [" + cell.number() + "], line " + (line() + 1);
  }

  private int line() {
    long before = cell.code().substring(0, from()).chars().filter(c -> c == '\n').count();
    return (int) Math.min(before, lines().size() - 1);
  }

  private int column() {
    return from() - (cell.code().lastIndexOf('\n', from() - 1) + 1);
  }

  private int from() {
    return Math.max(0, Math.min(start, cell.code().length()));
  }

  /** The cell's lines, as its user sees them. */
  private List<String> lines() {
    return List.of(cell.text().stripTrailing().split("\r?\n", -1));
  }

  /** The place's line with a caret under it, and some lines around it. */
  List<String> excerpt(int around, boolean caret) {
    List<String> code = lines();
    int line = line();
    int width = String.valueOf(Math.min(code.size(), line + around + 1)).length();
    var lines = new ArrayList<String>();
    for (int i = Math.max(0, line - around); i < Math.min(code.size(), line + around + 1); i++) {
      String number = " ".repeat(width - String.valueOf(i + 1).length()) + (i + 1);
      String gutter = (i == line ? "-> " : "   ") + number + " | ";
      lines.add((i == line ? Ansi.bold(gutter) : gutter) + code.get(i));
      if (i == line && caret) {
        lines.add(" ".repeat(width + 3) + " | " + underline(code.get(i), column()));
      }
    }
    return lines;
  }

  private String underline(String line, int column) {
    int length = Math.max(1, Math.min(end - start, line.length() - column));
    // Tabs stay tabs, so that the caret stands below its code however wide the front end draws
    // them.
    String indent = line.substring(0, Math.min(column, line.length())).replaceAll("[^\t]", " ");
    return indent + Ansi.bold("^".repeat(length));
  }
}
