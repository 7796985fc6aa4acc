package lungo.models;

/**
 * What a convolution is.
 *
 * @param inputs channels, a multiple of the groups
 * @param outputs channels, a multiple of the groups
 * @param height of the kernel
 * @param width of the kernel
 * @param down from the place of an output to that of the one below
 * @param across from the place of an output to that of the next one in its row
 * @param rows of zeros above and below
 * @param columns of zeros left and right
 * @param groups of channels, each of which is convolved by itself
 * @param weight before training
 * @param bias before training, {@link Bias#NONE} for none
 */
record Convolution(
    long inputs,
    long outputs,
    int height,
    int width,
    int down,
    int across,
    int rows,
    int columns,
    long groups,
    Initial weight,
    Bias bias) {

  /** What a bias is before training. */
  enum Bias {
    /** There is none, as before batch normalisation. */
    NONE,
    /** Zeros. */
    ZERO,
    /** Uniform in ±1/√(values under the kernel), as PyTorch's. */
    UNIFORM
  }

  Convolution {
    if (inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          inputs + " to " + outputs + " channels do not part into " + groups + " groups");
    }
  }

  /**
   * A square kernel of stride 1, with as many zeros around that the size stays, weights as
   * torchvision's ResNet has them, and no bias.
   */
  static Convolution of(long inputs, long outputs, int kernel) {
    return of(inputs, outputs, kernel, kernel);
  }

  /** The same with a kernel of any shape. */
  static Convolution of(long inputs, long outputs, int height, int width) {
    return new Convolution(
        inputs,
        outputs,
        height,
        width,
        1,
        1,
        height / 2,
        width / 2,
        1,
        Initial.kaimingFanOut(outputs, height * width),
        Bias.NONE);
  }

  /** The same steps in both directions. */
  Convolution stride(int steps) {
    return stride(steps, steps);
  }

  Convolution stride(int rowsDown, int columnsAcross) {
    return new Convolution(
        inputs,
        outputs,
        height,
        width,
        rowsDown,
        columnsAcross,
        rows,
        columns,
        groups,
        weight,
        bias);
  }

  Convolution padding(int zeros) {
    return new Convolution(
        inputs, outputs, height, width, down, across, zeros, zeros, groups, weight, bias);
  }

  Convolution groups(long parts) {
    return new Convolution(
        inputs, outputs, height, width, down, across, rows, columns, parts, weight, bias);
  }

  Convolution initial(Initial values) {
    return new Convolution(
        inputs, outputs, height, width, down, across, rows, columns, groups, values, bias);
  }

  Convolution bias(Bias values) {
    return new Convolution(
        inputs, outputs, height, width, down, across, rows, columns, groups, weight, values);
  }

  /** Weight and bias as PyTorch's {@code Conv2d} has them by itself: uniform in ±1/√fan-in. */
  Convolution asPyTorch() {
    return initial(Initial.fanIn(fanIn())).bias(Bias.UNIFORM);
  }

  /** How many values each output is made of. */
  long fanIn() {
    return inputs / groups * height * width;
  }
}
