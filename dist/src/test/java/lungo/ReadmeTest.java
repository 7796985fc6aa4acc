package lungo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's code as a notebook: a real network is trained on real pictures for an epoch, from
 * the launcher to the executed notebook.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(600)
class ReadmeTest {

  private static final Path ROOT =
      Path.of(System.getProperty("lungo.root", "..")).toAbsolutePath().normalize();

  private final Path folder;

  ReadmeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theCodeOnItsFirstScreenRuns() throws Exception {
    Files.createSymbolicLink(folder.resolve("datasets"), ROOT.resolve("datasets"));
    Path notebook = Files.createDirectory(folder.resolve("notebooks")).resolve("readme.ipynb");
    Files.writeString(notebook, notebook(code()));
    var command = new ArrayList<String>();
    command.add(ROOT.resolve("lungo").toString());
    command.addAll(List.of("run", notebook.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String executed = Files.readString(notebook.resolveSibling("readme-executed.ipynb"));
    // 24 pictures, the learning curves, the confusion matrix, the prediction; metadata not counted
    assertThat(executed.split("\"image/png\": \"", -1)).as(output).hasSize(1 + 4);
    assertThat(executed).contains("epoch 1/1").contains(" %,").doesNotContain("\"error\"");
  }

  private static String code() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    var block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    String code = block.group(1);
    assertThat(code.lines()).hasSizeLessThanOrEqualTo(10);
    return code;
  }

  private static String notebook(String code) {
    String source = code.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return """
        {"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],
        "source":"%s"}],"metadata":{},"nbformat":4,"nbformat_minor":5}
        """
        .formatted(source);
  }
}
