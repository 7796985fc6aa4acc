package lungo.kernel.execution;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.function.BooleanSupplier;

/**
 * The check that is woven into the methods' entries and the loops' ends of a notebook's classes, so
 * that an interrupt reaches code that calls nothing. While nobody interrupts, its target is an
 * empty method, which the JIT folds away, so that loops stay vectorised.
 */
public final class Stop {

  private static final MethodHandle PASS;
  private static final MutableCallSite SITE;
  private static final MethodHandle CHECK;

  static {
    PASS = MethodHandles.empty(MethodType.methodType(void.class));
    SITE = new MutableCallSite(PASS);
    CHECK = SITE.dynamicInvoker();
  }

  private Stop() {}

  /**
   * Ends the calling thread's cell if it was interrupted; called by woven code only.
   *
   * @throws Throwable the error that unwinds an interrupted cell
   */
  public static void check() throws Throwable {
    CHECK.invokeExact();
  }

  /**
   * Makes every check ask a question, and throw where the answer is yes.
   *
   * @param stopping whether the calling thread is to stop
   */
  static void arm(BooleanSupplier stopping) {
    try {
      MethodHandle ask =
          MethodHandles.lookup()
              .findStatic(
                  Stop.class, "throwIf", MethodType.methodType(void.class, BooleanSupplier.class));
      retarget(ask.bindTo(stopping));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("throwIf is in this class", e);
    }
  }

  /** Makes the checks cost nothing again. */
  static void disarm() {
    retarget(PASS);
  }

  private static void retarget(MethodHandle target) {
    SITE.setTarget(target);
    MutableCallSite.syncAll(new MutableCallSite[] {SITE});
  }

  @SuppressWarnings("unused") // through the method handle
  private static void throwIf(BooleanSupplier stopping) {
    if (stopping.getAsBoolean()) {
      throw new Interruption();
    }
  }

  /** Unwinds an interrupted cell; an error, so that {@code catch (Exception e)} lets it pass. */
  static final class Interruption extends Error {
    private static final long serialVersionUID = 1;

    Interruption() {
      super("the cell was interrupted", null, false, false);
    }
  }
}
