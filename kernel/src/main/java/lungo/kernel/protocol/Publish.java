package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;
import lungo.display.MimeBundle;

/** What the kernel tells every front end, on IOPub. */
public sealed interface Publish extends Content {

  /** A request is being served. */
  Publish BUSY = new Status(State.BUSY);

  /** A request has been served. */
  Publish IDLE = new Status(State.IDLE);

  /** Whether the kernel works on a request. */
  enum State {
    /** The process has just started; published once. */
    STARTING("starting"),
    /** A request is being served. */
    BUSY("busy"),
    /** The request that is the message's parent is done, all its output sent. */
    IDLE("idle");

    private final String label;

    State(String label) {
      this.label = label;
    }
  }

  /**
   * The kernel's state changed.
   *
   * @param state the new state
   */
  record Status(State state) implements Publish {

    @Override
    public String type() {
      return "status";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("execution_state", state.label);
    }
  }

  /**
   * A cell begins to run.
   *
   * @param code its text
   * @param count the execution counter
   */
  record ExecuteInput(String code, int count) implements Publish {

    @Override
    public String type() {
      return "execute_input";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("code", code, "execution_count", count);
    }
  }

  /**
   * A cell's value.
   *
   * @param count the execution counter
   * @param bundle the value's representations
   */
  record ExecuteResult(int count, MimeBundle bundle) implements Publish {

    @Override
    public String type() {
      return "execute_result";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "execution_count", count, "data", bundle.data(), "metadata", bundle.metadata());
    }
  }

  /**
   * A new display, or another content for those of that id.
   *
   * @param bundle what to show
   * @param id the display's id
   * @param update whether it replaces what was shown under the id
   */
  record DisplayData(MimeBundle bundle, String id, boolean update) implements Publish {

    @Override
    public String type() {
      return update ? "update_display_data" : "display_data";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "data", bundle.data(),
          "metadata", bundle.metadata(),
          "transient", Map.of("display_id", id));
    }
  }

  /**
   * The cell's outputs are to be removed.
   *
   * @param waits whether only when the next output comes
   */
  record ClearOutput(boolean waits) implements Publish {

    @Override
    public String type() {
      return "clear_output";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("wait", waits);
    }
  }

  /**
   * Text that a cell printed.
   *
   * @param name {@code stdout} or {@code stderr}
   * @param text the text
   */
  record Stream(String name, String text) implements Publish {

    @Override
    public String type() {
      return "stream";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("name", name, "text", text);
    }
  }

  /**
   * A cell failed.
   *
   * @param name the error's short name
   * @param message what went wrong, one line
   * @param traceback the report's lines
   */
  record Failure(String name, String message, List<String> traceback) implements Publish {

    /**
     * Copies the lines.
     *
     * @param name the error's short name
     * @param message one line
     * @param traceback the report's lines
     */
    public Failure {
      traceback = List.copyOf(traceback);
    }

    @Override
    public String type() {
      return "error";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("ename", name, "evalue", message, "traceback", traceback);
    }
  }

  /**
   * A front end's subscription has arrived, so that it will miss nothing from here on (JEP 65).
   *
   * @param subscription the topic it subscribed to
   */
  record Welcome(String subscription) implements Publish {

    @Override
    public String type() {
      return "iopub_welcome";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("subscription", subscription);
    }
  }
}
