package lungo.renderers;

import static lungo.renderers.RenderersTest.html;
import static lungo.renderers.RenderersTest.png;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import lungo.data.ImageData;
import lungo.data.ImageGrid;
import lungo.data.LabeledImage;
import lungo.display.Renderers;
import lungo.metrics.Metrics;
import lungo.metrics.Predictions;
import lungo.metrics.Report;
import lungo.models.ResNet;
import lungo.models.Summary;
import lungo.training.History;
import lungo.weights.LoadedWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of this library that show themselves. */
class RecordsTest {

  private static Report report() {
    return new Report(
        0.5,
        Predictions.of(
            List.of("<cat>", "dog", "eel"), new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 1}));
  }

  @Test
  void aReportShowsHeadlinesClassesAndWhatIsUndefined() {
    // cat: 1 of 1 predicted right, 1 of 2 found; dog: 2 of 3, 2 of 2
    assertThat(Renderers.render(report()).plainText())
        .contains("accuracy " + report().interval(Metrics.accuracy()), "loss 0.5000", "4 examples")
        .containsPattern("<cat> +1\\.0000 .* +0\\.5000 +0\\.000 to 1\\.000 +0\\.6667 .* +2")
        .containsPattern("dog +0\\.6667 .* +1\\.0000 +1\\.000 to 1\\.000 +0\\.8000 .* +2")
        .containsPattern("eel +— +— +— +0")
        .contains("precision of 'eel' is undefined: it was never predicted")
        .contains("rows: what they are, columns: what they were taken for")
        .contains("The worst of 1 mistake,")
        .containsPattern("1 +<cat> +dog +1\\.0000");
    assertThat(html(report()))
        .contains("&lt;cat&gt;", ">0.7500<", "macro average", "data:image/png")
        .doesNotContain("<cat>");
  }

  @Test
  void longNamesInAReportWrapSoThatTheFiguresStayInSight() {
    assertThat(html(report()))
        .containsPattern("<td style=\"[^\"]*white-space:normal[^\"]*\">&lt;cat&gt;</td>")
        .containsPattern("<td style=\"[^\"]*white-space:nowrap[^\"]*\">0\\.6667</td>")
        .contains("title=\"the mean of the examples, in nats\"");
  }

  @Test
  void aReportOfPicturesShowsTheWorstMistakes() {
    var data = ImageData.open("../datasets/fashion-mnist").normalize().batch(100);
    var test = data.test();
    var predictions = new Predictions(test.classes());
    for (int i = 0; i < test.size(); i++) {
      int said = i < 30 ? (test.label(i) + 1) % 10 : test.label(i);
      predictions.add(test.label(i), said, 0.5 + i / 100_000.0, i < 30 ? 1 : 0);
    }
    var report = new Report(0.5, predictions, Optional.of(test));
    assertThat(html(report)).contains("The worst of 30 mistakes", "taken for");
    // one picture is the confusion matrix, the other the pictures
    assertThat(html(report).split("data:image/png", -1)).hasSize(3);
    var none = Predictions.of(List.of("a", "b"), new int[] {0, 1}, new int[] {0, 1});
    assertThat(html(new Report(0, none))).contains("No mistake");
  }

  @Test
  void aConfusionMatrixShowsAsPictureAndText() throws IOException {
    var matrix = report().confusionMatrix();

    assertThat(png(matrix).getWidth()).isGreaterThan(300);
    assertThat(Renderers.render(matrix).plainText()).contains("dog");
  }

  @Test
  void aComparisonShowsMultiplesOfTheFirst() {
    var shape = new Shape(1, 1, 28, 28);
    var comparison =
        Summary.compare(
            Summary.of(ResNet.of("resnet18", 10, 1), shape),
            Summary.of(ResNet.of("resnet34", 10, 1), shape));
    // 21,283,530 / 11,175,370 = 1.904
    assertThat(Renderers.render(comparison).plainText())
        .contains("resnet18", "21.28 M (×1.90)", "has the most weights");
    assertThat(html(comparison)).contains("resnet34", "×1.90");
  }

  @Test
  void loadedWeightsShowWhatDidNotFit() {
    var weights =
        new LoadedWeights(
            "resnet18.safetensors",
            List.of("conv1.weight"),
            List.of("fc.bias"),
            List.of("head.bias"),
            List.of(new LoadedWeights.Misshapen("fc.weight", new Shape(1000, 8), new Shape(2, 8))));
    assertThat(Renderers.render(weights).plainText())
        .contains("1 of 3 weights loaded from resnet18.safetensors")
        .containsPattern("another shape +fc\\.weight +\\(1000, 8\\) +\\(2, 8\\)")
        .containsPattern("missing in the file +fc\\.bias +as before")
        .containsPattern("unknown to the model +head\\.bias +not used");
    assertThat(html(weights)).contains("1 of 3 weights loaded", "fc.bias");
    var whole = new LoadedWeights("f", List.of("a"), List.of(), List.of(), List.of());
    assertThat(Renderers.render(whole).plainText()).isEqualTo("1 of 1 weights loaded from f");
  }

  @Test
  void aHistoryShowsAsCurvesAndAsTable() throws IOException {
    var history = new History();
    history.addStep(1, 0.1);
    history.add(new History.Row(1, Map.of("valid_loss", 0.75)));

    assertThat(png(history).getWidth()).isEqualTo(1760);
    assertThat(Renderers.render(history).plainText()).contains("epoch", "valid_loss", "0.75");
  }

  @Test
  void aSummaryShowsLayersWithShapesWeightsAndMemory() {
    var summary = Summary.of(ResNet.of("resnet18", 10, 1), new Shape(64, 1, 28, 28));

    assertThat(Renderers.render(summary).plainText())
        .contains("input (64, 1, 28, 28)", "Memory for training: ")
        .containsPattern("conv1 +Conv2d 7×7/2 +\\(64, 64, 14, 14\\) +3,136")
        .containsPattern("\u2003layer1.0 ")
        // gamma and beta; the running statistics are not trained
        .containsPattern("bn1 +BatchNorm2d +\\(64, 64, 14, 14\\) +128");
    assertThat(html(summary)).contains("<table");
  }

  @Test
  void labelledPicturesShowAsAGallery() throws IOException {
    var image =
        new LabeledImage(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "T-shirt");

    assertThat(png(image).getHeight()).isGreaterThan(168);
    assertThat(png(new ImageGrid(List.of(image, image))).getWidth()).isGreaterThan(2 * 168);
    assertThat(Renderers.render(image).plainText()).isEqualTo("T-shirt (28×28)");
  }

  @Test
  void imageDataShowsPartsClassesAndCounts(@TempDir Path folder) throws IOException {
    for (String name : List.of("train/cat/1.png", "train/cat/2.png", "train/dog/1.png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }
    var data = ImageData.open(folder);

    assertThat(Renderers.render(data).plainText())
        .contains("2 classes")
        .containsPattern("cat +2")
        .containsPattern("dog +1");
    assertThat(html(data)).contains("<table", "cat");
  }
}
