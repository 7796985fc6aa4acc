package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallCommandTest {

  private final Path prefix;
  private final Path kernels;
  private String printed = "";

  InstallCommandTest(@TempDir Path prefix) {
    this.prefix = prefix;
    this.kernels = prefix.resolve("share/jupyter/kernels");
  }

  private int lungo(String... arguments) {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status =
        Main.execute(
            new Place(prefix, Optional.empty(), Optional.empty(), 0), stream, stream, arguments);
    printed = out.toString(StandardCharsets.UTF_8);
    return status;
  }

  private int install(String... more) {
    var arguments = new String[more.length + 3];
    arguments[0] = "install";
    arguments[1] = "--prefix";
    arguments[2] = ".";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return lungo(arguments);
  }

  @Test
  void severalKernelsStandSideBySideAndEachCanGo() {
    assertThat(install()).isZero();
    assertThat(install("--name", "java-big", "--display-name", "Big", "--memory", "3g")).isZero();
    assertThat(printed).contains("Installed the kernel 'java-big' (Big)");
    assertThat(kernels.resolve("java-big/kernel.json")).content().contains("\"Big\"");
    assertThat(kernels.resolve("java-big/jvm.options")).content().contains("-Xmx3g");

    assertThat(lungo("uninstall", "--prefix", ".", "--name", "java-big")).isZero();
    assertThat(kernels).isDirectoryContaining(path -> path.endsWith("java"));
    assertThat(kernels.resolve("java-big")).doesNotExist();
    assertThat(lungo("uninstall", "--prefix", ".", "--name", "java-big")).isEqualTo(1);
    assertThat(printed).contains("there is no kernel 'java-big' in");
  }

  @Test
  void installingAgainKeepsTheOptionsUnlessOthersAreGiven() throws Exception {
    install("--jvm-option", "-Xss2m", "--jvm-option=--enable-preview", "--memory", "1g");
    String first = Files.readString(kernels.resolve("java/kernel.json"));
    assertThat(install()).isZero();
    assertThat(kernels.resolve("java/kernel.json")).hasContent(first);
    Path options = kernels.resolve("java/jvm.options");
    assertThat(options).content().contains("-Xmx1g\n-Xss2m\n--enable-preview\n");
    install("--memory", "2g");
    assertThat(options).content().contains("-Xmx2g").doesNotContain("-Xss2m");
  }

  @Test
  void optionsThatJavaRefusesAreRefusedBeforeAnythingIsWritten() {
    assertThat(install("--jvm-option", "-XX:+NoSuchThing")).isEqualTo(1);
    assertThat(printed).contains("NoSuchThing");
    assertThat(install("--jvm-option", "Xss2m")).isEqualTo(1);
    assertThat(printed).contains("--jvm-option takes an option such as -Xss4m, got Xss2m");
    assertThat(install("--memory", "8 GB")).isEqualTo(1);
    assertThat(printed).contains("such as 8g, got 8 GB");
    assertThat(kernels).doesNotExist();
  }

  @Test
  void aFolderThatIsNoJdkIsNamed() throws Exception {
    assertThat(install("--jdk", "nowhere")).isEqualTo(1);
    assertThat(printed).contains("nowhere is no JDK: there is no bin");
    assertThat(install("--jdk", System.getProperty("java.home"))).isZero();
    assertThat(printed).contains("It runs on Java " + Runtime.version().feature());
  }

  @Test
  void anotherKernelsFolderIsLeftAlone() throws Exception {
    Path foreign = Files.createDirectories(kernels.resolve("java"));
    String json = "{\"argv\": [\"python\", \"-m\", \"ipykernel\"], \"display_name\": \"P\"}";
    Files.writeString(foreign.resolve("kernel.json"), json);
    assertThat(install()).isEqualTo(1);
    assertThat(printed).contains("there is another kernel of the name 'java'", "--name");
    assertThat(lungo("uninstall", "--prefix", ".")).isEqualTo(1);
    assertThat(printed).contains("is not ours; it starts python -m ipykernel");
    assertThat(foreign.resolve("kernel.json")).hasContent(json);
  }

  @Test
  void filesThatWereAddedToTheKernelStay() throws Exception {
    install();
    Files.writeString(kernels.resolve("java/notes.txt"), "mine");
    assertThat(lungo("uninstall", "--prefix", ".")).isZero();
    assertThat(printed).contains("notes.txt");
    assertThat(kernels.resolve("java")).isDirectoryContaining(path -> path.endsWith("notes.txt"));
    assertThat(kernels.resolve("java").toFile().list()).containsExactly("notes.txt");
  }
}
