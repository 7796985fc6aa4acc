package lungo.kernel.protocol;

/** Cursor positions: the protocol counts Unicode code points, Java UTF-16 units. */
final class Cursor {

  private Cursor() {}

  /**
   * The index into the code of a position in code points; positions outside are moved to an end.
   */
  static int toIndex(String code, int position) {
    int length = code.codePointCount(0, code.length());
    return code.offsetByCodePoints(0, Math.max(0, Math.min(position, length)));
  }

  /** The position in code points of an index into the code. */
  static int toPosition(String code, int index) {
    return code.codePointCount(0, index);
  }
}
