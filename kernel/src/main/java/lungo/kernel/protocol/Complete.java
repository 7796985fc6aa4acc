package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;

/** How could this go on? */
public sealed interface Complete {

  /**
   * Asks for completions.
   *
   * @param code the cell's text
   * @param cursor an index into it, in UTF-16 units
   */
  record Request(String code, int cursor) implements Complete, lungo.kernel.protocol.Request {

    static Request parse(Fields fields) throws BadMessageException {
      String code = fields.text("code");
      return new Request(
          code, Cursor.toIndex(code, fields.integer("cursor_pos", Integer.MAX_VALUE)));
    }

    /**
     * The reply to this request.
     *
     * @param matches texts that can stand in place of the code from start to end
     * @param start an index into the code, in UTF-16 units
     * @param end an index into the code, in UTF-16 units
     * @param metadata more about the matches, such as their types
     * @return the reply, its positions in code points
     */
    public Reply reply(List<String> matches, int start, int end, Map<String, Object> metadata) {
      return new Reply(matches, position(start), position(end), metadata);
    }

    /**
     * The position in code points of an index into the code.
     *
     * @param index an index in UTF-16 units
     * @return how many code points come before it
     */
    public int position(int index) {
      return Cursor.toPosition(code, index);
    }
  }

  /**
   * The completions.
   *
   * @param matches what can stand in place of the code from start to end
   * @param start a position in code points
   * @param end a position in code points
   * @param metadata more about the matches
   */
  record Reply(List<String> matches, int start, int end, Map<String, Object> metadata)
      implements Complete, Content {

    /**
     * Copies the matches.
     *
     * @param matches what can stand in place of the code
     * @param start a position in code points
     * @param end a position in code points
     * @param metadata more about the matches
     */
    public Reply {
      matches = List.copyOf(matches);
    }

    @Override
    public String type() {
      return "complete_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "status", "ok",
          "matches", matches,
          "cursor_start", start,
          "cursor_end", end,
          "metadata", metadata);
    }
  }
}
