package lungo.kernel.execution.cell;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints what cells cost: medians in milliseconds, by the clock and on the processor; the first
 * result with javac's start. Run with the exports of the kernel's pom, and without them to see the
 * public interface of javac.
 */
final class CellBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final EngineSession session = new EngineSession(List.of());

  private CellBenchmark() {}

  public static void main(String[] arguments) {
    long start = System.nanoTime();
    var benchmark = new CellBenchmark();
    benchmark.session.run("import java.util.*; import java.util.stream.*;");
    benchmark.session.run("1 + 1");
    System.out.printf("%-34s %8.1f%n", "engine to the first result", since(start));
    benchmark.run();
    benchmark.session.close();
  }

  private void run() {
    session.run("int x = 1; String s = \"text\"; int twice(int n) { return 2 * n; }");
    for (int round = 1; round <= 3; round++) {
      report("expression, round " + round, 60, i -> "x + s.length() + twice(" + i + ")");
    }
    report("statement", 40, i -> "x = " + i + ";");
    report("var of a call", 40, i -> "var v" + i + " = List.of(" + i + ");");
    report("30 variables, the same again", 30, i -> thirty(n -> "int z" + n + " = " + n + ";"));
    report("30 variables, new", 20, i -> thirty(n -> "int y" + i + "_" + n + " = " + n + ";"));
    report("30 methods, new", 20, i -> thirty(n -> "int f" + i + "_" + n + "() { return x; }"));
    report("30 records, new", 20, i -> thirty(n -> "record R" + i + "_" + n + "(int a) {}"));
    int cells = 0;
    for (int part = 1; part <= 5; part++) {
      cells += 200;
      int from = cells;
      report(
          "variable, to " + cells + " cells", 200, i -> "int w" + (from + i) + " = x + " + i + ";");
    }
    report("expression after them", 60, i -> "x + s.length() + twice(" + i + ")");
  }

  private static String thirty(IntFunction<String> line) {
    return IntStream.range(0, 30).mapToObj(line).collect(Collectors.joining("\n"));
  }

  private void report(String what, int times, IntFunction<String> cell) {
    double[] taken = new double[times];
    double[] busy = new double[times];
    for (int i = 0; i < times; i++) {
      String code = cell.apply(i);
      long start = System.nanoTime();
      long startBusy = THREADS.getCurrentThreadCpuTime();
      String report = session.run(code);
      taken[i] = since(start);
      busy[i] = (THREADS.getCurrentThreadCpuTime() - startBusy) / 1e6;
      if (report.startsWith("rejected") || report.startsWith("threw")) {
        throw new IllegalStateException(code + ": " + report);
      }
    }
    Arrays.sort(taken);
    Arrays.sort(busy);
    System.out.printf("%-34s %8.1f %8.1f%n", what, taken[times / 2], busy[times / 2]);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
