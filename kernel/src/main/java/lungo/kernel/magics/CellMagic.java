package lungo.kernel.magics;

/** A magic that takes the whole cell. */
public non-sealed interface CellMagic extends Magic {

  /**
   * Runs the magic on the cell's thread; what it prints and displays is the cell's output.
   *
   * @param call its name and arguments
   * @param body the cell's text below the first line
   * @param run the run of the cell
   * @return what came of it
   * @throws MagicException if the arguments are wrong
   * @throws InterruptedException if the user stops the cell
   * @throws Exception if it cannot do what it should; the message is shown to the user
   */
  MagicResult runCell(MagicCall call, String body, CellRun run) throws Exception;
}
