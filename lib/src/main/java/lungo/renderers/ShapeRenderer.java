package lungo.renderers;

import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows a DJL shape and how many elements it holds. */
public final class ShapeRenderer implements Renderer<Shape> {

  /** For the service loader. */
  public ShapeRenderer() {}

  @Override
  public Class<Shape> type() {
    return Shape.class;
  }

  @Override
  public MimeBundle render(Shape shape) {
    String text = ArrayText.shape(shape);
    boolean counted = shape.dimension() > 1 && shape.getUnknownValueCount() == 0;
    return MimeBundle.text(
        counted ? String.format(Locale.ROOT, "%s, %,d elements", text, shape.size()) : text);
  }
}
