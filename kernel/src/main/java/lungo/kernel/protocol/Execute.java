package lungo.kernel.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.display.MimeBundle;

/** Run this cell. */
public sealed interface Execute {

  /**
   * Asks to run a cell.
   *
   * @param code the cell's text
   * @param silent whether nothing of it may show, count or be kept in the history
   * @param storeHistory whether it counts and is kept in the history
   * @param userExpressions names and expressions to evaluate after the cell
   * @param allowStdin whether the front end can be asked for input
   * @param stopOnError whether an error aborts the requests that wait behind it
   */
  record Request(
      String code,
      boolean silent,
      boolean storeHistory,
      Map<String, String> userExpressions,
      boolean allowStdin,
      boolean stopOnError)
      implements Execute, lungo.kernel.protocol.Request {

    static Request parse(Fields fields) throws BadMessageException {
      boolean silent = fields.flag("silent", false);
      var expressions = new LinkedHashMap<String, String>();
      for (Map.Entry<String, Object> each : fields.object("user_expressions").entrySet()) {
        expressions.put(each.getKey(), each.getValue().toString());
      }
      return new Request(
          fields.text("code"),
          silent,
          fields.flag("store_history", true) && !silent,
          expressions,
          fields.flag("allow_stdin", true),
          fields.flag("stop_on_error", true));
    }
  }

  /**
   * The cell ran to its end.
   *
   * @param count the execution counter
   * @param userExpressions each expression's result as a map with {@code status}
   */
  record Ok(int count, Map<String, Object> userExpressions) implements Execute, Content {

    @Override
    public String type() {
      return "execute_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "status",
          "ok",
          "execution_count",
          count,
          "user_expressions",
          userExpressions,
          "payload",
          List.of());
    }
  }

  /**
   * The cell did not compile, threw, was stopped or was never run.
   *
   * @param count the execution counter
   * @param error what happened
   */
  record Failed(int count, Publish.Failure error) implements Execute, Content {

    @Override
    public String type() {
      return "execute_reply";
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = Ordered.fields("status", "error", "execution_count", count);
      fields.putAll(error.fields());
      fields.put("user_expressions", Map.of());
      fields.put("payload", List.of());
      return fields;
    }
  }

  /** What became of a user expression. */
  final class Expression {

    private Expression() {}

    /**
     * It has a value.
     *
     * @param value the value's representations
     * @return the fields
     */
    public static Map<String, Object> ok(MimeBundle value) {
      return Ordered.fields("status", "ok", "data", value.data(), "metadata", value.metadata());
    }

    /**
     * It failed.
     *
     * @param error what happened
     * @return the fields
     */
    public static Map<String, Object> failed(Publish.Failure error) {
      Map<String, Object> fields = Ordered.fields("status", "error");
      fields.putAll(error.fields());
      return fields;
    }
  }
}
