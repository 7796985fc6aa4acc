package lungo.kernel.ijava;

import io.github.spencerpark.jupyter.kernel.display.DisplayDataRenderable;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows values that render themselves by IJava's interface. */
public final class RenderableRenderer implements Renderer<DisplayDataRenderable> {

  /** For {@link java.util.ServiceLoader}. */
  public RenderableRenderer() {}

  @Override
  public Class<DisplayDataRenderable> type() {
    return DisplayDataRenderable.class;
  }

  @Override
  public MimeBundle render(DisplayDataRenderable value) {
    return new IJavaRenderer().bundle(value);
  }
}
