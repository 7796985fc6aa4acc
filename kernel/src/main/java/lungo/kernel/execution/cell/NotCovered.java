package lungo.kernel.execution.cell;

/** A text that the fast path leaves to JShell, with the reason; nothing has been run. */
public final class NotCovered extends Exception {

  private static final long serialVersionUID = 1L;

  NotCovered(String reason) {
    super(reason, null, false, false);
  }
}
