package lungo.kernel.notebook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.Html;

/** Colours Java in HTML: comments, strings, numbers, keywords, annotations, types by their case. */
final class JavaHighlighter {

  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<comment>//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$))\
          |(?<string>\"""[\\s\\S]*?(?:(?<!\\\\)\"""|$)|"(?:\\\\.|[^"\\\\\\n])*"?|'(?:\\\\.|[^'\\\\\\n])*'?)\
          |(?<annotation>@[A-Za-z_]\\w*)\
          |(?<magic>(?m:^[ \\t]*%%?\\w+.*$))\
          |(?<number>\\b(?:0[xX][\\da-fA-F_]+|0[bB][01_]+|\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?)[lLfFdD]?\\b)\
          |(?<keyword>\\b(?:abstract|assert|boolean|break|byte|case|catch|char|class|const|continue\
          |default|do|double|else|enum|extends|false|final|finally|float|for|if|implements|import\
          |instanceof|int|interface|long|native|new|non-sealed|null|package|permits|private|protected\
          |public|record|return|sealed|short|static|super|switch|synchronized|this|throw|throws\
          |transient|true|try|var|void|volatile|while|yield)\\b)\
          |(?<type>\\b[A-Z]\\w*\\b)\
          |(?<word>\\w+)""");

  private static final String[] KINDS = {
    "comment", "string", "annotation", "magic", "number", "keyword", "type"
  };

  private JavaHighlighter() {}

  /** Escaped HTML with a {@code span} around each token that has a colour. */
  static String highlight(String code) {
    var out = new StringBuilder(code.length() * 2);
    Matcher token = TOKEN.matcher(code);
    int end = 0;
    while (token.find()) {
      out.append(Html.escape(code.substring(end, token.start())));
      String text = Html.escape(token.group());
      String kind = kind(token);
      out.append(kind.isEmpty() ? text : "<span class=\"j-" + kind + "\">" + text + "</span>");
      end = token.end();
    }
    return out.append(Html.escape(code.substring(end))).toString();
  }

  private static String kind(Matcher token) {
    for (String kind : KINDS) {
      if (token.group(kind) != null) {
        return kind;
      }
    }
    return "";
  }
}
