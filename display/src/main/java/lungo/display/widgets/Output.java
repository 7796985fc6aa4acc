package lungo.display.widgets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import org.jspecify.annotations.Nullable;

/**
 * A place for what cells can show, such as a chart that is drawn again and again.
 *
 * <pre>{@code
 * var output = new Output();
 * Display.show(output);
 * output.show("epoch 1");
 * output.add("epoch 2");                          // below it
 * }</pre>
 */
public final class Output extends DomWidget {

  private List<Map<String, Object>> outputs = List.of(); // guarded by this

  /** An empty place. */
  public Output() {
    super(Model.output(), Map.of("msg_id", "", "outputs", List.of()));
  }

  /**
   * Shows a value in place of all that was shown here.
   *
   * @param value any value
   */
  public void show(@Nullable Object value) {
    put(List.of(display(Renderers.render(value))));
  }

  /**
   * Shows a value below what was shown here.
   *
   * @param value any value
   */
  public synchronized void add(@Nullable Object value) {
    var more = new ArrayList<>(outputs);
    more.add(display(Renderers.render(value)));
    put(more);
  }

  /** Removes all that was shown here. */
  public void clear() {
    put(List.of());
  }

  private static Map<String, Object> display(MimeBundle bundle) {
    return Map.of(
        "output_type", "display_data", "data", bundle.data(), "metadata", bundle.metadata());
  }

  private synchronized void put(List<Map<String, Object>> all) {
    outputs = List.copyOf(all);
    set("outputs", outputs);
  }

  @Override
  public String toString() {
    return "Output";
  }
}
