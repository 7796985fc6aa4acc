package lungo.kernel.magics;

/** A piece of a cell. */
public sealed interface Segment {

  /**
   * Java source.
   *
   * @param code the source with as many line ends before it as in the cell, so that what the
   *     compiler says of its lines is true of the cell's
   */
  record Java(String code) implements Segment {}

  /**
   * A magic on a line of its own.
   *
   * @param call the magic
   */
  record Line(MagicCall call) implements Segment {}

  /**
   * A magic that has the whole cell.
   *
   * @param call the magic
   * @param body what stands below its line
   */
  record Whole(MagicCall call, String body) implements Segment {}
}
