package lungo.kernel.magics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The arguments of a call, told apart into flags, options with a value, and the rest.
 *
 * <pre>{@code
 * var options = Options.of(this, call).flag("--verbose", "-v").option("--from").parse();
 * }</pre>
 */
public final class Options {

  private final Set<String> flags;
  private final Map<String, List<String>> values;
  private final List<String> rest;

  private Options(Set<String> flags, Map<String, List<String>> values, List<String> rest) {
    this.flags = flags;
    this.values = values;
    this.rest = List.copyOf(rest);
  }

  /**
   * Begins to say which options a magic knows.
   *
   * @param magic the magic
   * @param call its call
   * @return knows no option yet
   */
  public static Parser of(Magic magic, MagicCall call) {
    return new Parser(magic, call.arguments());
  }

  /**
   * Whether a flag was given.
   *
   * @param name its first name
   * @return true if it was
   */
  public boolean has(String name) {
    return flags.contains(name);
  }

  /**
   * The values of an option, which can be given several times.
   *
   * @param name its first name
   * @return the values in order
   */
  public List<String> values(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * The last value of an option.
   *
   * @param name its first name
   * @return the value, if the option was given
   */
  public Optional<String> value(String name) {
    List<String> all = values(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * What is neither a flag nor an option.
   *
   * @return the arguments in order
   */
  public List<String> rest() {
    return rest;
  }

  /** Collects which options a magic knows, then reads them. */
  public static final class Parser {
    private final Magic magic;
    private final List<String> arguments;
    private final Map<String, String> flagNames = new LinkedHashMap<>();
    private final Map<String, String> optionNames = new LinkedHashMap<>();

    private Parser(Magic magic, List<String> arguments) {
      this.magic = magic;
      this.arguments = arguments;
    }

    /**
     * Knows a flag.
     *
     * @param name its first name, such as {@code --verbose}
     * @param others other names, such as {@code -v}
     * @return this
     */
    public Parser flag(String name, String... others) {
      flagNames.put(name, name);
      for (String other : others) {
        flagNames.put(other, name);
      }
      return this;
    }

    /**
     * Knows an option that takes a value, as the next argument or after an equals sign.
     *
     * @param name its first name, such as {@code --from}
     * @param others other names
     * @return this
     */
    public Parser option(String name, String... others) {
      optionNames.put(name, name);
      for (String other : others) {
        optionNames.put(other, name);
      }
      return this;
    }

    /**
     * Reads the arguments.
     *
     * @return the options
     * @throws MagicException if an option is unknown or has no value
     */
    public Options parse() {
      var flags = new HashSet<String>();
      var values = new LinkedHashMap<String, List<String>>();
      var rest = new ArrayList<String>();
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
        String name = equals < 0 ? argument : argument.substring(0, equals);
        if (flagNames.containsKey(argument)) {
          flags.add(flagNames.getOrDefault(argument, argument));
        } else if (optionNames.containsKey(name)) {
          if (equals < 0 && i + 1 == arguments.size()) {
            throw MagicException.usage(magic, name + " needs a value");
          }
          String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
          values
              .computeIfAbsent(optionNames.getOrDefault(name, name), n -> new ArrayList<>())
              .add(value);
        } else if (argument.matches("--?[A-Za-z].*")) {
          var known = new TreeSet<>(flagNames.keySet());
          known.addAll(optionNames.keySet());
          throw MagicException.usage(
              magic, "no option " + name + "; known: " + String.join(", ", known));
        } else {
          rest.add(argument);
        }
      }
      return new Options(flags, values, rest);
    }
  }
}
