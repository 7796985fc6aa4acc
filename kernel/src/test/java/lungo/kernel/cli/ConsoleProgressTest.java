package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import lungo.display.MimeBundle;
import lungo.kernel.notebook.NotebookCell;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private ConsoleProgress progress(int columns) {
    return new ConsoleProgress(stream, stream, columns, () -> now);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static void start(ConsoleProgress progress) {
    progress.started(3, 17, NotebookCell.Code.of("c", "// comment\nfit();"));
  }

  private static void end(ConsoleProgress progress) {
    progress.ended(3, 17, Duration.ofMillis(1250));
  }

  private static MimeBundle text(String text) {
    return MimeBundle.text(text);
  }

  @Test
  void aQuietCellTakesOneLine() {
    var progress = progress(0);
    start(progress);
    end(progress);
    assertThat(printed()).isEqualTo("[ 3/17] fit();  1.3 s\n");
  }

  @Test
  void whatACellPrintsStandsBelowIt() {
    var progress = progress(0);
    start(progress);
    progress.text("stdout", "no line end");
    progress.result(text("42"));
    end(progress);
    assertThat(printed()).isEqualTo("[ 3/17] fit();\nno line end\n42\n[ 3/17] 1.3 s\n");
  }

  @Test
  void aLogGetsALineOfABarEveryTenSecondsAndTheLastState() {
    var progress = progress(0);
    start(progress);
    progress.shown("bar", text("0/30"));
    for (int second = 1; second <= 24; second++) {
      now = Duration.ofSeconds(second).toNanos();
      progress.updated("bar", text(second + "/30"));
    }
    end(progress);
    assertThat(printed()).isEqualTo("[ 3/17] fit();\n0/30\n10/30\n20/30\n24/30\n[ 3/17] 1.3 s\n");
  }

  @Test
  void aTerminalRedrawsInPlace() {
    var progress = progress(80);
    start(progress);
    progress.shown("plot", text("plot 0"));
    progress.shown("bar", text("0/2"));
    progress.updated("plot", text("plot 1"));
    progress.text("stdout", "said\n");
    end(progress);
    assertThat(printed())
        .isEqualTo(
            "[ 3/17] fit();\n"
                + "\rplot 0\u001B[K"
                + "\rplot 0\u001B[K\n0/2\u001B[K"
                + "\r\u001B[1Aplot 1\u001B[K\n0/2\u001B[K"
                + "\nsaid\n[ 3/17] 1.3 s\n");
  }
}
