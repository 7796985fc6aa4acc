package lungo.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  private final List<String> log = new ArrayList<>();

  /** A package that needs no network, as PEP 427 has it. */
  private Path wheel() throws IOException {
    Path wheel = directory.resolve("lungo_probe-1.0-py3-none-any.whl");
    String info = "lungo_probe-1.0.dist-info/";
    var files =
        Map.of(
            "lungo_probe.py",
            "__version__ = '1.0'\n",
            info + "METADATA",
            "Metadata-Version: 2.1\nName: lungo-probe\nVersion: 1.0\n",
            info + "WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            info + "RECORD",
            "");
    try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return wheel;
  }

  private static boolean canMakeEnvironments() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import ensurepip, venv").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void anEnvironmentHasWhatIsInstalledIntoIt() throws Exception {
    assumeTrue(canMakeEnvironments(), "needs python3 with its module venv");
    var environment = new PythonEnvironment(directory.resolve("a folder"));
    environment.make("the test", log::add);
    environment.make("the test", log::add); // is there
    assertThat(log)
        .containsExactly(
            "Making a Python environment for the test in " + environment.folder() + " (once) …");
    environment.install(List.of(wheel().toString()), log::add);
    Process process =
        new ProcessBuilder(
                environment.python(), "-c", "import lungo_probe; print(lungo_probe.__version__)")
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("1.0\n");
    assertThat(log).hasSize(1); // a kilobyte is not told of

    assertThatThrownBy(
            () -> environment.install(List.of("--no-index", "no-such-package"), log::add))
        .isInstanceOf(PythonException.class)
        .hasMessageContaining("pip could not install --no-index and no-such-package:")
        .hasMessageContaining("ERROR: No matching distribution found for no-such-package")
        .hasMessageNotContaining("Looking in");
  }

  @Test
  void aFolderThatCannotBeMadeIsExplained() throws Exception {
    assumeTrue(canMakeEnvironments(), "needs python3 with its module venv");
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> new PythonEnvironment(file).make("the test", log::add))
        .isInstanceOf(PythonException.class)
        .hasMessageContaining("Python could not make a virtual environment:")
        .hasMessageContaining(file.toString());
  }
}
