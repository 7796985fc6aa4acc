package lungo.kernel.execution.cell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs notebooks in plain JShell and in the engine and says where they differ. */
final class Difference {

  private static final String IMPORTS =
      Stream.of("", ".concurrent", ".function", ".regex", ".stream")
              .map(p -> "import java.util" + p + ".*;\n")
              .collect(Collectors.joining())
          + "import java.math.*;";

  private final List<String> options;

  /** Cells that JShell had to take though they were right. */
  final List<String> left = new ArrayList<>();

  int cells;

  Difference(List<String> options) {
    this.options = options;
  }

  /** The differences of one notebook. */
  List<String> of(Notebooks notebook) {
    var differences = new ArrayList<String>();
    try (var plain = new PlainSession(options);
        var engine = new EngineSession(options)) {
      plain.run(IMPORTS);
      engine.run(IMPORTS);
      for (String cell : notebook.cells()) {
        cells++;
        String expected = outputAnd(plain::run, cell);
        String actual = outputAnd(engine::run, cell);
        compare(notebook.title() + "\n" + cell, expected, actual, differences);
        if (differences.isEmpty()) {
          compare(
              notebook.title() + ", variables after\n" + cell,
              String.join("\n", plain.variables().values()),
              String.join("\n", engine.variables().values()),
              differences);
        }
      }
      left.addAll(engine.left);
    }
    return differences;
  }

  private static void compare(
      String what, String expected, String actual, List<String> differences) {
    if (!expected.equals(actual) && !isVaguer(expected, actual)) {
      differences.add(what + "\n  JShell: " + expected + "\n  engine: " + actual);
    }
  }

  /** JShell 25 gives up on some types and says Object; the values must be the same. */
  private static boolean isVaguer(String expected, String actual) {
    String[] vague = expected.split("\n", -1);
    String[] exact = actual.split("\n", -1);
    boolean isSame = vague.length == exact.length;
    for (int i = 0; isSame && i < vague.length; i++) {
      isSame =
          vague[i].equals(exact[i])
              || vague[i].equals(exact[i].replaceFirst(" value \\S+ = ", " value Object = "))
              || vague[i].equals(exact[i].replaceFirst(": \\S+ = ", ": Object = "));
    }
    return isSame;
  }

  private static String outputAnd(UnaryOperator<String> run, String cell) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var text = new ByteArrayOutputStream();
    var stream = new PrintStream(text, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    try {
      String report = run.apply(cell);
      return "[" + Report.plain(text.toString(StandardCharsets.UTF_8)) + "] " + report;
    } catch (RuntimeException | Error e) {
      return "failed: " + e;
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
