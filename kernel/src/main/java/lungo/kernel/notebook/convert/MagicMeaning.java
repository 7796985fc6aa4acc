package lungo.kernel.notebook.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lungo.kernel.execution.cell.JavaLiteral;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.Segment;

/** What magics mean in plain Java, which has no notebook around it. */
final class MagicMeaning {

  /** Magics whose Java is run all the same. */
  private static final Set<String> TIMED = Set.of("time");

  private static final Map<String, String> REASONS =
      Map.of(
          "timeit", "it measures, which a notebook does better",
          "cd", "start the program in that folder",
          "env", "a program cannot change its environment; set it before the start",
          "load", "convert that file as well",
          "jvm", "give the option to java",
          "html", "it shows in a notebook only",
          "markdown", "it shows in a notebook only",
          "reset", "a program begins afresh");

  private MagicMeaning() {}

  /** Whether the magic's Java is to be taken as if the magic were not there. */
  static boolean isTransparent(MagicCall call) {
    return TIMED.contains(call.name());
  }

  /** A magic on a line of its own, as Java. */
  static List<String> of(MagicCall call, Dependencies dependencies) {
    String text = ("%" + call.name() + " " + call.text()).strip();
    return switch (call.name()) {
      case "maven", "addMavenDependency", "addMavenDependencies", "mavenRepo", "addMavenRepo" -> {
        dependencies.add(call);
        yield List.of("// " + text);
      }
      case "jars", "classpath" -> {
        dependencies.add(call);
        yield List.of("// " + text);
      }
      case "sh" -> shell(call.text());
      case "pwd" -> List.of("System.out.println(java.nio.file.Path.of(\"\").toAbsolutePath());");
      default -> List.of(comment(text, call.name()));
    };
  }

  /** A magic that has the whole cell, as Java. */
  static List<String> of(Segment.Whole whole, Dependencies dependencies) {
    MagicCall call = whole.call();
    return switch (call.name()) {
      case "sh" -> shell(whole.body());
      case "writefile" -> file(call, whole.body());
      default -> {
        var lines = new ArrayList<String>();
        lines.add(comment(("%%" + call.name() + " " + call.text()).strip(), call.name()));
        whole.body().lines().forEach(line -> lines.add(("// " + line).stripTrailing()));
        yield lines;
      }
    };
  }

  private static String comment(String text, String name) {
    return "// " + text + "   (left out: " + REASONS.getOrDefault(name, "notebooks only") + ")";
  }

  private static List<String> shell(String script) {
    return List.of(
        "new ProcessBuilder(\"/bin/sh\", \"-c\", "
            + JavaLiteral.of(script.strip())
            + ").redirectErrorStream(true).start().getInputStream().transferTo(System.out);");
  }

  private static List<String> file(MagicCall call, String body) {
    List<String> arguments = call.arguments();
    boolean append = arguments.stream().anyMatch(a -> a.equals("-a") || a.equals("--append"));
    String name = arguments.isEmpty() ? "" : arguments.get(arguments.size() - 1);
    String options =
        append
            ? Stream.of("CREATE", "APPEND")
                .map(option -> ", java.nio.file.StandardOpenOption." + option)
                .reduce("", String::concat)
            : "";
    return List.of(
        "java.nio.file.Files.writeString(java.nio.file.Path.of(" + JavaLiteral.of(name) + "),",
        "    " + JavaLiteral.of(body) + options + ");");
  }
}
