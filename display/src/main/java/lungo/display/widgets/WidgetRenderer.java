package lungo.display.widgets;

import java.util.Map;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.display.comm.Comms;

/**
 * Widgets as views of their models; as text where no front end is there to show them.
 *
 * <pre>{@code
 * MimeBundle bundle = new WidgetRenderer().render(new Button("Greet"));
 * }</pre>
 */
public final class WidgetRenderer implements Renderer<DomWidget> {

  private static final String VIEW = "application/vnd.jupyter.widget-view+json";

  /** For {@link java.util.ServiceLoader}. */
  public WidgetRenderer() {}

  @Override
  public Class<DomWidget> type() {
    return DomWidget.class;
  }

  @Override
  public MimeBundle render(DomWidget widget) {
    MimeBundle text = MimeBundle.text(widget.toString());
    return Comms.hub().isConnected() && Widgets.isOpen(widget)
        ? text.with(
            VIEW, Map.of("version_major", 2, "version_minor", 0, "model_id", widget.modelId()))
        : text;
  }
}
