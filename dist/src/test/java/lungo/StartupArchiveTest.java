package lungo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lungo.kernel.install.Jdk;
import lungo.kernel.install.KernelSpec;
import lungo.kernel.install.Launch;
import lungo.kernel.install.StartupArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive of a real kernel, made by a rehearsal on the laid-out jars. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
class StartupArchiveTest {

  private static final Path HOME = Path.of(System.getProperty("lungo.home", "target/lungo"));

  private final Path home;
  private final Path data;
  private KernelSpec spec;
  private Launch launch;
  private Path folder;

  StartupArchiveTest(@TempDir Path temporary) {
    home = temporary.resolve("lungo");
    data = temporary.resolve("data");
  }

  /** An installation that a test may change, without natives. */
  @BeforeEach
  void layOut() throws Exception {
    Files.createDirectories(home.resolve("jars"));
    Files.copy(HOME.resolve("lungo.jar"), home.resolve("lungo.jar"));
    Files.copy(HOME.resolve("jvm.options"), home.resolve("jvm.options"));
    try (var jars = Files.list(HOME.resolve("jars"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, home.resolve("jars").resolve(jar.getFileName()));
      }
    }
    launch = Launch.of(Jdk.current(), Optional.of(home), Map.of());
    spec = new KernelSpec("Java", launch);
    folder = spec.install(data, "java", Optional.empty());
  }

  private Path kernelJar() throws Exception {
    try (var jars = Files.list(home.resolve("jars"))) {
      return jars.filter(jar -> jar.toString().contains("lungo-kernel")).findFirst().orElseThrow();
    }
  }

  /** What the command of kernel.json prints without a connection file. */
  private String start(String... more) throws Exception {
    var argv = new ArrayList<String>();
    var quoted = Pattern.compile("\"([^\"]*)\"");
    String json = Files.readString(folder.resolve("kernel.json"));
    var words = quoted.matcher(json.substring(json.indexOf('['), json.indexOf(']')));
    while (words.find()) {
      argv.add(words.group(1));
    }
    argv.remove("{connection_file}");
    argv.addAll(1, Arrays.asList(more));
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(2);
    return output;
  }

  @Test
  void kernelsStartFromTheArchiveAndWithoutOneThatDoesNotFit() throws Exception {
    var log = new ArrayList<String>();
    assertThat(spec.speedUp(folder, log::add)).isEmpty();
    var archive = new StartupArchive(folder, launch);
    assertThat(archive.fault()).isEmpty();
    assertThat(start("-Xlog:class+load:stdout"))
        .containsPattern("lungo.kernel.KernelMain source: shared objects file");
    assertThat(spec.install(data, "java", Optional.empty())).isEqualTo(folder);
    assertThat(spec.speedUp(folder, log::add)).isEmpty();
    assertThat(log).as("made once").hasSize(1);

    String usage = "usage: java lungo.kernel.KernelMain CONNECTION_FILE\n";
    Files.setLastModifiedTime(kernelJar(), FileTime.fromMillis(1_600_000_000_000L));
    assertThat(archive.fault()).contains("the jars or options have changed since it was made");
    assertThat(archive.isUsed()).isFalse();
    assertThat(start()).isEqualTo(usage);

    assertThat(spec.speedUp(folder, log::add)).isEmpty();
    assertThat(archive.isUsed()).isTrue();

    assertThat(archive.file().toFile().setWritable(true)).isTrue();
    Files.writeString(archive.file(), "damaged");
    assertThat(start()).isEqualTo(usage);
    Files.delete(archive.file());
    assertThat(start()).isEqualTo(usage);
    assertThat(archive.fault()).contains("there is none");
  }

  @Test
  void aRehearsalThatFailsLeavesAKernelThatStarts() throws Exception {
    Files.writeString(home.resolve("jvm.options"), "-Xmx1k\n");
    Optional<String> failure = spec.speedUp(folder, line -> {});
    Files.copy(HOME.resolve("jvm.options"), home.resolve("jvm.options"), REPLACE_EXISTING);
    assertThat(failure)
        .hasValueSatisfying(
            why -> assertThat(why).contains("no start-up archive could be made", "maximum heap"));
    assertThat(start()).startsWith("usage: ");
    assertThat(List.of(folder.toFile().list())).doesNotContain("startup.jsa", "startup.aot");
  }
}
