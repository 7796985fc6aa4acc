package lungo.display.widgets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.display.comm.Comm;
import lungo.display.comm.CommData;
import lungo.display.comm.Comms;
import org.jspecify.annotations.Nullable;

/**
 * A state that Java and the front ends share: what one side sets, the other learns. Show a widget
 * as a cell's last expression or with {@link lungo.display.Display#show}. All methods can be called
 * from any thread.
 *
 * <pre>{@code
 * Widget slider = new IntSlider("degree", 1, 9, 3);
 * Display.show(slider);
 * slider.close();                                 // gone from all front ends
 * }</pre>
 */
public abstract class Widget {

  static final String VERSION = "2.1.0";
  private static final String TARGET = "jupyter.widget";

  private final Model model;
  private final Map<String, Object> state;
  private final Comm comm;

  /** A widget with its first state; the front ends learn of it at once. */
  Widget(Model model, Map<String, Object> first) {
    this.model = model;
    this.state = new LinkedHashMap<>(model.state());
    state.putAll(first);
    CommData data =
        new CommData(
            Map.of("state", Map.copyOf(state), "buffer_paths", List.of()),
            Map.of("version", VERSION),
            List.of());
    this.comm = Comms.hub().open(TARGET, data, this::received);
    Widgets.add(this);
  }

  /**
   * The id by which front ends know this widget.
   *
   * @return its comm's id
   */
  public final String modelId() {
    return comm.id();
  }

  /** Removes the widget from all front ends; it cannot be shown any more. */
  public void close() {
    Widgets.remove(this);
    comm.close();
  }

  final Model model() {
    return model;
  }

  /** A copy of the whole state. */
  final Map<String, Object> state() {
    synchronized (state) {
      return Map.copyOf(state);
    }
  }

  final Object get(String key) {
    synchronized (state) {
      return Objects.requireNonNull(state.get(key), key);
    }
  }

  /** Sets a part of the state; returns whether it was another before. */
  final boolean set(String key, Object value) {
    synchronized (state) {
      if (value.equals(state.put(key, value))) {
        return false;
      }
    }
    update("update", Map.of(key, value));
    return true;
  }

  private void update(String method, Map<String, Object> changes) {
    comm.send(Map.of("method", method, "state", changes, "buffer_paths", List.of()));
  }

  /** Takes what a front end says; on the thread that receives it. */
  private void received(CommData message) {
    String method = String.valueOf(message.data().get("method"));
    switch (method) {
      case "update" -> accept(object(message.data().get("state")));
      case "request_state" -> update("update", state());
      case "custom" -> custom(object(message.data().get("content")));
      default -> throw new IllegalArgumentException("no widget message '" + method + "'");
    }
  }

  private static Map<String, Object> object(@Nullable Object value) {
    var object = new LinkedHashMap<String, Object>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, item) -> object.put(String.valueOf(name), item));
    }
    return object;
  }

  /** Takes the changes that a user made, and tells all front ends of them. */
  private void accept(Map<String, Object> changes) {
    var accepted = new LinkedHashMap<String, Object>();
    var changed = new LinkedHashMap<String, Object>();
    changes.forEach(
        (key, value) -> {
          if (isUsers(key)) {
            accepted.put(key, read(key, value));
          }
        });
    synchronized (state) {
      accepted.forEach(
          (key, value) -> {
            if (!value.equals(state.put(key, value))) {
              changed.put(key, value);
            }
          });
    }
    if (!accepted.isEmpty()) {
      update("echo_update", accepted);
    }
    changed.keySet().forEach(this::changed);
  }

  /** Whether the user, and not only Java, may change a part of the state. */
  boolean isUsers(String key) {
    return false;
  }

  /**
   * What a front end's value stands for in the state.
   *
   * @throws IllegalArgumentException if it is none that this widget can have
   */
  Object read(String key, @Nullable Object value) {
    throw new IllegalArgumentException(key + " is not the user's to set");
  }

  /** The user changed a part of the state. */
  void changed(String key) {}

  /** The user did something that is no change of the state. */
  void custom(Map<String, Object> content) {}
}
