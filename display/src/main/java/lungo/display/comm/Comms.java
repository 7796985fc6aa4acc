package lungo.display.comm;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens and awaits comms, the channels of their own that Java and a front end's code talk on.
 *
 * <pre>{@code
 * Comms.register("echo", (comm, first) -> comm.onMessage(comm::send));
 * Comm plot = Comms.open("plot", Map.of("points", List.of(1, 4, 9)));
 * plot.onMessage(message -> System.out.println(message.data()));
 * }</pre>
 *
 * Outside a notebook nobody listens, and the same code runs.
 */
public final class Comms {

  private static final AtomicReference<CommHub> HUB = new AtomicReference<>(new Nowhere());

  private Comms() {}

  /**
   * Opens a comm to the front ends.
   *
   * @param target the name under which they await it
   * @param data the first data
   * @return the open comm
   */
  public static Comm open(String target, Map<String, Object> data) {
    return open(target, CommData.of(data));
  }

  /**
   * Opens a comm to the front ends.
   *
   * @param target the name under which they await it
   * @param data the first data, with buffers perhaps
   * @return the open comm
   */
  public static Comm open(String target, CommData data) {
    return hub().open(target, data, message -> {});
  }

  /**
   * Awaits comms that front ends open under a name; the newest registration of a name wins.
   *
   * @param name the target's name
   * @param target takes the comms
   */
  public static void register(String name, CommTarget target) {
    hub().register(name, target);
  }

  /**
   * Where comms lead now.
   *
   * @return what was attached last
   */
  public static CommHub hub() {
    return Objects.requireNonNull(HUB.get());
  }

  /**
   * Leads the comms of this process to a hub from now on. For kernels; a process holds one
   * notebook.
   *
   * @param hub the new hub
   * @return the hub until now, to be attached again afterwards
   */
  public static CommHub attach(CommHub hub) {
    return Objects.requireNonNull(HUB.getAndSet(hub));
  }
}
