package lungo.kernel.magics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A magic as it stands in a cell.
 *
 * @param name its name, without percent signs
 * @param text what follows the name on the line, without surrounding blanks
 * @param line the line of the cell that it stands on, from 0
 * @param column where in the line the text begins, from 0
 */
public record MagicCall(String name, String text, int line, int column) {

  /**
   * A call from Java, with its arguments apart.
   *
   * @param name the magic's name
   * @param arguments the arguments
   * @return a call with the same {@link #arguments}
   */
  public static MagicCall of(String name, List<String> arguments) {
    return new MagicCall(
        name, String.join(" ", arguments.stream().map(MagicCall::quoted).toList()), 0, 0);
  }

  private static String quoted(String argument) {
    boolean plain =
        !argument.isEmpty() && argument.chars().noneMatch(c -> " \t\n\"'\\".indexOf(c) >= 0);
    return plain && !argument.startsWith("//") && !argument.endsWith(";")
        ? argument
        : '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * The text split at blanks. Quotes, single or double, hold an argument together; a backslash
   * takes a blank, a quote or a backslash as it is. A comment that begins with {@code //} and a
   * semicolon at the end, which Java's users are used to, are no arguments.
   *
   * @return the arguments
   */
  public List<String> arguments() {
    var arguments = new ArrayList<String>();
    var argument = new StringBuilder();
    boolean open = false;
    boolean quotedLast = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!open && text.startsWith("//", i)) {
        break;
      }
      if (c == '\\' && i + 1 < text.length() && "\\\"' ".indexOf(text.charAt(i + 1)) >= 0) {
        argument.append(text.charAt(++i));
        open = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
          quotedLast = true;
        } else {
          argument.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        open = true;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          arguments.add(argument.toString());
        }
        argument.setLength(0);
        open = false;
        quotedLast = false;
      } else {
        argument.append(c);
        open = true;
        quotedLast = false;
      }
    }
    if (open) {
      arguments.add(argument.toString());
    }
    if (!quotedLast) {
      dropSemicolon(arguments);
    }
    return arguments;
  }

  private static void dropSemicolon(List<String> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    int last = arguments.size() - 1;
    String argument = arguments.get(last);
    if (argument.equals(";")) {
      arguments.remove(last);
    } else if (argument.endsWith(";")) {
      arguments.set(last, argument.substring(0, argument.length() - 1));
    }
  }

  /**
   * The arguments of a magic that knows no options.
   *
   * @param magic the magic
   * @param least how many it needs
   * @param most how many it takes
   * @return the arguments
   * @throws MagicException if there are fewer or more
   */
  public List<String> arguments(Magic magic, int least, int most) {
    List<String> arguments = arguments();
    if (arguments.size() < least || arguments.size() > most) {
      boolean isOpen = most == Integer.MAX_VALUE;
      String range =
          least == most
              ? String.valueOf(least)
              : isOpen
                  ? "at least " + least
                  : least == 0 ? "at most " + most : least + " to " + most;
      String noun = (isOpen ? least : most) == 1 ? " argument" : " arguments";
      throw MagicException.usage(magic, "expected " + range + noun + ", got " + arguments.size());
    }
    return arguments;
  }

  /**
   * The only argument, if there is one.
   *
   * @param magic the magic
   * @return the argument
   * @throws MagicException if there are several
   */
  public Optional<String> argument(Magic magic) {
    return arguments(magic, 0, 1).stream().findFirst();
  }
}
