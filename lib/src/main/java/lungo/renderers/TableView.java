package lungo.renderers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;

/**
 * A table on its way to the notebook: the same cells as HTML and as aligned text. Cells are escaped
 * and cut; numbers stand to the right.
 */
public final class TableView {

  private static final int MAX_CELL = 80;

  /** How wide a column becomes whose cells go on in a next line, in ems. */
  private static final int WIDEST = 24;

  private static final String CELL = "padding:2px 10px;border:none;white-space:";

  private final List<Head> heads;
  private final List<List<String>> rows = new ArrayList<>();
  private String caption = "";

  /**
   * A column's head.
   *
   * @param name its name
   * @param detail a smaller line below it, such as its type; may be empty
   * @param number whether its cells stand to the right
   * @param faint whether its cells are fainter than the others
   * @param narrowest how narrow its cells may become before the table scrolls, in ems; what is
   *     longer goes on in a next line. 0 for cells of one line
   */
  public record Head(String name, String detail, boolean number, boolean faint, int narrowest) {

    /**
     * A column like the others.
     *
     * @param name its name
     * @param detail a smaller line below it, such as its type; may be empty
     * @param number whether its cells stand to the right
     */
    public Head(String name, String detail, boolean number) {
      this(name, detail, number, false, 0);
    }
  }

  /**
   * A table without rows.
   *
   * @param heads its columns
   */
  public TableView(List<Head> heads) {
    this.heads = List.copyOf(heads);
  }

  static Head text(String name) {
    return new Head(name, "", false);
  }

  /** What stands beside a number, fainter than it. */
  static Head aside(String name) {
    return new Head(name, "", false, true, 0);
  }

  /** Names or texts that may be long: they wrap, so that the columns beside them stay in sight. */
  static Head wrapped(String name, int narrowest) {
    return new Head(name, "", false, false, narrowest);
  }

  static Head number(String name) {
    return new Head(name, "", true);
  }

  /**
   * A number with its noun, for example {@code 1 row}, {@code 60,000 rows}.
   *
   * @param count how many
   * @param noun the noun for one
   * @return both, in the plural where there are more or none
   */
  public static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : noun + "s");
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are heads
   * @return this
   * @throws IllegalArgumentException if there are more or fewer
   */
  public TableView row(List<String> cells) {
    if (cells.size() != heads.size()) {
      throw new IllegalArgumentException(
          "a row of " + heads.size() + " cells was expected, got " + cells.size());
    }
    rows.add(cells.stream().map(TableView::cut).toList());
    return this;
  }

  /** Adds a row. */
  TableView row(String... cells) {
    return row(List.of(cells));
  }

  /**
   * Adds a row of dots where rows are left out.
   *
   * @return this
   */
  public TableView gap() {
    return row(heads.stream().map(head -> "…").toList());
  }

  /**
   * Sets the line below the table.
   *
   * @param text the line
   * @return this
   */
  public TableView caption(String text) {
    caption = text;
    return this;
  }

  /**
   * The table as a notebook shows it.
   *
   * @return HTML and text
   */
  public MimeBundle bundle() {
    return MimeBundle.html(html(), plainText());
  }

  String html() {
    var html = new Html();
    html.open("div", "style", "overflow-x:auto");
    html.open("table", "style", "border-collapse:collapse;border:none;margin:4px 0");
    html.open("thead").open("tr", "style", "border-bottom:1px solid #8888");
    for (Head head : heads) {
      html.open("th", "style", style(head) + ";vertical-align:bottom").text(head.name());
      if (!head.detail().isEmpty()) {
        html.raw("<br>");
        html.element("span", head.detail(), "style", "font-weight:normal;opacity:.65");
      }
      html.close();
    }
    html.close().close().open("tbody");
    for (List<String> row : rows) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        html.element("td", row.get(i), "style", style(heads.get(i)));
      }
      html.close();
    }
    html.close().close();
    if (!caption.isEmpty()) {
      html.element("div", caption, "style", "opacity:.75;margin:2px 10px 6px");
    }
    return html.close().toString();
  }

  String plainText() {
    int[] widths = new int[heads.size()];
    var lines = new ArrayList<List<String>>();
    lines.add(heads.stream().map(Head::name).toList());
    if (heads.stream().anyMatch(head -> !head.detail().isEmpty())) {
      lines.add(heads.stream().map(Head::detail).toList());
    }
    int headLines = lines.size();
    lines.addAll(rows);
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      appendLine(text, lines.get(i), widths);
      if (i == headLines - 1) {
        int all = 2 * (widths.length - 1);
        for (int width : widths) {
          all += width;
        }
        text.append("-".repeat(Math.max(0, all))).append('\n');
      }
    }
    return text.append(caption).toString().stripTrailing();
  }

  private void appendLine(StringBuilder text, List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(heads.get(i).number() ? padding + cells.get(i) : cells.get(i) + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String style(Head head) {
    String width =
        head.narrowest() == 0
            ? "nowrap"
            : "normal;overflow-wrap:anywhere;max-width:%dem;min-width:%dem"
                .formatted(WIDEST, head.narrowest());
    return CELL
        + width
        + ";text-align:"
        + side(head)
        + (head.faint() ? ";opacity:.65;padding-left:0" : "");
  }

  private static String side(Head head) {
    return head.number() ? "right" : "left";
  }

  private static String cut(String cell) {
    String line = cell.replaceAll("\\R", " ⏎ ");
    if (line.codePointCount(0, line.length()) <= MAX_CELL) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, MAX_CELL - 1)) + "…";
  }

  /** Columns that the text takes in a terminal: two for East Asian characters. */
  private static int width(String text) {
    return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
  }

  private static boolean isWide(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
      default -> (codePoint >= 0xFF01 && codePoint <= 0xFF60) || codePoint >= 0x1F300;
    };
  }
}
