package lungo.kernel.magics;

import lungo.kernel.execution.Outcome;
import org.jspecify.annotations.Nullable;

/** What came of a magic. */
public sealed interface MagicResult {

  /**
   * It did what it should. Java that calls the magic, as in {@code List<String> jars = %jars
   * *.jar}, gets the value; on a line of its own the magic shows what it wants to show itself.
   *
   * @param value the value; null if there is none
   */
  record Done(@Nullable Object value) implements MagicResult {}

  /**
   * It ran Java of the cell.
   *
   * @param outcome how that ended; becomes the cell's outcome
   */
  record Ran(Outcome outcome) implements MagicResult {}

  /**
   * A result without a value.
   *
   * @return done, with null
   */
  static MagicResult done() {
    return new Done(null);
  }

  /**
   * A result with a value for Java.
   *
   * @param value the value
   * @return done, with the value
   */
  static MagicResult value(Object value) {
    return new Done(value);
  }
}
