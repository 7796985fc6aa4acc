package lungo.display.widgets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import lungo.display.comm.Comm;
import lungo.display.comm.CommData;
import lungo.display.comm.CommHub;
import lungo.display.comm.CommTarget;

/** A front end that remembers what widgets tell it, and can talk back. */
final class RecordingHub implements CommHub {

  /** What was sent on each comm, the opening first. */
  final Map<String, List<CommData>> sent = new LinkedHashMap<>();

  private final Map<String, Consumer<CommData>> receivers = new LinkedHashMap<>();

  private record Recorded(RecordingHub hub, String id, String target) implements Comm {

    @Override
    public void send(CommData data) {
      hub.sent.computeIfAbsent(id, key -> new ArrayList<>()).add(data);
    }

    @Override
    public void onMessage(Consumer<CommData> handler) {
      hub.receivers.put(id, handler);
    }

    @Override
    public void onClose(Consumer<CommData> handler) {}

    @Override
    public void close(CommData data) {
      hub.sent.remove(id);
    }
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public Comm open(String target, CommData first, Consumer<CommData> receiver) {
    var comm = new Recorded(this, UUID.randomUUID().toString(), target);
    comm.send(first);
    receivers.put(comm.id(), receiver);
    return comm;
  }

  @Override
  public void register(String name, CommTarget target) {}

  @Override
  public <T> Consumer<T> bind(Consumer<? super T> handler) {
    return handler::accept;
  }

  /** Says something as a front end. */
  void say(Widget widget, Map<String, Object> data) {
    receivers.getOrDefault(widget.modelId(), unheard -> {}).accept(CommData.of(data));
  }

  /** Changes a part of a widget's state as a user does. */
  void set(Widget widget, String key, Object value) {
    say(widget, Map.of("method", "update", "state", Map.of(key, value)));
  }

  /** The last thing that a widget said. */
  Map<String, Object> last(Widget widget) {
    List<CommData> all = sent.getOrDefault(widget.modelId(), List.of());
    return all.get(all.size() - 1).data();
  }
}
