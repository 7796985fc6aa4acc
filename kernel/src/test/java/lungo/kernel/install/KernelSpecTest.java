package lungo.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {

  private final Path folder;

  KernelSpecTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private JsonObject install(Map<String, String> variables) throws Exception {
    Files.writeString(folder.resolve("jvm.options"), "# why\n\n-Xmx1g\n");
    for (String jar : List.of("native/natives.jar", "jars/b.jar", "jars/a.jar")) {
      Files.createDirectories(folder.resolve(jar).getParent());
      Files.writeString(folder.resolve(jar), "");
    }
    Launch launch = Launch.of(Jdk.current(), Optional.of(folder), variables);
    Path spec =
        new KernelSpec("Java (Lungo)", launch)
            .install(folder.resolve("data"), "java", Optional.empty());
    assertThat(spec).isEqualTo(folder.resolve("data/kernels/java"));
    return JsonParser.parseString(Files.readString(spec.resolve("kernel.json"))).getAsJsonObject();
  }

  private static List<String> argv(JsonObject json) {
    return json.getAsJsonArray("argv").asList().stream().map(e -> e.getAsString()).toList();
  }

  @Test
  void theKernelIsTheJavaBinaryItselfWithAbsolutePaths() throws Exception {
    var argv = new ArrayList<>(argv(install(Map.of())));
    assertThat(Path.of(argv.get(0))).isAbsolute().isExecutable();
    boolean isQuiet = argv.remove("--sun-misc-unsafe-memory-access=allow");
    assertThat(isQuiet).isEqualTo(Runtime.version().feature() >= 24);
    assertThat(argv.subList(1, argv.size()))
        .containsExactly(
            "@" + folder + "/jvm.options",
            "@" + folder + "/data/kernels/java/jvm.options",
            "-Dlungo.options=" + folder + "/data/kernels/java/jvm.options",
            "-cp",
            Stream.of("jars/a.jar", "jars/b.jar", "lungo.jar", "native/natives.jar")
                .map(jar -> folder + "/" + jar)
                .collect(Collectors.joining(File.pathSeparator)),
            "lungo.kernel.KernelMain",
            "{connection_file}");
  }

  @Test
  void theUsersOptionsOutliveAnotherInstallation() throws Exception {
    install(Map.of());
    var options = UserOptions.in(folder.resolve("data/kernels/java"));
    assertThat(options.read()).isEmpty();

    options.write(List.of("-Xmx2g", "-Dname=with blank \"and\" \\"));
    install(Map.of());

    assertThat(options.read()).containsExactly("-Xmx2g", "-Dname=with blank \"and\" \\");
    assertThat(options.file()).content().contains("\"-Dname=with blank \\\"and\\\" \\\\\"");
  }

  @Test
  void anotherCollectorTakesThePlaceOfOurs() throws Exception {
    install(Map.of());
    var options = UserOptions.in(folder.resolve("data/kernels/java"));
    options.write(List.of("-XX:+UseG1GC"));
    assertThat(options.read()).containsExactly("-XX:+UseG1GC");
    assertThat(options.file()).content().contains("-XX:-UseParallelGC\n-XX:+UseG1GC\n");
  }

  @Test
  void jupyterGetsTheFieldsThatItAsksFor() throws Exception {
    JsonObject json = install(Map.of());
    assertThat(json.get("display_name").getAsString()).isEqualTo("Java (Lungo)");
    assertThat(json.get("language").getAsString()).isEqualTo("java");
    assertThat(json.get("interrupt_mode").getAsString()).isEqualTo("message");
    assertThat(folder.resolve("data/kernels/java"))
        .isDirectoryContaining(file -> file.endsWith("logo-svg.svg"))
        .isDirectoryContaining(file -> file.endsWith("logo-64x64.png"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void glibcKeepsLargeBuffers() throws Exception {
    JsonObject env = install(Map.of()).getAsJsonObject("env");
    assertThat(env.get("MALLOC_MMAP_THRESHOLD_").getAsString()).isEqualTo("1073741824");
    assertThat(env.get("MALLOC_TRIM_THRESHOLD_").getAsString()).isEqualTo("4294967296");
  }

  @Test
  void whatDeterministicAlgorithmsNeedIsSet() throws Exception {
    JsonObject env = install(Map.of("LUNGO_DETERMINISTIC", "1")).getAsJsonObject("env");
    assertThat(env.get("CUBLAS_WORKSPACE_CONFIG").getAsString()).isEqualTo(":4096:8");
    assertThat(env.get("LUNGO_DETERMINISTIC").getAsString()).isEqualTo("1");
  }

  @Test
  void aGpuOrAnotherLibtorchLeavesTheBundledNativesOut() throws Exception {
    JsonObject gpu = install(Map.of("LUNGO_DEVICE", "gpu"));
    assertThat(argv(gpu))
        .contains(
            folder
                + "/jars/a.jar"
                + File.pathSeparator
                + folder
                + "/jars/b.jar"
                + File.pathSeparator
                + folder
                + "/lungo.jar");
    assertThat(gpu.getAsJsonObject("env").get("LUNGO_DEVICE").getAsString()).isEqualTo("gpu");
    JsonObject own = install(Map.of("PYTORCH_LIBRARY_PATH", "/opt/torch"));
    assertThat(argv(own))
        .contains(
            folder
                + "/jars/a.jar"
                + File.pathSeparator
                + folder
                + "/jars/b.jar"
                + File.pathSeparator
                + folder
                + "/lungo.jar");
  }

  @Test
  void aNameThatIsNoFolderIsRefused() throws Exception {
    Launch launch = Launch.of(Jdk.current(), Optional.of(folder), Map.of());
    assertThatThrownBy(
            () -> new KernelSpec("x", launch).install(folder, "../java", Optional.empty()))
        .isInstanceOf(InstallException.class)
        .hasMessageContaining("got '../java'");
  }

  @Test
  void jupytersDirectoriesAreThoseOfEachSystem() {
    Path home = Path.of("/home/ada");
    assertThat(JupyterPaths.user(Map.of(), home, "Linux"))
        .isEqualTo(home.resolve(".local/share/jupyter"));
    assertThat(JupyterPaths.user(Map.of("XDG_DATA_HOME", "/x"), home, "Linux"))
        .isEqualTo(Path.of("/x/jupyter"));
    assertThat(JupyterPaths.user(Map.of(), home, "Mac OS X"))
        .isEqualTo(home.resolve("Library/Jupyter"));
    assertThat(JupyterPaths.user(Map.of("APPDATA", "/a"), home, "Windows 11"))
        .isEqualTo(Path.of("/a/jupyter"));
    assertThat(JupyterPaths.user(Map.of("JUPYTER_DATA_DIR", "/j"), home, "Linux"))
        .isEqualTo(Path.of("/j"));
  }
}
