package lungo.kernel.magics;

/** A magic that takes the rest of its line. */
public non-sealed interface LineMagic extends Magic {

  /**
   * Runs the magic on the cell's thread; what it prints and displays is the cell's output.
   *
   * @param call its name and arguments
   * @param run the run of the cell
   * @return what came of it
   * @throws MagicException if the arguments are wrong
   * @throws InterruptedException if the user stops the cell
   * @throws Exception if it cannot do what it should; the message is shown to the user
   */
  MagicResult runLine(MagicCall call, CellRun run) throws Exception;
}
