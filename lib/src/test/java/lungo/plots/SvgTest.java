package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import lungo.display.MimeBundle;
import org.apache.batik.transcoder.TranscoderInput;
import org.apache.batik.transcoder.TranscoderOutput;
import org.apache.batik.transcoder.image.PNGTranscoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.internal.chartpart.IChart;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** SVG is painted by Batik's renderer, and must show what the PNG shows. */
class SvgTest {

  private static Element parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  /** Batik's rendering at twice the size, as {@link Png} paints. */
  private static BufferedImage painted(String svg, int width) throws Exception {
    var transcoder = new PNGTranscoder();
    transcoder.addTranscodingHint(PNGTranscoder.KEY_WIDTH, 2f * width);
    var png = new ByteArrayOutputStream();
    transcoder.transcode(new TranscoderInput(new StringReader(svg)), new TranscoderOutput(png));
    return ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
  }

  /** The mean difference of the pixels' channels, of 255. */
  private static double difference(BufferedImage a, BufferedImage b) {
    double sum = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          sum += Math.abs((a.getRGB(x, y) >> shift & 0xff) - (b.getRGB(x, y) >> shift & 0xff));
        }
      }
    }
    return sum / (3.0 * a.getWidth() * a.getHeight());
  }

  @Test
  void anSvgShowsWhatThePngShows() throws Exception {
    var lines = Map.of("损失", new TreeMap<>(Map.of(1, 2.0, 2, 1.0, 3, 1.5)));
    for (IChart chart :
        List.of(
            LearningCurves.of(ThemeTest.history()),
            ConfusionPlot.of("混淆矩阵", new long[][] {{5, 1}, {0, 4}}, List.of("猫", "dog")),
            Plots.probabilities(Map.of("cat", 0.25, "dog", 0.75), 2),
            Plots.lines("学习曲线", "epoch", lines))) {
      String text = Svg.encode(chart);
      Element svg = parse(text);
      BufferedImage png = Png.paint(chart);
      BufferedImage read = painted(text, chart.getWidth());
      assertThat(svg.getAttribute("viewBox"))
          .isEqualTo("0 0 " + chart.getWidth() + " " + chart.getHeight());
      var blank = new BufferedImage(png.getWidth(), png.getHeight(), BufferedImage.TYPE_INT_RGB);
      Graphics2D white = blank.createGraphics();
      white.setColor(Color.WHITE);
      white.fillRect(0, 0, png.getWidth(), png.getHeight());
      white.dispose();
      // Edges of letters differ a little; without them a tenth as much as all that is drawn.
      assertThat(difference(read, png)).isLessThan(0.15 * difference(blank, png));
      assertThat(svg.getElementsByTagName("text").getLength()).as("outlines only").isZero();
    }
  }

  @Test
  void picturesLieInItAsPngAndStayHardWhereTheyAreEnlarged() throws Exception {
    var picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(1, 1, 0xff0000);
    Figure gallery = Gallery.of(List.of(new Gallery.Item(picture, "猫", Gallery.Mark.WRONG)));
    Element svg = parse(Svg.encode(gallery));
    var image = (Element) svg.getElementsByTagName("image").item(0);
    assertThat(image.getAttribute("width")).isEqualTo("3");
    assertThat(image.getAttribute("xlink:href")).startsWith("data:image/png;base64,");
    var place = (Element) svg.getElementsByTagName("use").item(0).getParentNode();
    assertThat(place.getAttribute("image-rendering"))
        .as("CSS Images 3: as pixelated")
        .isEqualTo("optimizeSpeed");
  }

  @Test
  void aFilesNameSaysWhichAndANotebookGetsBoth(@TempDir Path folder) throws Exception {
    var bars = BarPlot.of("b & <c>", List.of(new BarPlot.Bar("age", 0.3, 0.1)));
    bars.save(folder.resolve("new/bars.svg"));
    Plots.save(Plots.histogram("h", 1, 2, 3), folder.resolve("h.png"));
    String svg = Files.readString(folder.resolve("new/bars.svg"));
    assertThat(svg).startsWith("<svg ");
    assertThat(parse(svg).getFirstChild().getTextContent()).isEqualTo("b & <c>");
    assertThat(Files.readAllBytes(folder.resolve("h.png"))).startsWith(0x89, 'P', 'N', 'G');
    assertThat(Svg.bundle(bars).data()).containsKeys(MimeBundle.SVG, MimeBundle.PNG);
  }
}
