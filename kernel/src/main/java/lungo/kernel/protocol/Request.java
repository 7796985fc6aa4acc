package lungo.kernel.protocol;

import java.util.Map;

/** What a front end can ask or tell the kernel. */
public sealed interface Request
    permits CommInfo.Request,
        CommMessage,
        Complete.Request,
        Execute.Request,
        History.Request,
        Input.Reply,
        Inspect.Request,
        Interrupt.Request,
        IsComplete.Request,
        KernelInfo.Request,
        Shutdown.Request,
        Subshell.Create,
        Subshell.Delete,
        Subshell.Listing {

  /**
   * Reads the content of a message that is not of a comm.
   *
   * @param type its type
   * @param content its fields
   * @return the request
   * @throws BadMessageException if there is no such type or a field is missing or wrong
   */
  static Request parse(String type, Map<String, Object> content) throws BadMessageException {
    var fields = new Fields(type, content);
    return switch (type) {
      case "comm_info_request" -> CommInfo.Request.parse(fields);
      case "complete_request" -> Complete.Request.parse(fields);
      case "create_subshell_request" -> new Subshell.Create();
      case "delete_subshell_request" -> new Subshell.Delete(fields.text("subshell_id"));
      case "execute_request" -> Execute.Request.parse(fields);
      case "history_request" -> History.Request.parse(fields);
      case "input_reply" -> new Input.Reply(fields.text("value"));
      case "inspect_request" -> Inspect.Request.parse(fields);
      case "interrupt_request" -> new Interrupt.Request();
      case "is_complete_request" -> new IsComplete.Request(fields.text("code"));
      case "kernel_info_request" -> new KernelInfo.Request();
      case "list_subshell_request" -> new Subshell.Listing();
      case "shutdown_request" -> new Shutdown.Request(fields.flag("restart", false));
      default -> throw new BadMessageException("no message type '" + type + "'");
    };
  }
}
