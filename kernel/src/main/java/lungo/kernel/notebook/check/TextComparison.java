package lungo.kernel.notebook.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two texts line by line. Without leeway in the settings lines must be equal; with some, numbers
 * may differ by the tolerance, and blanks and rulers, which follow the numbers' widths, do not
 * count.
 */
final class TextComparison {

  private static final int SHOWN = 3;

  /** A number that stands by itself: not the 18 of resnet18, nor a part of 1.2.3. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\w.])[-+]?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?([eE][-+]?\\d+)?(?!\\.?\\d)");

  private final CheckSettings settings;

  TextComparison(CheckSettings settings) {
    this.settings = settings;
  }

  /** The lines that differ, in words; empty if none does. */
  List<String> differences(String expected, String actual) {
    List<String> stored = lines(expected);
    List<String> now = lines(actual);
    var found = new ArrayList<String>();
    int count = 0;
    for (int i = 0; i < Math.max(stored.size(), now.size()); i++) {
      String left = i < stored.size() ? stored.get(i) : "";
      String right = i < now.size() ? now.get(i) : "";
      String why = i < stored.size() && i < now.size() ? difference(left, right) : "no such line";
      if (!why.isEmpty() && count++ < SHOWN) {
        found.add("line " + (i + 1) + why(why));
        found.add("  expected  " + (i < stored.size() ? left : "(no such line)"));
        found.add("  actual    " + (i < now.size() ? right : "(no such line)"));
      }
    }
    if (count > SHOWN) {
      found.add("and " + (count - SHOWN) + " more of " + now.size() + " lines");
    }
    return found;
  }

  private static String why(String why) {
    return why.startsWith("number") ? ": " + why : "";
  }

  private List<String> lines(String text) {
    return settings.blank(text).stripTrailing().lines().toList();
  }

  /** Why two lines are not the same; empty if they are. */
  private String difference(String expected, String actual) {
    if (expected.equals(actual)) {
      return "";
    }
    if (!settings.isLoose()) {
      return "text";
    }
    Matcher left = NUMBER.matcher(expected);
    Matcher right = NUMBER.matcher(actual);
    int leftEnd = 0;
    int rightEnd = 0;
    while (left.find()) {
      if (!right.find()
          || !sameWords(
              expected.substring(leftEnd, left.start()),
              actual.substring(rightEnd, right.start()))) {
        return "text";
      }
      if (!close(number(left.group()), number(right.group()))) {
        return apart(left.group(), right.group());
      }
      leftEnd = left.end();
      rightEnd = right.end();
    }
    return sameWords(expected.substring(leftEnd), actual.substring(rightEnd)) ? "" : "text";
  }

  private static boolean sameWords(String expected, String actual) {
    return words(expected).equals(words(actual));
  }

  private static String words(String text) {
    return text.replaceAll("-{3,}", "---").replaceAll("\\s+", " ").strip();
  }

  private boolean close(double expected, double actual) {
    double difference = Math.abs(expected - actual);
    return difference <= settings.absolute()
        || difference <= settings.tolerance() * larger(expected, actual);
  }

  private String apart(String expected, String actual) {
    double a = number(expected);
    double b = number(actual);
    return String.format(
        Locale.ROOT,
        "numbers %s and %s are %.3g %% apart, the tolerance is %s %%",
        expected,
        actual,
        100 * Math.abs(a - b) / larger(a, b),
        BigDecimal.valueOf(settings.tolerance())
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString());
  }

  private static double larger(double a, double b) {
    return Math.max(Math.abs(a), Math.abs(b));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", ""));
  }
}
