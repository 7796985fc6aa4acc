package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.spi.ToolProvider;
import lungo.kernel.magics.EditDistance;
import org.junit.jupiter.api.Test;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int lungo(String... args) {
    return Main.execute(
        new Place(Path.of("").toAbsolutePath(), Optional.empty(), Optional.empty(), 0),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  /** A library's command, listed in the tests' META-INF/services. */
  public static final class Echo implements ToolProvider {

    /** For the service loader. */
    public Echo() {}

    @Override
    public String name() {
      return "lungo-echo";
    }

    /** What the help shows. */
    public Optional<String> description() {
      return Optional.of("Say it again.");
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... args) {
      out.println(String.join(" ", args));
      return args.length;
    }
  }

  @Test
  void aLibrarysCommandGetsItsArgumentsAsTheyAre() {
    assertThat(lungo("echo", "--help", "-x")).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("--help -x");
  }

  @Test
  void theHelpListsAllCommands() {
    assertThat(lungo("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("run ", "lab ", "install ", "echo ", "Say it again.");
  }

  @Test
  void anUnknownCommandGetsTheChoicesAndTheNearest() {
    assertThat(lungo("instal")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "no command 'instal'; there are: run, check, convert, strip, lab, install, uninstall, doctor, echo")
        .contains("did you mean 'lungo install'?");
  }

  @Test
  void distanceCountsInsertionsDeletionsAndReplacements() {
    assertThat(EditDistance.between("rnu", "run")).isEqualTo(2);
    assertThat(EditDistance.between("", "lab")).isEqualTo(3);
    assertThat(EditDistance.between("lab", "lab")).isZero();
  }
}
