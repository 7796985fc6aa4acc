package lungo.display.widgets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lungo.display.comm.Comm;
import lungo.display.comm.CommData;
import lungo.display.comm.CommHub;

/**
 * The widgets of this process, for front ends that come later and ask what there is.
 *
 * <pre>{@code
 * Widgets.serve(Comms.hub());
 * }</pre>
 */
public final class Widgets {

  private static final String CONTROL = "jupyter.widget.control";
  private static final Map<String, Widget> OPEN = new ConcurrentHashMap<>();

  private Widgets() {}

  /**
   * Answers front ends that ask for all widgets. For kernels.
   *
   * @param hub where they ask
   */
  public static void serve(CommHub hub) {
    hub.register(CONTROL, (comm, first) -> comm.onMessage(message -> answer(comm, message)));
  }

  private static void answer(Comm comm, CommData message) {
    Object method = message.data().get("method");
    if (!"request_states".equals(method)) {
      throw new IllegalArgumentException("no message '" + method + "' of " + CONTROL);
    }
    var states = new LinkedHashMap<String, Object>();
    OPEN.forEach((id, widget) -> states.put(id, described(widget)));
    comm.send(Map.of("method", "update_states", "states", states, "buffer_paths", List.of()));
  }

  private static Map<String, Object> described(Widget widget) {
    return Map.of(
        "model_name", widget.model().model(),
        "model_module", widget.model().module(),
        "model_module_version", widget.model().version(),
        "state", widget.state());
  }

  static void add(Widget widget) {
    OPEN.put(widget.modelId(), widget);
  }

  static void remove(Widget widget) {
    OPEN.remove(widget.modelId());
  }

  static boolean isOpen(Widget widget) {
    return OPEN.containsKey(widget.modelId());
  }
}
