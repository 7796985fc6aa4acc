package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;

/** Shells beside the kernel's own, whose cells run while its cells do (JEP 91). */
public sealed interface Subshell {

  /** Asks for a new subshell. */
  record Create() implements Subshell, Request {}

  /** Asks for the subshells. */
  record Listing() implements Subshell, Request {}

  /**
   * Ends a subshell.
   *
   * @param id its id
   */
  record Delete(String id) implements Subshell, Request {}

  /**
   * A new subshell.
   *
   * @param id its id, which requests for it carry in their headers
   */
  record Created(String id) implements Subshell, Content {

    @Override
    public String type() {
      return "create_subshell_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("status", "ok", "subshell_id", id);
    }
  }

  /**
   * The subshells.
   *
   * @param ids their ids, the oldest first
   */
  record Listed(List<String> ids) implements Subshell, Content {

    /**
     * Copies the ids.
     *
     * @param ids their ids, the oldest first
     */
    public Listed {
      ids = List.copyOf(ids);
    }

    @Override
    public String type() {
      return "list_subshell_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("status", "ok", "subshell_id", ids);
    }
  }

  /** The subshell has ended. */
  record Deleted() implements Subshell, Content {

    @Override
    public String type() {
      return "delete_subshell_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("status", "ok");
    }
  }
}
