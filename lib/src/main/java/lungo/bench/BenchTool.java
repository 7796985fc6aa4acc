package lungo.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.spi.ToolProvider;

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
                                  [--warm-up N] [--python PROGRAM | --alone]
             lungo bench drawing  [--seconds N]
        --case NAME       one case: resnet18, resnet18-bf16, resnet50, gpt, gpt-bf16, bert, mlp,
                          small, jpeg (loading of pictures); all without it
        --rounds N        measurements of each, in turn; 5 without it
        --steps N         steps of a measurement; as many as take a second or so without it
        --warm-up N       for how many seconds both run before; 30 without it
        --threads N       one number of threads; one, and one a processor, without it
        --python PROGRAM  a Python that has torch, torchvision and safetensors; without it an
                          environment with PyPI's is made below ~/.cache/lungo, once
        --alone           compare with nothing
        --seconds N       how long to train with live curves, and without; 20 without it""";

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
      return measure(Request.of(words.subList(1, words.size())), out, err) ? 0 : 1;
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

  /** False if what was compared was not the same computation. */
  private static boolean measure(Request request, PrintWriter out, PrintWriter err)
      throws IOException {
    boolean same = true;
    PyTorch pyTorch = request.compares() ? PyTorch.of(request, line -> say(err, line)) : null;
    if (!request.cases().isEmpty()) {
      var race = new StepRace(request, pyTorch);
      say(out, race.heading());
      for (Case what : request.cases()) {
        for (int threads : request.threads()) {
          say(out, race.line(what, threads));
        }
      }
      same = !race.differs();
    }
    if (request.pictures()) {
      say(out, LoadingRace.heading());
      String python = pyTorch == null ? null : pyTorch.python();
      int epochs = request.steps() == 0 ? LoadingRace.EPOCHS : request.steps();
      for (int threads : request.threads()) {
        say(out, LoadingRace.line(request.rounds(), epochs, threads, python));
      }
    }
    return same;
  }

  /** What takes long is shown line by line. */
  private static void say(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;
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
