package lungo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a user starts it: from any folder, through a link, with the wrong Java. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class LauncherTest {

  private static final Path LAUNCHER =
      Path.of(System.getProperty("lungo.root", "..")).toAbsolutePath().normalize().resolve("lungo");

  private final Path folder;

  LauncherTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private record Ran(int status, String output) {}

  private Process start(Path launcher, Map<String, String> variables, String... args)
      throws Exception {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(variables);
    return builder.start();
  }

  private Ran run(Path launcher, Map<String, String> variables, String... args) throws Exception {
    Process process = start(launcher, variables, args);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  private static String notebook(String code) {
    return """
        {"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],
        "source":"%s"}],"metadata":{},"nbformat":4,"nbformat_minor":5}
        """
        .formatted(code.replace("\"", "\\\""));
  }

  @Test
  void itWorksFromAnyFolderAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("lungo-link"), LAUNCHER);
    Ran ran = run(link, Map.of(), "--version");
    assertThat(ran.output()).startsWith("lungo ").contains(System.getProperty("java.home"));
    assertThat(ran.status()).isZero();
  }

  @Test
  void aRunStartsInTheNotebooksFolder() throws Exception {
    Path sub = Files.createDirectory(folder.resolve("sub folder"));
    Files.writeString(sub.resolve("data.txt"), "found it");
    Files.writeString(sub.resolve("n.ipynb"), notebook("Files.readString(Path.of(\"data.txt\"))"));
    Ran ran = run(LAUNCHER, Map.of(), "run", "sub folder/n.ipynb", "-o", "out.ipynb");
    assertThat(ran.output()).contains("found it", "Wrote out.ipynb");
    assertThat(ran.status()).isZero();
    assertThat(folder.resolve("out.ipynb")).exists();
  }

  @Test
  void aRunThatIsTerminatedWritesWhatIsThere() throws Exception {
    Files.writeString(
        folder.resolve("n.ipynb"),
        notebook("System.out.println(\"begun\"); Thread.sleep(60_000);"));
    Process process = start(LAUNCHER, Map.of(), "run", "n.ipynb");
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      while (!"begun".equals(lines.readLine())) {
        assertThat(process.isAlive()).isTrue();
      }
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(lines.lines()).anyMatch(line -> line.contains("error: stopped in cell 1 of 1"));
    }
    assertThat(folder.resolve("n-executed.ipynb")).content().contains("begun", "Interrupted");
  }

  @Test
  void aJavaThatWillNotDoIsNamedWithTheWayToAnother() throws Exception {
    Path jre = Files.createDirectories(folder.resolve("jre/bin")).getParent();
    executable(jre.resolve("bin/java"));
    Ran runtime = run(LAUNCHER, Map.of("JAVA_HOME", jre.toString()), "--version");
    assertThat(runtime.output()).contains("without a compiler (a JRE)", "sudo apt install");
    assertThat(runtime.status()).isEqualTo(1);
    executable(jre.resolve("bin/javac"));
    Files.writeString(jre.resolve("release"), "JAVA_VERSION=\"11.0.20\"\n");
    assertThat(run(LAUNCHER, Map.of("JAVA_HOME", jre.toString()), "--version").output())
        .contains("is Java 11.0.20");
    Files.writeString(jre.resolve("release"), "JAVA_VERSION=\"1.8.0_392\"\n");
    assertThat(run(LAUNCHER, Map.of("JAVA_HOME", jre.toString()), "--version").output())
        .contains("is Java 1.8.0_392");
    assertThat(run(LAUNCHER, Map.of("JAVA_HOME", "/no/such"), "--version").output())
        .contains("/no/such has no bin/java");
  }

  @Test
  void theDoctorFindsNothingWrongAndLoadsTheNatives() throws Exception {
    var variables = Map.of("JUPYTER_DATA_DIR", folder + "/jupyter", "LUNGO_VENV", folder + "/venv");
    Ran ran = run(LAUNCHER, variables, "doctor");
    assertThat(ran.output())
        .containsPattern("ok +Java +" + Runtime.version().feature())
        .containsPattern("ok +libtorch +[0-9.]+ loads, on cpu\\(\\) \\(bundled\\)")
        .contains("Nothing prevents work.")
        .doesNotContain("\u001b");
    assertThat(ran.status()).isZero();
  }

  @Test
  void missingPythonIsExplained() throws Exception {
    String path = System.getenv("PATH");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String name : List.of("python3", "python")) {
      Path fake = bin.resolve(name);
      Files.writeString(fake, "#!/bin/sh\necho Python 3.6.1\n");
      assertThat(fake.toFile().setExecutable(true)).isTrue();
    }
    var variables =
        Map.of("PATH", bin + ":" + path, "LUNGO_VENV", folder.resolve("venv").toString());
    Ran ran = run(LAUNCHER, variables, "lab", "--prepare");
    assertThat(ran.output())
        .contains("JupyterLab needs Python 3.9 or newer, and this is Python 3.6")
        .contains("sudo apt install python3 python3-venv", "./lungo run NOTEBOOK.ipynb");
    assertThat(ran.status()).isEqualTo(1);
  }

  private static void executable(Path file) throws Exception {
    Files.writeString(file, "#!/bin/sh\nexit 1\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
