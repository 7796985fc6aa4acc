package lungo.weights;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A glob over the names of weights: {@code *} is any text, dots among it, {@code ?} one character;
 * all else stands for itself.
 *
 * <pre>{@code
 * NamePattern.of("*.bias").matches("layer1.0.bn1.bias");     // true
 * }</pre>
 */
public final class NamePattern {

  private static final int MOST_SHOWN = 12;

  private final String glob;
  private final Pattern pattern;

  private NamePattern(String glob) {
    this.glob = glob;
    this.pattern = Pattern.compile(regex(glob));
  }

  /**
   * A pattern.
   *
   * @param glob the text, not empty
   * @return the pattern
   * @throws IllegalArgumentException if it is empty
   */
  public static NamePattern of(String glob) {
    if (glob.isBlank()) {
      throw new IllegalArgumentException(
          "a pattern for weights' names such as *.bias must not be empty");
    }
    return new NamePattern(glob);
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    glob.codePoints()
        .mapToObj(Character::toString)
        .forEach(
            c ->
                regex.append(
                    switch (c) {
                      case "*" -> ".*";
                      case "?" -> ".";
                      default -> Pattern.quote(c);
                    }));
    return regex.toString();
  }

  /**
   * Whether a name is meant.
   *
   * @param name a weight's name
   * @return true if the whole name fits the pattern
   */
  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  /**
   * The names that are meant.
   *
   * @param names all names
   * @return those that fit, in their order
   * @throws IllegalArgumentException if none does; the message has the names
   */
  public List<String> among(Collection<String> names) {
    List<String> found = names.stream().filter(this::matches).toList();
    if (found.isEmpty()) {
      String shown = names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
      int more = names.size() - MOST_SHOWN;
      throw new IllegalArgumentException(
          "no weight is named like '"
              + glob
              + "'; there are: "
              + shown
              + (more > 0 ? " and " + more + " more" : ""));
    }
    return found;
  }

  @Override
  public String toString() {
    return glob;
  }
}
