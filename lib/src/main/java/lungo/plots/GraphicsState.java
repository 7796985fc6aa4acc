package lungo.plots;

import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Paint;
import java.awt.Polygon;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.font.TextAttribute;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.text.AttributedCharacterIterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graphics that knows shapes and pictures alone: its state is another graphics', and all other
 * figures, text among them, become shapes.
 */
abstract class GraphicsState extends Graphics2D {

  private final Graphics2D state;

  GraphicsState(Graphics2D state) {
    this.state = state;
  }

  final Graphics2D state() {
    return state;
  }

  /** Draws a picture's pixels, brought to their place by a transform before this graphics' own. */
  abstract void drawPicture(Image image, AffineTransform at);

  // ---- text

  @Override
  public void drawString(String text, float x, float y) {
    if (!text.isEmpty()) {
      var outline = new TextLayout(text, getFont(), getFontRenderContext());
      fill(outline.getOutline(AffineTransform.getTranslateInstance(x, y)));
    }
  }

  @Override
  public void drawString(String text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, float x, float y) {
    var layout = new TextLayout(text, getFontRenderContext());
    Object colour = text.getAttribute(TextAttribute.FOREGROUND);
    Paint before = getPaint();
    if (colour instanceof Paint paint) {
      setPaint(paint);
    }
    fill(layout.getOutline(AffineTransform.getTranslateInstance(x, y)));
    setPaint(before);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
    fill(glyphs.getOutline(x, y));
  }

  // ---- figures

  @Override
  public void drawLine(int x1, int y1, int x2, int y2) {
    draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void fillRect(int x, int y, int width, int height) {
    fill(new Rectangle(x, y, width, height));
  }

  @Override
  public void clearRect(int x, int y, int width, int height) {
    Paint before = getPaint();
    setPaint(getBackground());
    fillRect(x, y, width, height);
    setPaint(before);
  }

  @Override
  public void drawRoundRect(int x, int y, int width, int height, int across, int down) {
    draw(new RoundRectangle2D.Double(x, y, width, height, across, down));
  }

  @Override
  public void fillRoundRect(int x, int y, int width, int height, int across, int down) {
    fill(new RoundRectangle2D.Double(x, y, width, height, across, down));
  }

  @Override
  public void drawOval(int x, int y, int width, int height) {
    draw(new Ellipse2D.Double(x, y, width, height));
  }

  @Override
  public void fillOval(int x, int y, int width, int height) {
    fill(new Ellipse2D.Double(x, y, width, height));
  }

  @Override
  public void drawArc(int x, int y, int width, int height, int from, int angle) {
    draw(new Arc2D.Double(x, y, width, height, from, angle, Arc2D.OPEN));
  }

  @Override
  public void fillArc(int x, int y, int width, int height, int from, int angle) {
    fill(new Arc2D.Double(x, y, width, height, from, angle, Arc2D.PIE));
  }

  @Override
  public void drawPolyline(int[] x, int[] y, int count) {
    if (count > 0) {
      var line = new Path2D.Double();
      line.moveTo(x[0], y[0]);
      for (int i = 1; i < count; i++) {
        line.lineTo(x[i], y[i]);
      }
      draw(line);
    }
  }

  @Override
  public void drawPolygon(int[] x, int[] y, int count) {
    draw(new Polygon(x, y, count));
  }

  @Override
  public void fillPolygon(int[] x, int[] y, int count) {
    fill(new Polygon(x, y, count));
  }

  // ---- pictures

  private boolean scaled(Image image, double x, double y, double width, double height) {
    var at = AffineTransform.getTranslateInstance(x, y);
    at.scale(width / image.getWidth(null), height / image.getHeight(null));
    drawPicture(image, at);
    return true;
  }

  @Override
  public boolean drawImage(Image image, AffineTransform at, @Nullable ImageObserver observer) {
    drawPicture(image, at);
    return true;
  }

  @Override
  public void drawImage(BufferedImage image, @Nullable BufferedImageOp change, int x, int y) {
    Image drawn = change == null ? image : change.filter(image, null);
    drawPicture(drawn, AffineTransform.getTranslateInstance(x, y));
  }

  @Override
  public boolean drawImage(Image image, int x, int y, @Nullable ImageObserver observer) {
    drawPicture(image, AffineTransform.getTranslateInstance(x, y));
    return true;
  }

  @Override
  public boolean drawImage(
      Image image, int x, int y, int width, int height, @Nullable ImageObserver observer) {
    return scaled(image, x, y, width, height);
  }

  @Override
  public boolean drawImage(
      Image image, int x, int y, Color ground, @Nullable ImageObserver observer) {
    return drawImage(image, x, y, observer);
  }

  @Override
  public boolean drawImage(
      Image image,
      int x,
      int y,
      int width,
      int height,
      Color ground,
      @Nullable ImageObserver observer) {
    return scaled(image, x, y, width, height);
  }

  @Override
  public boolean drawImage(
      Image image,
      int x1,
      int y1,
      int x2,
      int y2,
      int fromX1,
      int fromY1,
      int fromX2,
      int fromY2,
      @Nullable ImageObserver observer) {
    int width = Math.max(1, Math.abs(fromX2 - fromX1));
    int height = Math.max(1, Math.abs(fromY2 - fromY1));
    var part = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    var copy = part.createGraphics();
    copy.drawImage(image, 0, 0, width, height, fromX1, fromY1, fromX2, fromY2, null);
    copy.dispose();
    return scaled(part, Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1));
  }

  @Override
  public boolean drawImage(
      Image image,
      int x1,
      int y1,
      int x2,
      int y2,
      int fromX1,
      int fromY1,
      int fromX2,
      int fromY2,
      Color ground,
      @Nullable ImageObserver observer) {
    return drawImage(image, x1, y1, x2, y2, fromX1, fromY1, fromX2, fromY2, observer);
  }

  @Override
  public void drawRenderedImage(RenderedImage image, AffineTransform at) {
    if (!(image instanceof BufferedImage picture)) {
      throw new UnsupportedOperationException("only a BufferedImage can be written as SVG");
    }
    drawPicture(picture, at);
  }

  @Override
  public void drawRenderableImage(RenderableImage image, AffineTransform at) {
    drawRenderedImage(image.createDefaultRendering(), at);
  }

  @Override
  public void copyArea(int x, int y, int width, int height, int dx, int dy) {
    throw new UnsupportedOperationException("what was written as SVG cannot be read back");
  }

  // ---- the state, which is another graphics'

  @Override
  public boolean hit(Rectangle place, Shape shape, boolean isLine) {
    Shape drawn = isLine ? getStroke().createStrokedShape(shape) : shape;
    return getTransform().createTransformedShape(drawn).intersects(place);
  }

  @Override
  public GraphicsConfiguration getDeviceConfiguration() {
    return state.getDeviceConfiguration();
  }

  @Override
  public void setComposite(Composite composite) {
    state.setComposite(composite);
  }

  @Override
  public void setPaint(Paint paint) {
    state.setPaint(paint);
  }

  @Override
  public void setStroke(Stroke stroke) {
    state.setStroke(stroke);
  }

  @Override
  public void setRenderingHint(RenderingHints.Key key, Object value) {
    state.setRenderingHint(key, value);
  }

  @Override
  public Object getRenderingHint(RenderingHints.Key key) {
    return state.getRenderingHint(key);
  }

  @Override
  public void setRenderingHints(Map<?, ?> hints) {
    state.setRenderingHints(hints);
  }

  @Override
  public void addRenderingHints(Map<?, ?> hints) {
    state.addRenderingHints(hints);
  }

  @Override
  public RenderingHints getRenderingHints() {
    return state.getRenderingHints();
  }

  @Override
  public void translate(int x, int y) {
    state.translate(x, y);
  }

  @Override
  public void translate(double x, double y) {
    state.translate(x, y);
  }

  @Override
  public void rotate(double angle) {
    state.rotate(angle);
  }

  @Override
  public void rotate(double angle, double x, double y) {
    state.rotate(angle, x, y);
  }

  @Override
  public void scale(double x, double y) {
    state.scale(x, y);
  }

  @Override
  public void shear(double x, double y) {
    state.shear(x, y);
  }

  @Override
  public void transform(AffineTransform at) {
    state.transform(at);
  }

  @Override
  public void setTransform(AffineTransform at) {
    state.setTransform(at);
  }

  @Override
  public AffineTransform getTransform() {
    return state.getTransform();
  }

  @Override
  public Paint getPaint() {
    return state.getPaint();
  }

  @Override
  public Composite getComposite() {
    return state.getComposite();
  }

  @Override
  public void setBackground(Color colour) {
    state.setBackground(colour);
  }

  @Override
  public Color getBackground() {
    return state.getBackground();
  }

  @Override
  public Stroke getStroke() {
    return state.getStroke();
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return new FontRenderContext(null, true, true);
  }

  @Override
  public Color getColor() {
    return state.getColor();
  }

  @Override
  public void setColor(Color colour) {
    state.setColor(colour);
  }

  @Override
  public void setPaintMode() {
    state.setPaintMode();
  }

  @Override
  public void setXORMode(Color colour) {
    throw new UnsupportedOperationException("SVG knows no exclusive or");
  }

  @Override
  public Font getFont() {
    return state.getFont();
  }

  @Override
  public void setFont(Font font) {
    state.setFont(font);
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return state.getFontMetrics(font);
  }

  @Override
  public @Nullable Rectangle getClipBounds() {
    return state.getClipBounds();
  }

  @Override
  public void clipRect(int x, int y, int width, int height) {
    state.clipRect(x, y, width, height);
  }

  @Override
  public void clip(@Nullable Shape shape) {
    state.clip(shape);
  }

  @Override
  public void setClip(int x, int y, int width, int height) {
    state.setClip(x, y, width, height);
  }

  @Override
  public @Nullable Shape getClip() {
    return state.getClip();
  }

  @Override
  public void setClip(@Nullable Shape shape) {
    state.setClip(shape);
  }

  @Override
  public void dispose() {
    state.dispose();
  }
}
