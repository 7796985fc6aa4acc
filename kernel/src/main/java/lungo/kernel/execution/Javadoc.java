package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.Html;

/**
 * A documentation comment as HTML and as text. Of the comment's own markup only what formats text
 * is kept, without attributes, so that no library's comment can bring a script into the notebook;
 * references and links to the web lead to their pages.
 */
final class Javadoc {

  private static final Pattern INLINE =
      Pattern.compile("\\{@(\\w+)\\s*((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*)\\}");
  private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)[ \\t]*");
  private static final Pattern TAG = Pattern.compile("<(/?)(\\w+)[^<>]*>");

  /** The tags that are kept; of links there are those to the web. */
  static final Set<String> KEPT =
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

  private static final Pattern WEB =
      Pattern.compile("(?i)<a\\s[^<>]*href\\s*=\\s*\"?(https?://[^\"'<>\\s]+)\"?[^<>]*>");
  private static final Pattern LABELLED =
      Pattern.compile(
          "(?<reference>[^\\s(]+(?:\\([^)]*\\))?)(?:\\s+(?<label>.*))?", Pattern.DOTALL);

  private final Function<String, Optional<String>> pages;
  private final String html;
  private boolean isInLink;

  /** A comment without links to other pages. */
  Javadoc(String comment) {
    this(comment, reference -> Optional.empty());
  }

  /**
   * A comment.
   *
   * @param pages the address of the page that a reference, such as {@code String#length()}, means
   */
  Javadoc(String comment, Function<String, Optional<String>> pages) {
    this.pages = pages;
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
    return text(html);
  }

  /** HTML of the tags that are kept, without them. */
  static String text(String html) {
    String lines =
        html.replaceAll("\\s*</?(?:p|pre|ul|ol|dl|table|blockquote|h[2-4])>\\s*", "\n\n")
            .replaceAll("\\s*<(?:li)>\\s*", "\n  - ")
            .replaceAll("\\s*<(?:dt)>\\s*", "\n")
            .replaceAll("\\s*<(?:dd)>\\s*", "\n    ")
            .replaceAll("\\s*<(?:br|tr)>\\s*", "\n")
            .replaceAll(
                "(?<!<code>)<a href=\"(https?://[^\"]*)\"[^<>]*>(?!<code>)([^<]*)</a>", "$2 ($1)")
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

  private String blocks(String comment, Matcher block) {
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

  private String body(String tag, String body) {
    List<String> named = new ArrayList<>(List.of(body.split("\\s+", 2)));
    boolean isNamed = Set.of("param", "throws", "exception").contains(tag) && !body.isEmpty();
    if (!isNamed) {
      boolean isReference = tag.equals("see") && body.matches("[\\w.#$]+(\\([^)]*\\))?(\\s.*)?");
      return isReference ? link(body, true) : inline(body);
    }
    String rest = named.size() > 1 ? " – " + inline(named.get(1)) : "";
    return "<code>" + Html.escape(named.get(0)) + "</code>" + rest;
  }

  private String inline(String text) {
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

  private String inline(String tag, String content) {
    return switch (tag) {
      case "code", "value", "systemProperty" -> "<code>" + Html.escape(content) + "</code>";
      case "link" -> link(content, true);
      case "linkplain" -> link(content, false);
      case "snippet" -> "<pre>" + Html.escape(content.replaceFirst("^[^:]*:\\s*", "")) + "</pre>";
      case "return" -> "Returns " + inline(content);
      case "inheritDoc" -> "";
      default -> Html.escape(content);
    };
  }

  /** A reference with the text that stands for it, if any, which leads to its page, if any. */
  private String link(String content, boolean isCode) {
    Matcher labelled = LABELLED.matcher(content.strip());
    if (!labelled.matches()) {
      return Html.escape(content);
    }
    String reference = labelled.group("reference");
    String label = labelled.group("label");
    String shown =
        label != null
            ? inline(label)
            : Html.escape(reference.replaceFirst("^#", "").replace('#', '.'));
    String text = isCode ? "<code>" + shown + "</code>" : shown;
    return pages.apply(reference).map(page -> anchor(page) + text + "</a>").orElse(text);
  }

  /** The tag of a link to the web; nothing for one to anywhere else. */
  private String webLink(String tag) {
    Matcher web = WEB.matcher(tag);
    boolean opens = web.matches();
    boolean closes = isInLink && tag.startsWith("</");
    isInLink = opens || (isInLink && !closes);
    return opens ? anchor(web.group(1)) : closes ? "</a>" : "";
  }

  private static String anchor(String page) {
    return "<a href=\"" + Html.escape(page) + "\" target=\"_blank\">";
  }

  /** Keeps the tags that format and links to the web; drops others, and all other attributes. */
  private String formatting(String markup) {
    Matcher tag = TAG.matcher(markup);
    return tag.replaceAll(
        found -> {
          String name = found.group(2).toLowerCase(Locale.ROOT);
          if (name.equals("a")) {
            return Matcher.quoteReplacement(webLink(found.group()));
          }
          return KEPT.contains(name) ? "<" + found.group(1) + name + ">" : "";
        });
  }
}
