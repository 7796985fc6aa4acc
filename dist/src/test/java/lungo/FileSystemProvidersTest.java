package lungo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session knows the file systems that the JDK would find in its jars, though it has not looked.
 */
@Timeout(120)
class FileSystemProvidersTest {

  private static final Path HOME =
      Path.of(System.getProperty("lungo.home", "target/lungo")).toAbsolutePath().normalize();

  private static final String NOTEBOOK =
      """
      {"cells":[
       {"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],"source":[
        "import java.nio.file.spi.FileSystemProvider;\\n",
        "var told = FileSystemProvider.installedProviders().stream().map(p -> p.getScheme()).toList();\\n",
        "var found = ServiceLoader.load(FileSystemProvider.class, ClassLoader.getSystemClassLoader())\\n",
        "    .stream().map(p -> p.get().getScheme()).toList();\\n",
        "try (var zip = FileSystems.newFileSystem(Path.of(\\"%s\\"))) {\\n",
        "  System.out.println(told + \\" told, \\" + found + \\" found, \\"\\n",
        "      + Files.exists(zip.getPath(\\"META-INF/MANIFEST.MF\\")));\\n",
        "}"]}
      ],"metadata":{},"nbformat":4,"nbformat_minor":5}
      """;

  @Test
  void theJdkIsToldOfFileSystemsThatItWouldFind(@TempDir Path folder) throws Exception {
    Path jar = HOME.resolve("lungo.jar");
    Files.writeString(
        folder.resolve("n.ipynb"), NOTEBOOK.formatted(jar.toString().replace('\\', '/')));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + HOME.resolve("jvm.options"),
                    "-cp",
                    jar.toString(),
                    "lungo.kernel.cli.Main",
                    "run",
                    "n.ipynb"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output)
        .containsPattern("\\[file, (jar, jrt|jrt, jar)] told, \\[(jar, jrt|jrt, jar)] found, true");
  }
}
