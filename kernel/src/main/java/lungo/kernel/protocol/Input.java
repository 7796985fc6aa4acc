package lungo.kernel.protocol;

import java.util.Map;

/** The kernel asks, the user answers; on the stdin channel. */
public sealed interface Input {

  /**
   * Asks the user for a line.
   *
   * @param prompt what is asked
   * @param password whether the answer must not be shown
   */
  record Ask(String prompt, boolean password) implements Input, Content {

    @Override
    public String type() {
      return "input_request";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("prompt", prompt, "password", password);
    }
  }

  /**
   * The user's line.
   *
   * @param value the line without its end
   */
  record Reply(String value) implements Input, Request {}
}
