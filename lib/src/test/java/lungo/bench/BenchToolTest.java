package lungo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import lungo.random.Seed;
import lungo.weights.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BenchToolTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    ToolProvider tool = ToolProvider.findFirst("lungo-bench").orElseThrow();
    return tool.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  /** A few steps of the smallest case in one thread. */
  private int runSmall(String... more) {
    String[] words = {
      "training",
      "--case",
      "small",
      "--rounds",
      "2",
      "--steps",
      "5",
      "--warm-up",
      "1",
      "--threads",
      "1"
    };
    return run(Stream.of(words, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  /** Two drawings are not rested after: the one under way at the end, and the last state's. */
  @Test
  void liveCurvesTakeATwentiethOfATrainingsTime() {
    DrawingCost.measure(Duration.ofSeconds(2), true); // loads and compiles what draws
    DrawingCost cost = DrawingCost.measure(Duration.ofSeconds(4), true);
    assertThat(cost.drawings()).isGreaterThan(2);
    double each = cost.drawingSeconds() / cost.drawings();
    assertThat(cost.drawingSeconds() - 2 * each).isLessThan(0.05 * cost.trainingSeconds());
    assertThat(cost.steps()).isGreaterThan(50);
    assertThat(run("drawing", "--second", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("drawing takes --seconds N");
  }

  @Test
  void stepsAreTimedInAProcessOfTheirOwn() {
    assertThat(runSmall("--alone")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("median of 2 rounds, in turn, after 1 s", "nothing is compared")
        .containsPattern("MLP 20-64-64-2, batch 32, Adam +1 +\\d+\\.\\d{3}");
    assertThat(err.toString()).isEmpty();
  }

  /** PyTorch runs in what that environment is made for: a machine's own Python has none. */
  @Test
  void aPythonWithoutPyTorchIsRefused() {
    assertThat(runSmall("--python", "no-such-python")).isEqualTo(1);
    assertThat(err.toString())
        .contains("no-such-python has no torch and no safetensors; without --python")
        .contains("lungo bench training --alone measures without PyTorch");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theReleaseOfPyTorchIsThatOfTheLibrary() {
    assertThat(Seed.engine().getVersion()).isEqualTo(PyTorch.RELEASE);
  }

  /**
   * A program that answers as the Python scripts do, without computing: each step takes 2 ms. It
   * keeps the weights that it is given.
   */
  private Path answering() throws IOException {
    Path python = directory.resolve("python");
    Files.writeString(
        python,
        """
        #!/bin/sh
        if [ "$1" = -c ]; then shift 2; for name; do echo "$name 2.7.1"; done; exit; fi
        if [ -f "$3" ]; then cp "$3" "${0%/*}/given.safetensors"; fi
        while read -r steps; do echo "ms 2.0 loss 0.5"; done
        """,
        UTF_8);
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    return python;
  }

  /** The other one is said to have another loss, with that of the weights that it was given. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void bothBeginWithTheSameWeightsAndAreMeasuredInTurn() throws IOException {
    assertThat(runSmall("--python", answering().toString())).as(err.toString()).isEqualTo(1);
    assertThat(out.toString())
        .contains("PyTorch 2.7.1 eager, from the same weights")
        .containsPattern("Adam +1 +\\d+\\.\\d{3} +2\\.000 +\\d+\\.\\d{2}");
    Matcher losses =
        Pattern.compile("not the same computation: (\\S+) and 0.5 are the losses")
            .matcher(out.toString());
    assertThat(losses.find()).isTrue();
    double loss = Double.parseDouble(losses.group(1));
    assertThat(lossOf(directory.resolve("given.safetensors"))).isCloseTo(loss, within(1e-5));
  }

  /** What PyTorch's sequence of linear layers would compute from the file. */
  private static double lossOf(Path file) {
    try (var given = Safetensors.open(file);
        NDManager manager = Seed.engine().newBaseManager()) {
      NDArray x = given.read("batch.inputs", manager); // (32, 20)
      for (String layer : List.of("0", "2", "4")) {
        NDArray weight = given.read(layer + ".weight", manager);
        x = x.matMul(weight.transpose()).add(given.read(layer + ".bias", manager));
        x = layer.equals("4") ? x : x.maximum(0);
      }
      NDArray targets = given.read("batch.targets", manager).reshape(-1, 1);
      return -x.logSoftmax(1).gather(targets, 1).mean().getFloat();
    }
  }

  /** The same program, for which a picture takes 2 ms. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void picturesAreLoadedByBothInTurn() throws IOException {
    String[] words = {
      "--case", "jpeg", "--rounds", "1", "--steps", "1", "--threads", "1", "--warm-up", "1"
    };
    var asked = new ArrayList<>(List.of("training"));
    asked.addAll(List.of(words));
    asked.addAll(List.of("--python", answering().toString()));
    assertThat(run(asked.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("images a second of a core")
        .doesNotContain("A step of training")
        .containsPattern("500×375 JPEG to 224×224, batch 32 +1 +[1-9]\\d* +500 +\\d+\\.\\d{2}");
  }

  @Test
  void wrongWordsNameTheChoices() {
    assertThat(run("inference")).isEqualTo(2);
    assertThat(run("training", "--case", "vgg")).isEqualTo(2);
    assertThat(run("training", "--rounds", "0")).isEqualTo(2);
    assertThat(run("training", "--python")).isEqualTo(2);
    assertThat(run("training", "--alone", "--python", "python3")).isEqualTo(2);
    assertThat(err.toString())
        .contains("no benchmark 'inference'; there are: training, drawing")
        .contains(
            "no case 'vgg'; there are: resnet18, resnet18-bf16, resnet50, gpt, gpt-bf16, bert, mlp, small, jpeg")
        .contains("--rounds must be in 1 to 9999, got '0'")
        .contains("a value is missing after --python")
        .contains("--alone compares with nothing, so --python has no use");
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("usage: lungo bench training");
  }
}
