package lungo.kernel.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.Html;

/**
 * Text for a terminal as HTML: colours and weights as spans, carriage returns overwrite their line
 * as they do on a terminal, all other control sequences are dropped.
 */
final class AnsiHtml {

  private static final Pattern SEQUENCE =
      Pattern.compile("\u001B(?:\\[([0-9;:]*)([@-~])|\\][^\u0007\u001B]*(?:\u0007|\u001B\\\\)|.)");

  private String foreground = "";
  private String background = "";
  private boolean bold;
  private boolean faint;
  private boolean italic;
  private boolean underline;
  private boolean inverse;

  private AnsiHtml() {}

  /** Escaped HTML of a terminal's text. */
  static String convert(String text) {
    return new AnsiHtml().render(overwrite(text));
  }

  /** The text without its control sequences. */
  static String strip(String text) {
    return SEQUENCE.matcher(text).replaceAll("");
  }

  private String render(String text) {
    var out = new StringBuilder();
    Matcher sequence = SEQUENCE.matcher(text);
    int end = 0;
    while (sequence.find()) {
      span(out, text.substring(end, sequence.start()));
      if ("m".equals(sequence.group(2))) {
        select(sequence.group(1));
      }
      end = sequence.end();
    }
    span(out, text.substring(end));
    return out.toString();
  }

  private void span(StringBuilder out, String text) {
    if (text.isEmpty()) {
      return;
    }
    var classes = new ArrayList<String>();
    var styles = new ArrayList<String>();
    colour(inverse ? background : foreground, "fg", "color", classes, styles);
    colour(inverse ? foreground : background, "bg", "background-color", classes, styles);
    addIf(bold, "a-bold", classes);
    addIf(faint, "a-faint", classes);
    addIf(italic, "a-italic", classes);
    addIf(underline, "a-underline", classes);
    addIf(inverse && foreground.isEmpty() && background.isEmpty(), "a-inverse", classes);
    if (classes.isEmpty() && styles.isEmpty()) {
      out.append(Html.escape(text));
      return;
    }
    out.append("<span");
    attribute(out, "class", String.join(" ", classes));
    attribute(out, "style", String.join(";", styles));
    out.append('>').append(Html.escape(text)).append("</span>");
  }

  private static void colour(
      String colour, String prefix, String property, List<String> classes, List<String> styles) {
    if (colour.startsWith("#")) {
      styles.add(property + ":" + colour);
    } else if (!colour.isEmpty()) {
      classes.add("a-" + prefix + colour);
    }
  }

  private static void addIf(boolean condition, String name, List<String> names) {
    if (condition) {
      names.add(name);
    }
  }

  private static void attribute(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append(' ').append(name).append("=\"").append(value).append('"');
    }
  }

  private void select(String parameters) {
    String[] codes = parameters.split("[;:]", -1);
    for (int i = 0; i < codes.length; i++) {
      int code = number(codes[i]);
      if ((code == 38 || code == 48) && i + 1 < codes.length) {
        int taken = number(codes[i + 1]) == 5 ? 2 : 4;
        if (i + taken < codes.length) {
          String colour = taken == 2 ? palette(number(codes[i + 2])) : rgb(codes, i + 2);
          foreground = code == 38 ? colour : foreground;
          background = code == 48 ? colour : background;
        }
        i += taken;
      } else {
        select(code);
      }
    }
  }

  private void select(int code) {
    switch (code) {
      case 0 -> {
        foreground = "";
        background = "";
        bold = faint = italic = underline = inverse = false;
      }
      case 1 -> bold = true;
      case 2 -> faint = true;
      case 3 -> italic = true;
      case 4 -> underline = true;
      case 7 -> inverse = true;
      case 22 -> bold = faint = false;
      case 23 -> italic = false;
      case 24 -> underline = false;
      case 27 -> inverse = false;
      case 39 -> foreground = "";
      case 49 -> background = "";
      default -> {
        int base = code >= 90 ? code - 90 + 8 : code - 30;
        if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
          foreground = String.valueOf(base);
        } else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
          background = String.valueOf(base - 10);
        }
      }
    }
  }

  /** xterm's 256 colours: 16 named, a 6 × 6 × 6 cube, 24 greys. */
  private static String palette(int index) {
    if (index < 16) {
      return String.valueOf(Math.max(0, index));
    }
    if (index >= 232) {
      int grey = 8 + 10 * (Math.min(index, 255) - 232);
      return hex(grey, grey, grey);
    }
    int cube = index - 16;
    return hex(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
  }

  private static int level(int step) {
    return step == 0 ? 0 : 55 + 40 * step;
  }

  private static String rgb(String[] codes, int at) {
    return hex(number(codes[at]), number(codes[at + 1]), number(codes[at + 2]));
  }

  private static String hex(int red, int green, int blue) {
    return String.format(Locale.ROOT, "#%02x%02x%02x", red & 255, green & 255, blue & 255);
  }

  private static int number(String text) {
    return text.isEmpty() || text.length() > 4 ? 0 : Integer.parseInt(text);
  }

  /** Lines as a terminal would leave them: what follows a carriage return replaces the line. */
  static String overwrite(String text) {
    if (text.indexOf('\r') < 0) {
      return text;
    }
    var out = new StringBuilder();
    for (String line : text.replace("\r\n", "\n").split("(?<=\n)", -1)) {
      String body = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
      while (body.endsWith("\r")) {
        body = body.substring(0, body.length() - 1);
      }
      out.append(body.substring(body.lastIndexOf('\r') + 1));
      out.append(line.endsWith("\n") ? "\n" : "");
    }
    return out.toString();
  }
}
