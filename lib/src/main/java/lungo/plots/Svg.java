package lungo.plots;

import java.awt.Dimension;
import java.io.StringWriter;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import lungo.display.MimeBundle;
import org.apache.batik.svggen.CachedImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGSyntax;
import org.knowm.xchart.internal.chartpart.IChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Charts as SVG: lines and letters as outlines, sharp at any size, the same wherever they are shown
 * because no font is needed; pictures within them as PNG.
 *
 * <pre>{@code
 * Files.writeString(Path.of("roc.svg"), Svg.encode(roc(report.ranking("cat"))));
 * Display.show(Svg.bundle(plot(report.confusionMatrix())));
 * }</pre>
 */
public final class Svg {

  private static final int DECIMALS = 2;

  private Svg() {}

  /**
   * Draws a chart.
   *
   * @param chart an XChart chart or one of this package's figures
   * @return a whole SVG document of the chart's size
   */
  public static String encode(IChart chart) {
    int width = chart.getWidth();
    int height = chart.getHeight();
    SVGGraphics2D graphics = graphics(width, height);
    chart.paint(graphics, width, height);
    Element root = graphics.getRoot();
    root.setAttributeNS(null, "viewBox", "0 0 " + width + " " + height);
    root.setAttributeNS(null, "role", "img");
    root.insertBefore(title(root.getOwnerDocument(), chart), root.getFirstChild());
    var document = new StringWriter();
    try {
      graphics.stream(root, document, false, false);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException("a text in memory cannot be written", e);
    } finally {
      graphics.dispose();
    }
    String text = document.toString();
    return text.substring(text.indexOf("<svg")); // no document type, so that HTML takes it, too
  }

  private static SVGGraphics2D graphics(int width, int height) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setPrecision(DECIMALS);
    context.setComment(null);
    context.setGenericImageHandler(new CachedImageHandlerBase64Encoder());
    var graphics = new SVGGraphics2D(context, true);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    return graphics;
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVGSyntax.SVG_NAMESPACE_URI, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has no documents", e);
    }
  }

  private static Element title(Document document, IChart chart) {
    Element title = document.createElementNS(SVGSyntax.SVG_NAMESPACE_URI, "title");
    title.setTextContent(chart.getTitle() == null ? "" : chart.getTitle());
    return title;
  }

  /**
   * What a notebook shows of a chart, for figures that are to be enlarged or taken into a paper.
   *
   * @param chart an XChart chart or one of this package's figures
   * @return the SVG, and a PNG for front ends that show none
   */
  public static MimeBundle bundle(IChart chart) {
    return Png.bundle(chart, String.valueOf(chart.getTitle())).with(MimeBundle.SVG, encode(chart));
  }
}
