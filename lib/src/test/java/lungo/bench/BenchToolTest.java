package lungo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
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
  private int runSmall(String python) {
    return run(
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
        "1",
        "--python",
        python);
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
    assertThat(runSmall("no-such-python")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains(
            "median of 2 rounds, in turn, after 1 s",
            "no-such-python has no torch, so nothing is compared")
        .containsPattern("MLP 20-64-64-2, batch 32, Adam +1 +\\d+\\.\\d{3}");
  }

  /** A program that answers as the Python scripts do: each step takes 2 ms. */
  private Path answering() throws IOException {
    Path python = directory.resolve("python");
    Files.writeString(
        python,
        """
        #!/bin/sh
        if [ "$1" = -c ]; then echo 2.7.1; exit; fi
        while read -r steps; do echo "ms 2.0"; done
        """,
        UTF_8);
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    return python;
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void bothAreMeasuredInTurnAndCompared() throws IOException {
    assertThat(runSmall(answering().toString())).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("PyTorch 2.7.1 eager")
        .containsPattern("Adam +1 +\\d+\\.\\d{3} +2\\.000 +\\d+\\.\\d{2}");
  }

  /** The same program, for which a picture takes 2 ms. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void picturesAreLoadedByBothInTurn() throws IOException {
    String[] words = {"--case", "jpeg", "--rounds", "1", "--steps", "1", "--threads", "1"};
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
    assertThat(err.toString())
        .contains("no benchmark 'inference'; there are: training, drawing")
        .contains(
            "no case 'vgg'; there are: resnet18, resnet18-bf16, resnet50, gpt, gpt-bf16, bert, mlp, small, jpeg")
        .contains("--rounds must be in 1 to 9999, got '0'")
        .contains("a value is missing after --python");
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("usage: lungo bench training");
  }
}
