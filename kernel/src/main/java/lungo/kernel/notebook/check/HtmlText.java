package lungo.kernel.notebook.check;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text that a reader of HTML sees, a line for a row, a paragraph or an item. */
final class HtmlText {

  private static final Pattern UNSEEN =
      Pattern.compile("(?is)<!--.*?-->|<(script|style)\\b.*?</\\1\\s*>");
  private static final Pattern LINE_END =
      Pattern.compile("(?i)<br\\s*/?>|</(tr|p|div|li|h[1-6]|pre|table|figure|summary)\\s*>");
  private static final Pattern CELL_END = Pattern.compile("(?i)</t[dh]\\s*>");
  private static final Pattern TAG = Pattern.compile("(?s)</?[a-zA-Z!][^>]*>");
  private static final Pattern ENTITY = Pattern.compile("&(#x?[0-9a-fA-F]+|[a-zA-Z]+);");
  private static final Map<String, String> NAMED =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

  private HtmlText() {}

  static String of(String html) {
    String text = UNSEEN.matcher(html).replaceAll("").replaceAll("\\s+", " ");
    text = LINE_END.matcher(text).replaceAll("\n");
    text = CELL_END.matcher(text).replaceAll("  ");
    text = TAG.matcher(text).replaceAll("");
    text = ENTITY.matcher(text).replaceAll(m -> Matcher.quoteReplacement(character(m.group(1))));
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String character(String entity) {
    if (!entity.startsWith("#")) {
      return NAMED.getOrDefault(entity, "&" + entity + ";");
    }
    boolean hex = entity.startsWith("#x");
    try {
      int code = Integer.parseInt(entity.substring(hex ? 2 : 1), hex ? 16 : 10);
      return Character.toString(code);
    } catch (IllegalArgumentException e) {
      return "&" + entity + ";";
    }
  }
}
