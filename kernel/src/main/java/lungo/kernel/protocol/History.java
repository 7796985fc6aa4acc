package lungo.kernel.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What ran before? */
public sealed interface History {

  /**
   * Asks for earlier cells.
   *
   * @param query which of them
   * @param output whether with their results' text
   */
  record Request(Query query, boolean output) implements History, lungo.kernel.protocol.Request {

    static Request parse(Fields fields) throws BadMessageException {
      String access = fields.text("hist_access_type");
      Query query =
          switch (access) {
            case "tail" -> new Tail(fields.integer("n", 10));
            case "range" ->
                new Range(
                    fields.integer("session", 0),
                    fields.integer("start", 0),
                    fields.integerIfPresent("stop"));
            case "search" ->
                new Search(
                    fields.text("pattern", "*"),
                    fields.integerIfPresent("n"),
                    fields.flag("unique", false));
            default ->
                throw new BadMessageException(
                    "history_request: hist_access_type must be tail, range or search, got "
                        + access);
          };
      return new Request(query, fields.flag("output", false));
    }
  }

  /** Which cells. */
  sealed interface Query {}

  /**
   * The last cells.
   *
   * @param n how many
   */
  record Tail(int n) implements Query {}

  /**
   * The cells of a session from a counter to another.
   *
   * @param session its number; 0 is this session, a negative one counts back from it
   * @param start the first counter
   * @param stop the counter after the last, none for all
   */
  record Range(int session, int start, Optional<Integer> stop) implements Query {}

  /**
   * The cells that match a pattern.
   *
   * @param pattern a glob: {@code *} any text, {@code ?} any character
   * @param n how many at most, the last ones
   * @param unique whether equal cells are given once
   */
  record Search(String pattern, Optional<Integer> n, boolean unique) implements Query {}

  /**
   * An earlier cell.
   *
   * @param session the session's number
   * @param count its execution counter
   * @param code its text
   * @param output its result's text, if it had one
   */
  record Entry(int session, int count, String code, Optional<String> output) {

    private List<Object> fields(boolean withOutput) {
      Object what = code;
      if (withOutput) {
        var pair = new ArrayList<@Nullable Object>(Arrays.asList(code, output.orElse(null)));
        what = pair;
      }
      return List.of(session, count, what);
    }
  }

  /**
   * The cells found.
   *
   * @param entries the cells, oldest first
   * @param output whether with their results' text
   */
  record Reply(List<Entry> entries, boolean output) implements History, Content {

    /**
     * Copies the entries.
     *
     * @param entries the cells, oldest first
     * @param output whether with their results' text
     */
    public Reply {
      entries = List.copyOf(entries);
    }

    @Override
    public String type() {
      return "history_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "status", "ok", "history", entries.stream().map(e -> e.fields(output)).toList());
    }
  }
}
