package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import lungo.display.MimeBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.internal.chartpart.IChart;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** SVG is read back and painted here, and must show what the PNG shows. */
class SvgTest {

  private static final Pattern SEGMENT = Pattern.compile("([MLQCZ])([^MLQCZ]*)");

  private static Element parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  private static Path2D path(String text) {
    var path = new Path2D.Double();
    var segments = SEGMENT.matcher(text);
    while (segments.find()) {
      String numbers = segments.group(2).strip();
      double[] at =
          numbers.isEmpty()
              ? new double[0]
              : Pattern.compile(" ")
                  .splitAsStream(numbers)
                  .mapToDouble(Double::parseDouble)
                  .toArray();
      switch (segments.group(1)) {
        case "M" -> path.moveTo(at[0], at[1]);
        case "L" -> path.lineTo(at[0], at[1]);
        case "Q" -> path.quadTo(at[0], at[1], at[2], at[3]);
        case "C" -> path.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
        default -> path.closePath();
      }
    }
    return path;
  }

  private static double number(Element element, String name, double other) {
    return element.hasAttribute(name) ? Double.parseDouble(element.getAttribute(name)) : other;
  }

  /** Paints paths at twice their size, as {@link Png} does. */
  private static BufferedImage painted(Element svg) {
    int width = 2 * Integer.parseInt(svg.getAttribute("width"));
    int height = 2 * Integer.parseInt(svg.getAttribute("height"));
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.scale(2, 2);
    NodeList all = svg.getElementsByTagName("path");
    for (int i = 0; i < all.getLength(); i++) {
      var each = (Element) all.item(i);
      if (each.getParentNode().getNodeName().equals("clipPath")) {
        continue;
      }
      boolean isLine = each.hasAttribute("stroke");
      String what = isLine ? "stroke" : "fill";
      graphics.setColor(Color.decode(each.getAttribute(what)));
      graphics.setComposite(
          AlphaComposite.SrcOver.derive((float) number(each, what + "-opacity", 1)));
      graphics.setStroke(
          new BasicStroke(
              (float) number(each, "stroke-width", 1),
              BasicStroke.CAP_ROUND,
              BasicStroke.JOIN_ROUND));
      Path2D path = path(each.getAttribute("d"));
      if (isLine) {
        graphics.draw(path);
      } else {
        graphics.fill(path);
      }
    }
    graphics.dispose();
    return picture;
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
      Element svg = parse(Svg.encode(chart));
      BufferedImage png = Png.paint(chart);
      BufferedImage read = painted(svg);
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
    assertThat(image.getAttribute("style")).isEqualTo("image-rendering:pixelated");
    assertThat(image.getAttribute("xlink:href")).startsWith("data:image/png;base64,");
  }

  @Test
  void aFilesNameSaysWhichAndANotebookGetsBoth(@TempDir Path folder) throws Exception {
    var bars = BarPlot.of("b & <c>", List.of(new BarPlot.Bar("age", 0.3, 0.1)));
    bars.save(folder.resolve("new/bars.svg"));
    Plots.save(Plots.histogram("h", 1, 2, 3), folder.resolve("h.png"));
    assertThat(Files.readString(folder.resolve("new/bars.svg")))
        .startsWith("<svg ")
        .contains("<title>b &amp; &lt;c&gt;</title>");
    assertThat(Files.readAllBytes(folder.resolve("h.png"))).startsWith(0x89, 'P', 'N', 'G');
    assertThat(Svg.bundle(bars).data()).containsKeys(MimeBundle.SVG, MimeBundle.PNG);
  }
}
