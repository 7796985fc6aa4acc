package lungo.kernel.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import java.util.stream.StreamSupport;

/**
 * The commands that libraries add: a {@link ToolProvider} named {@code lungo-data} is the command
 * {@code lungo data}.
 */
final class Tools {

  private static final String PREFIX = "lungo-";

  private Tools() {}

  static List<ToolProvider> all() {
    return StreamSupport.stream(ServiceLoader.load(ToolProvider.class).spliterator(), false)
        .filter(tool -> tool.name().startsWith(PREFIX))
        .toList();
  }

  static Optional<ToolProvider> find(String command) {
    return all().stream().filter(tool -> command(tool).equals(command)).findFirst();
  }

  static String command(ToolProvider tool) {
    return tool.name().substring(PREFIX.length());
  }

  static int run(ToolProvider tool, List<String> arguments, PrintStream out, PrintStream err) {
    return tool.run(out, err, arguments.toArray(String[]::new));
  }

  /** One line for the help. JDK 20 gave tools a description; before, a tool may have the method. */
  static String description(ToolProvider tool) {
    try {
      Object description = tool.getClass().getMethod("description").invoke(tool);
      if (description instanceof Optional<?> optional && optional.isPresent()) {
        return optional.get().toString();
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // a tool without a description, or in a class that is not public
    }
    return "see lungo " + command(tool) + " --help";
  }
}
