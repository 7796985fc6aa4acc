package lungo.kernel.execution;

/**
 * What {@code System.exit} in a cell becomes: an error with a hint, because ending the process
 * would lose the notebook's variables without a word.
 */
@SuppressWarnings("DoNotCallSuggester") // nobody calls it by name
public final class Exit {

  private Exit() {}

  /**
   * Stands for {@code System.exit(status)}.
   *
   * @param status the status that was asked for
   * @throws UnsupportedOperationException always
   */
  public static void exit(int status) {
    throw new UnsupportedOperationException(
        "System.exit("
            + status
            + ") would end the kernel and lose all variables; leave a cell by returning or throwing,"
            + " and end the kernel from the notebook's menu");
  }

  /**
   * Stands for {@code Runtime.getRuntime().exit(status)} and {@code halt(status)}.
   *
   * @param runtime the runtime that was asked
   * @param status the status that was asked for
   * @throws UnsupportedOperationException always
   */
  public static void exit(Runtime runtime, int status) {
    exit(status);
  }
}
