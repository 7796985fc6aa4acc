package lungo.torch;

import ai.djl.pytorch.jni.JniUtils;
import lungo.random.Seed;

/**
 * Whether the current thread records operations for the backward pass. The engine keeps this for
 * each thread, and new threads record; so code that trains or predicts says which it wants:
 *
 * <pre>{@code
 * try (var off = GradMode.off()) {
 *   logits = model.forward(store, inputs, false).head();
 * }
 * }</pre>
 *
 * Closing restores what was before, and belongs on the same thread.
 */
public final class GradMode implements AutoCloseable {

  private final boolean before;

  private GradMode(boolean record) {
    Seed.engine();
    Determinism.begin();
    before = JniUtils.isGradMode();
    JniUtils.setGradMode(record);
  }

  /**
   * Records operations until closed.
   *
   * @return the scope
   */
  public static GradMode on() {
    return new GradMode(true);
  }

  /**
   * Records nothing until closed: forward passes need less memory and time.
   *
   * @return the scope
   */
  public static GradMode off() {
    return new GradMode(false);
  }

  /**
   * Whether this thread records now.
   *
   * @return true if a backward pass can go through what is computed now
   */
  public static boolean isOn() {
    Seed.engine();
    return JniUtils.isGradMode();
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
