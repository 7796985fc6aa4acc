package io.github.spencerpark.ijava.runtime;

import java.util.List;
import lungo.kernel.magics.MagicCalls;
import org.jspecify.annotations.Nullable;

/** IJava's functions that call magics. */
public final class Magics {

  private Magics() {}

  /**
   * Calls a line magic.
   *
   * @param <T> what the caller takes its value for; not checked
   * @param name its name
   * @param arguments its arguments
   * @return its value
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // IJava's signature
  public static <T extends @Nullable Object> T lineMagic(String name, List<String> arguments) {
    return MagicCalls.<T>line(name, arguments);
  }

  /**
   * Calls a cell magic.
   *
   * @param <T> what the caller takes its value for; not checked
   * @param name its name
   * @param arguments its arguments
   * @param body what stands below them
   * @return its value
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // IJava's signature
  public static <T extends @Nullable Object> T cellMagic(
      String name, List<String> arguments, String body) {
    return MagicCalls.<T>cell(name, arguments, body);
  }
}
