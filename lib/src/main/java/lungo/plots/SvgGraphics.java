package lungo.plots;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down as SVG what is drawn. Everything is an outline in the picture's own coordinates,
 * letters too; the state (transform, clip, font) is kept by an ordinary graphics of one pixel.
 */
final class SvgGraphics extends GraphicsState {

  /** What all copies of one drawing write to. */
  private static final class Paper {
    final StringBuilder elements = new StringBuilder();
    final Map<String, String> clips = new LinkedHashMap<>();
    final Rectangle whole;

    Paper(Rectangle whole) {
      this.whole = whole;
    }
  }

  private final Paper paper;

  SvgGraphics(int width, int height) {
    this(
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics(),
        new Paper(new Rectangle(width, height)));
  }

  private SvgGraphics(Graphics2D state, Paper paper) {
    super(state);
    this.paper = paper;
  }

  @Override
  public Graphics2D create() {
    return new SvgGraphics((Graphics2D) state().create(), paper);
  }

  /** All that was drawn, one element a line. */
  String elements() {
    var clips = new StringBuilder();
    paper.clips.forEach(
        (path, id) ->
            clips.append("<clipPath id=\"%s\"><path d=\"%s\"/></clipPath>%n".formatted(id, path)));
    return (clips.isEmpty() ? "" : "<defs>" + clips + "</defs>\n") + paper.elements;
  }

  @Override
  public void fill(Shape shape) {
    String path = path(getTransform().createTransformedShape(shape));
    if (!path.isEmpty()) {
      write("<path d=\"" + path + "\"" + paint("fill") + clip() + "/>");
    }
  }

  @Override
  public void draw(Shape shape) {
    AffineTransform at = getTransform();
    double scale = Math.sqrt(Math.abs(at.getDeterminant()));
    if (!(getStroke() instanceof BasicStroke stroke)) {
      fill(getStroke().createStrokedShape(shape));
      return;
    }
    String path = path(at.createTransformedShape(shape));
    if (path.isEmpty()) {
      return;
    }
    var line = new StringBuilder("<path d=\"" + path + "\" fill=\"none\"" + paint("stroke"));
    attribute(line, "stroke-width", number(Math.max(0.1, stroke.getLineWidth() * scale)));
    if (stroke.getEndCap() != BasicStroke.CAP_BUTT) {
      boolean isRound = stroke.getEndCap() == BasicStroke.CAP_ROUND;
      attribute(line, "stroke-linecap", isRound ? "round" : "square");
    }
    if (stroke.getLineJoin() == BasicStroke.JOIN_ROUND) {
      attribute(line, "stroke-linejoin", "round");
    }
    if (stroke.getDashArray() != null) {
      var dashes = new StringBuilder();
      for (float dash : stroke.getDashArray()) {
        dashes.append(dashes.isEmpty() ? "" : " ").append(number(dash * scale));
      }
      attribute(line, "stroke-dasharray", dashes.toString());
    }
    write(line + clip() + "/>");
  }

  @Override
  void drawPicture(Image image, AffineTransform at) {
    var picture =
        new BufferedImage(
            Math.max(1, image.getWidth(null)),
            Math.max(1, image.getHeight(null)),
            BufferedImage.TYPE_INT_ARGB);
    var copy = picture.createGraphics();
    copy.drawImage(image, 0, 0, null);
    copy.dispose();
    var whole = new AffineTransform(getTransform());
    whole.concatenate(at);
    double[] matrix = new double[6];
    whole.getMatrix(matrix);
    var numbers = new StringBuilder();
    for (double value : matrix) {
      numbers
          .append(numbers.isEmpty() ? "" : " ")
          .append(String.format(Locale.ROOT, "%.5g", value));
    }
    write(
        "<g%s><image width=\"%d\" height=\"%d\" style=\"image-rendering:%s\" transform=\"matrix(%s)\" xlink:href=\"data:image/png;base64,%s\"/></g>"
            .formatted(
                clip(),
                picture.getWidth(),
                picture.getHeight(),
                whole.getScaleX() > 1 ? "pixelated" : "auto",
                numbers,
                Base64.getEncoder().encodeToString(Png.encode(picture))));
  }

  private void write(String element) {
    paper.elements.append(element).append('\n');
  }

  private static void attribute(StringBuilder element, String name, String value) {
    element.append(' ').append(name).append("=\"").append(value).append('"');
  }

  private String paint(String what) {
    Color colour = getPaint() instanceof Color plain ? plain : getColor();
    double opacity = colour.getAlpha() / 255.0;
    if (getComposite() instanceof AlphaComposite composite) {
      opacity *= composite.getAlpha();
    }
    String hex = String.format(Locale.ROOT, " %s=\"#%06x\"", what, colour.getRGB() & 0xffffff);
    return opacity == 1 ? hex : hex + " " + what + "-opacity=\"" + number(opacity) + "\"";
  }

  /** A reference to the clip, which is written once; nothing where all of the picture is shown. */
  private String clip() {
    Shape clip = deviceClip();
    if (clip == null || clip.contains(paper.whole)) {
      return "";
    }
    String path = path(new Area(clip));
    String id = paper.clips.computeIfAbsent(path, p -> "c" + (paper.clips.size() + 1));
    return " clip-path=\"url(#" + id + ")\"";
  }

  private @Nullable Shape deviceClip() {
    Shape clip = getClip();
    return clip == null ? null : getTransform().createTransformedShape(clip);
  }

  private static String path(Shape shape) {
    Rectangle2D bounds = shape.getBounds2D();
    if (!Double.isFinite(bounds.getWidth()) || !Double.isFinite(bounds.getHeight())) {
      return "";
    }
    var path = new StringBuilder();
    double[] at = new double[6];
    for (PathIterator each = shape.getPathIterator(null); !each.isDone(); each.next()) {
      int kind = each.currentSegment(at);
      path.append("MLQCZ".charAt(kind));
      int numbers = kind == PathIterator.SEG_CLOSE ? 0 : 2 * Math.max(1, kind);
      for (int i = 0; i < numbers; i++) {
        path.append(i == 0 ? "" : " ").append(number(at[i]));
      }
    }
    return path.toString();
  }

  /** With two decimals at most. */
  private static String number(double value) {
    long hundredths = Math.round(100 * value);
    if (hundredths % 100 == 0) {
      return String.valueOf(hundredths / 100);
    }
    String text = String.format(Locale.ROOT, "%.2f", hundredths / 100.0);
    return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
  }
}
