package lungo.kernel.ijava;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows what IJava's {@code render} returned. */
public final class DisplayDataRenderer implements Renderer<DisplayData> {

  /** For {@link java.util.ServiceLoader}. */
  public DisplayDataRenderer() {}

  @Override
  public Class<DisplayData> type() {
    return DisplayData.class;
  }

  @Override
  public MimeBundle render(DisplayData value) {
    return Bundles.bundle(value);
  }
}
