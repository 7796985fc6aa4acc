package lungo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code lungo bench}: {@code drawing} tells what live curves take from training,
 * {@code training} the time of a training step of some models and the memory that the process held
 * at most, how many pictures a second are loaded, and PyTorch's on the same machine, in turn. Found
 * by {@link ToolProvider#findFirst} under the name {@code lungo-bench}.
 */
public final class BenchTool implements ToolProvider {

  private static final String USAGE =
      """
      usage: lungo bench training [--case NAME] [--rounds N] [--steps N] [--threads N]
                                  [--warm-up N] [--python PROGRAM]
             lungo bench drawing  [--seconds N]
        --case NAME       one case: resnet18, resnet18-bf16, resnet50, gpt, gpt-bf16, bert, mlp,
                          small, jpeg (loading of pictures); all without it
        --rounds N        measurements of each, in turn; 5 without it
        --steps N         steps of a measurement; as many as take a second or so without it
        --warm-up N       for how many seconds both run before; 10 without it
        --threads N       one number of threads; one, and one a processor, without it
        --python PROGRAM  a Python that has torch; python3 without it, nothing compared if it has not
        --seconds N       how long to train with live curves, and without; 20 without it""";

  private static final String SCRIPT = "training.py";

  /** For the service loader. */
  public BenchTool() {}

  @Override
  public String name() {
    return "lungo-bench";
  }

  /**
   * One line for the launcher's help; from JDK 20 on part of the interface.
   *
   * @return what the command does
   */
  @SuppressWarnings("MissingOverride")
  public Optional<String> description() {
    return Optional.of("Measure training steps, here and in PyTorch");
  }

  /** The first training warms both up, as an epoch does. */
  private static void draw(List<String> words, PrintWriter out) {
    if (!words.isEmpty() && !(words.size() == 2 && words.get(0).equals("--seconds"))) {
      throw new IllegalArgumentException("drawing takes --seconds N, got " + words);
    }
    int seconds = words.isEmpty() ? 20 : Request.number("--seconds", words.get(1));
    DrawingCost.measure(Duration.ofSeconds(3), true);
    DrawingCost with = DrawingCost.measure(Duration.ofSeconds(seconds), true);
    DrawingCost without = DrawingCost.measure(Duration.ofSeconds(seconds), false);
    out.println(with);
    out.printf(Locale.ROOT, "without curves: %.0f steps a second%n", without.stepsASecond());
  }

  /** What was asked for. */
  private record Request(
      List<Case> cases,
      boolean pictures,
      Racer.Rounds rounds,
      int steps,
      List<Integer> threads,
      String python) {

    static Request of(List<String> words) {
      List<Case> cases = Arrays.asList(Case.values());
      boolean pictures = true;
      int rounds = 5;
      int warmUp = 10;
      int steps = 0;
      List<Integer> threads = usual();
      String python = "python3";
      for (int i = 0; i < words.size(); i += 2) {
        if (i + 1 == words.size()) {
          throw new IllegalArgumentException("a value is missing after " + words.get(i));
        }
        String value = words.get(i + 1);
        switch (words.get(i)) {
          case "--case" -> {
            pictures = value.equals(LoadingRace.KEY);
            cases = pictures ? List.of() : List.of(Case.named(value));
          }
          case "--rounds" -> rounds = number("--rounds", value);
          case "--warm-up" -> warmUp = number("--warm-up", value);
          case "--steps" -> steps = number("--steps", value);
          case "--threads" -> threads = List.of(number("--threads", value));
          case "--python" -> python = value;
          default -> throw new IllegalArgumentException("no option '" + words.get(i) + "'");
        }
      }
      var times = new Racer.Rounds(Duration.ofSeconds(warmUp), rounds);
      return new Request(cases, pictures, times, steps, threads, python);
    }

    private static List<Integer> usual() {
      int all = Runtime.getRuntime().availableProcessors();
      return all == 1 ? List.of(1) : List.of(1, all);
    }

    private static int number(String option, String text) {
      if (!text.matches("[1-9]\\d{0,3}")) {
        throw new IllegalArgumentException(option + " must be in 1 to 9999, got '" + text + "'");
      }
      return Integer.parseInt(text);
    }

    int steps(Case what) {
      return steps == 0 ? what.steps() : steps;
    }
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    List<String> words = List.of(arguments);
    if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
      out.println(USAGE);
      out.flush();
      return 0;
    }
    try {
      if (words.get(0).equals("drawing")) {
        draw(words.subList(1, words.size()), out);
        return 0;
      }
      if (!words.get(0).equals("training")) {
        throw new IllegalArgumentException(
            "no benchmark '" + words.get(0) + "'; there are: training, drawing");
      }
      measure(Request.of(words.subList(1, words.size())), out);
      return 0;
    } catch (IllegalArgumentException e) {
      err.println("error: " + e.getMessage());
      err.println(USAGE);
      return 2;
    } catch (IOException e) {
      err.println("error: " + e.getMessage());
      return 1;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static void measure(Request request, PrintWriter out) throws IOException {
    if (!request.cases().isEmpty()) {
      measureSteps(request, out);
    }
    if (request.pictures()) {
      boolean compares = version(request.python(), "torchvision").isPresent();
      out.println(LoadingRace.heading());
      for (int threads : request.threads()) {
        String python = compares ? request.python() : null;
        int epochs = request.steps() == 0 ? LoadingRace.EPOCHS : request.steps();
        out.println(LoadingRace.line(request.rounds(), epochs, threads, python));
        out.flush();
      }
    }
  }

  private static void measureSteps(Request request, PrintWriter out) throws IOException {
    Optional<String> torch = version(request.python(), "torch");
    out.printf(
        "A step of training on the CPU: median of %d rounds, in turn, after %d s; %s.%n",
        request.rounds().count(),
        request.rounds().warmUp().toSeconds(),
        torch
            .map(v -> "PyTorch " + v + " eager")
            .orElse(request.python() + " has no torch, so nothing is compared"));
    out.printf(
        "%-52s %7s %10s %10s %6s %9s %11s %6s%n",
        "", "threads", "Lungo ms", "PyTorch ms", "ratio", "Lungo MiB", "PyTorch MiB", "ratio");
    Path script = script(SCRIPT);
    try {
      for (Case what : request.cases()) {
        for (int threads : request.threads()) {
          out.println(line(request, what, threads, torch.isPresent() ? script : null));
          out.flush();
        }
      }
    } finally {
      Files.deleteIfExists(script);
    }
  }

  private static String line(Request request, Case what, int threads, @Nullable Path script)
      throws IOException {
    var own = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    String first = String.format(Locale.ROOT, "%-52s %7d", what.title(), threads);
    try (var lungo = Racer.lungo(Worker.class, List.of(what.key()), threads)) {
      if (script == null) {
        Racer.race(request.rounds(), request.steps(what), lungo, own, null, theirs);
        return first + time(median(own)) + " ".repeat(18) + memory(lungo.peak());
      }
      var words = List.of(what.key(), String.valueOf(threads));
      try (var pyTorch = Racer.python("PyTorch", request.python(), script, words, threads)) {
        Racer.race(request.rounds(), request.steps(what), lungo, own, pyTorch, theirs);
        OptionalDouble here = lungo.peak();
        OptionalDouble there = pyTorch.peak();
        return first
            + time(median(own))
            + time(median(theirs))
            + ratio(median(own), median(theirs))
            + memory(here)
            + "  "
            + memory(there)
            + ratio(here.orElse(Double.NaN), there.orElse(Double.NaN));
      }
    }
  }

  private static String time(double millis) {
    return String.format(Locale.ROOT, " %10.3f", millis);
  }

  private static String memory(OptionalDouble mebibytes) {
    return mebibytes.isEmpty()
        ? "         -"
        : String.format(Locale.ROOT, " %9.0f", mebibytes.getAsDouble());
  }

  private static String ratio(double here, double there) {
    double ratio = here / there;
    return Double.isNaN(ratio) ? "      -" : String.format(Locale.ROOT, " %6.2f", ratio);
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;
  }

  /** The version of a Python's package. */
  private static Optional<String> version(String python, String name) throws IOException {
    try {
      var process =
          new ProcessBuilder(python, "-c", "import " + name + "; print(" + name + ".__version__)")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String version = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      boolean found = process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
      return found ? Optional.of(version) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + python + " was asked for " + name, e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A script of this package as a file, to be deleted. */
  static Path script(String name) throws IOException {
    Path file = Files.createTempFile("lungo-bench", ".py");
    try (InputStream source = BenchTool.class.getResourceAsStream(name)) {
      Files.write(file, Objects.requireNonNull(source, name).readAllBytes());
    }
    return file;
  }
}
