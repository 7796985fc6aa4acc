package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.Html;

/**
 * A documentation comment as HTML and as text. Of the comment's own markup only what formats text
 * is kept, without attributes, so that no library's comment can bring a script into the notebook.
 */
final class Javadoc {

  private static final Pattern INLINE =
      Pattern.compile("\\{@(\\w+)\\s*((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*)\\}");
  private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)[ \\t]*");
  private static final Pattern TAG = Pattern.compile("<(/?)(\\w+)[^<>]*>");
  private static final Set<String> KEPT =
      Set.of(
          "p",
          "code",
          "pre",
          "ul",
          "ol",
          "li",
          "dl",
          "dt",
          "dd",
          "b",
          "i",
          "em",
          "strong",
          "tt",
          "blockquote",
          "table",
          "thead",
          "tbody",
          "tr",
          "th",
          "td",
          "br",
          "sup",
          "sub",
          "h2",
          "h3",
          "h4");

  private final String html;

  Javadoc(String comment) {
    var html = new StringBuilder();
    Matcher block = BLOCK.matcher(comment);
    int start = block.find() ? block.start() : comment.length();
    html.append(inline(comment.substring(0, start)).strip());
    if (start < comment.length()) {
      html.append("\n<dl>").append(blocks(comment, block)).append("</dl>");
    }
    this.html = html.toString();
  }

  String html() {
    return html;
  }

  /** The same without markup. */
  String text() {
    String lines =
        html.replaceAll("\\s*</?(?:p|pre|ul|ol|dl|table|blockquote|h[2-4])>\\s*", "\n\n")
            .replaceAll("\\s*<(?:li)>\\s*", "\n  - ")
            .replaceAll("\\s*<(?:dt)>\\s*", "\n")
            .replaceAll("\\s*<(?:dd)>\\s*", "\n    ")
            .replaceAll("\\s*<(?:br|tr)>\\s*", "\n")
            .replaceAll("<[^<>]*>", "");
    return lines
        .replaceAll("(?m)^ (?=\\S)", "")
        .replaceAll("\\n{3,}", "\n\n")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .strip();
  }

  private static String blocks(String comment, Matcher block) {
    var html = new StringBuilder();
    String heading = "";
    boolean more = true;
    while (more) {
      String tag = block.group(1);
      int begin = block.end();
      more = block.find();
      String body = comment.substring(begin, more ? block.start() : comment.length()).strip();
      String title = title(tag);
      if (!title.equals(heading)) {
        html.append("<dt><b>").append(title).append("</b></dt>");
        heading = title;
      }
      html.append("<dd>").append(body(tag, body)).append("</dd>\n");
    }
    return html.toString();
  }

  private static String title(String tag) {
    return switch (tag) {
      case "param" -> "Parameters";
      case "return" -> "Returns";
      case "throws", "exception" -> "Throws";
      case "see" -> "See also";
      case "since" -> "Since";
      case "apiNote" -> "API note";
      case "implSpec", "implNote" -> "Implementation";
      case "jls" -> "Java Language Specification";
      default -> Character.toUpperCase(tag.charAt(0)) + tag.substring(1);
    };
  }

  private static String body(String tag, String body) {
    List<String> named = new ArrayList<>(List.of(body.split("\\s+", 2)));
    boolean isNamed = Set.of("param", "throws", "exception").contains(tag) && !body.isEmpty();
    if (!isNamed) {
      return inline(body);
    }
    String rest = named.size() > 1 ? " – " + inline(named.get(1)) : "";
    return "<code>" + Html.escape(named.get(0)) + "</code>" + rest;
  }

  private static String inline(String text) {
    Matcher tag = INLINE.matcher(text);
    var html = new StringBuilder();
    int end = 0;
    while (tag.find()) {
      html.append(formatting(text.substring(end, tag.start())));
      html.append(inline(tag.group(1), tag.group(2).strip()));
      end = tag.end();
    }
    return html.append(formatting(text.substring(end))).toString();
  }

  private static String inline(String tag, String content) {
    return switch (tag) {
      case "code", "value", "systemProperty" -> "<code>" + Html.escape(content) + "</code>";
      case "link", "linkplain" -> {
        String[] parts = content.split("\\s+", 2);
        String shown =
            parts.length > 1 ? parts[1] : parts[0].replaceFirst("^#", "").replace('#', '.');
        yield "<code>" + Html.escape(shown) + "</code>";
      }
      case "snippet" -> "<pre>" + Html.escape(content.replaceFirst("^[^:]*:\\s*", "")) + "</pre>";
      case "return" -> "Returns " + inline(content);
      case "inheritDoc" -> "";
      default -> Html.escape(content);
    };
  }

  /** Keeps the tags that format; drops others, and all attributes. */
  private static String formatting(String markup) {
    Matcher tag = TAG.matcher(markup);
    return tag.replaceAll(
        found -> {
          String name = found.group(2).toLowerCase(java.util.Locale.ROOT);
          return KEPT.contains(name) ? "<" + found.group(1) + name + ">" : "";
        });
  }
}
