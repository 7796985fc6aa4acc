package io.github.spencerpark.ijava.runtime;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.ijava.JavaKernel;
import org.jspecify.annotations.Nullable;

/** IJava's functions that reach the kernel. */
public final class Kernel {

  private Kernel() {}

  /**
   * The kernel of this process.
   *
   * @return the kernel
   */
  public static JavaKernel getKernelInstance() {
    return IJava.getKernelInstance();
  }

  /**
   * Evaluates code, magics included, in the session.
   *
   * @param code what a cell could hold
   * @return the last expression's value; null if it has none
   * @throws Exception what the code throws
   */
  public static @Nullable Object eval(String code) throws Exception {
    return getKernelInstance().evalRaw(code);
  }

  /**
   * Prints to standard output.
   *
   * @param format as for {@link String#format}
   * @param arguments the values
   */
  @SuppressWarnings("AnnotateFormatMethod")
  public static void printf(String format, @Nullable Object... arguments) {
    System.out.printf(format, arguments);
  }
}
