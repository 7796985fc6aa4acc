package lungo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
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
    Path notebooks = Files.createDirectory(folder.resolve("notebooks"));
    String code = code(0);
    assertThat(code.lines()).hasSizeLessThanOrEqualTo(10);
    String executed = run(notebooks, code);
    // 24 pictures, the learning curves, the prediction; metadata not counted
    assertThat(executed.split("\"image/png\": \"", -1)).hasSize(1 + 3);
    // the report: the confusion matrix, the worst mistakes
    assertThat(executed.split("src=.{1,2}data:image/png", -1)).hasSize(1 + 2);
    assertThat(executed)
        .contains("epoch 1/1", " %,", "95 % interval", "confusion matrix", "The worst of ")
        .doesNotContain("\"error\"");
  }

  /**
   * A new user's pictures, two classes of drawn ones beside a stray file, and a table with gaps.
   */
  private void ownData() throws Exception {
    for (int i = 0; i < 72; i++) {
      var picture = new BufferedImage(50 + i % 3, 40, BufferedImage.TYPE_INT_RGB);
      var pen = picture.createGraphics();
      pen.setColor(new Color(40 * (i % 6), 90, 120));
      pen.fillRect(0, 0, 60, 60);
      pen.setColor(Color.WHITE);
      String kind = i % 2 == 0 ? "round" : "square";
      if (i % 2 == 0) {
        pen.fillOval(5 + i % 7, 5, 25, 25);
      } else {
        pen.fillRect(5 + i % 7, 5, 25, 25);
      }
      pen.dispose();
      Path file = folder.resolve("pictures/" + kind + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(picture, "png", file.toFile());
    }
    Files.writeString(folder.resolve("pictures/.DS_Store"), "x");
    var csv = new StringBuilder("length,width,found,garden,species\n");
    for (int i = 0; i < 90; i++) {
      String length = i % 11 == 0 ? "" : String.valueOf(1 + i % 3 + 0.01 * (i % 7));
      csv.append(length).append(',').append(0.2 * (i % 3) + 0.01 * (i % 5));
      csv.append(",2026-0").append(1 + i % 9).append("-15,").append(i % 2 == 0 ? "mine" : "yours");
      csv.append(",kind ").append("abc".charAt(i % 3)).append('\n');
    }
    Files.writeString(folder.resolve("flowers.csv"), csv);
  }

  @Test
  void theCodeForOnesOwnDataRuns() throws Exception {
    ownData();
    String executed = run(folder, code(1));
    // two runs' curves, the explanation, the importances
    assertThat(executed.split("\"image/png\": \"", -1)).hasSize(1 + 4);
    assertThat(executed).contains("Grad-CAM at layer4").contains("width").contains("macro average");
    assertThat(folder.resolve("models/watcher/model.safetensors")).isNotEmptyFile();
  }

  private static String run(Path where, String code) throws Exception {
    Path notebook = where.resolve("readme.ipynb");
    Files.writeString(notebook, notebook(code));
    var command = new ArrayList<String>();
    command.add(ROOT.resolve("lungo").toString());
    command.addAll(List.of("run", notebook.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Files.readString(notebook.resolveSibling("readme-executed.ipynb"));
  }

  private static String code(int number) throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(readme)
        .results()
        .skip(number)
        .findFirst()
        .orElseThrow()
        .group(1);
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
