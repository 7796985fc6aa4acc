package lungo.kernel.magics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Java calls magics: what {@code %name} inside of Java becomes, and what IJava's API ends in.
 */
public final class MagicCalls {

  private MagicCalls() {}

  /**
   * What {@code = %name text} becomes.
   *
   * @param <T> what the caller takes it for; not checked
   * @param name the magic's name
   * @param text what follows the name
   * @return the magic's value
   * @throws MagicException if there is no such magic or it fails
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // IJava's contract: any type can be asked for
  public static <T extends @Nullable Object> T line(String name, String text) {
    return cast(CellRunner.current().run().callLine(new MagicCall(name, text, 0, 0)));
  }

  /**
   * Calls a line magic.
   *
   * @param <T> what the caller takes it for; not checked
   * @param name the magic's name
   * @param arguments its arguments
   * @return the magic's value
   * @throws MagicException if there is no such magic or it fails
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T extends @Nullable Object> T line(String name, List<String> arguments) {
    return cast(CellRunner.current().run().callLine(MagicCall.of(name, arguments)));
  }

  /**
   * Calls a cell magic.
   *
   * @param <T> what the caller takes it for; not checked
   * @param name the magic's name
   * @param arguments its arguments
   * @param body what stands below them
   * @return the magic's value
   * @throws MagicException if there is no such magic or it fails
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T extends @Nullable Object> T cell(
      String name, List<String> arguments, String body) {
    return cast(CellRunner.current().run().callCell(MagicCall.of(name, arguments), body));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  private static <T extends @Nullable Object> T cast(@Nullable Object value) {
    return (T) value;
  }
}
