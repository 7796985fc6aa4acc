package io.github.spencerpark.ijava;

/** Where IJava's notebooks find their kernel. */
public final class IJava {

  private static final JavaKernel KERNEL = new JavaKernel();

  private IJava() {}

  /**
   * The kernel of this process.
   *
   * @return the kernel
   */
  public static JavaKernel getKernelInstance() {
    return KERNEL;
  }
}
