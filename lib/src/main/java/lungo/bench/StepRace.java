package lungo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Steps of training, here and in PyTorch, in turn: of the same batch and from the same weights,
 * which this side makes and hands over as a safetensors file. The losses of the first step tell
 * whether both compute the same.
 */
final class StepRace {

  private static final String SCRIPT = "training.py";

  private final Request request;
  private final @Nullable PyTorch pyTorch;
  private boolean differs;

  /**
   * A race of one or two.
   *
   * @param pyTorch the other one; null for nothing to compare with
   */
  StepRace(Request request, @Nullable PyTorch pyTorch) {
    this.request = request;
    this.pyTorch = pyTorch;
  }

  /** The lines above the numbers. */
  String heading() {
    return String.format(
        Locale.ROOT,
        "A step of training on the CPU: median of %d rounds, in turn, after %d s; %s.%n"
            + "%-52s %7s %10s %10s %6s %9s %11s %6s %8s",
        request.rounds().count(),
        request.rounds().warmUp().toSeconds(),
        pyTorch == null
            ? "nothing is compared"
            : "PyTorch " + pyTorch.version() + " eager, from the same weights",
        "",
        "threads",
        "Lungo ms",
        "PyTorch ms",
        "ratio",
        "Lungo MiB",
        "PyTorch MiB",
        "ratio",
        "loss off");
  }

  /** Whether the two of a case began with different losses, so that their times tell nothing. */
  boolean differs() {
    return differs;
  }

  /** Measures a case. */
  String line(Case what, int threads) throws IOException {
    String first = String.format(Locale.ROOT, "%-52s %7d", what.title(), threads);
    if (pyTorch == null) {
      return first + alone(what, threads);
    }
    Path folder = Files.createTempDirectory("lungo-bench");
    Path weights = folder.resolve("weights.safetensors");
    Path script = BenchTool.script(SCRIPT);
    try {
      return first + against(pyTorch, script, weights, what, threads);
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(weights);
      Files.deleteIfExists(folder);
    }
  }

  private String alone(Case what, int threads) throws IOException {
    var own = new ArrayList<Double>();
    try (var lungo = Racer.lungo(Worker.class, List.of(what.key()), threads)) {
      Racer.race(request.rounds(), request.steps(what), lungo, own, null, new ArrayList<>());
      return time(BenchTool.median(own)) + " ".repeat(18) + memory(lungo.peak());
    }
  }

  private String against(PyTorch other, Path script, Path weights, Case what, int threads)
      throws IOException {
    var own = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    var words = List.of(what.key(), weights.toString());
    try (var lungo = Racer.lungo(Worker.class, words, threads)) {
      double loss = lungo.firstLoss(); // it has written the file by then
      var theirWords = List.of(what.key(), weights.toString(), String.valueOf(threads));
      try (var pyTorch = Racer.python("PyTorch", other.python(), script, theirWords, threads)) {
        double theirLoss = pyTorch.firstLoss();
        Racer.race(request.rounds(), request.steps(what), lungo, own, pyTorch, theirs);
        OptionalDouble here = lungo.peak();
        OptionalDouble there = pyTorch.peak();
        return time(BenchTool.median(own))
            + time(BenchTool.median(theirs))
            + ratio(BenchTool.median(own), BenchTool.median(theirs))
            + memory(here)
            + "  "
            + memory(there)
            + ratio(here.orElse(Double.NaN), there.orElse(Double.NaN))
            + off(what, loss, theirLoss);
      }
    }
  }

  /** How far the losses are apart, as a share of PyTorch's. */
  private String off(Case what, double loss, double theirLoss) {
    double off = Math.abs(loss - theirLoss) / theirLoss;
    String text = String.format(Locale.ROOT, " %8.1e", off);
    if (off <= what.rounding()) {
      return text;
    }
    differs = true;
    return text
        + String.format(
            Locale.ROOT,
            "%nThis is not the same computation: %s and %s are the losses",
            loss,
            theirLoss);
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
}
