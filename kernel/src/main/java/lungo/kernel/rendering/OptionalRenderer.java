package lungo.kernel.rendering;

import java.util.Optional;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.display.Renderers;

/** Shows an optional as what it holds: a picture as a picture. */
@SuppressWarnings("rawtypes") // a renderer is found by class, which knows no type arguments
public final class OptionalRenderer implements Renderer<Optional> {

  /** For the service loader. */
  public OptionalRenderer() {}

  @Override
  public Class<Optional> type() {
    return Optional.class;
  }

  @Override
  public MimeBundle render(Optional optional) {
    if (optional.isEmpty()) {
      return MimeBundle.text("Optional.empty");
    }
    MimeBundle held = Renderers.render(optional.get());
    return held.with(MimeBundle.TEXT, "Optional[" + held.plainText() + "]");
  }
}
