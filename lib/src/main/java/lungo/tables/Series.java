package lungo.tables;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import lungo.data.Standardization;

/** A series and what stands beside it, from which windows are cut. */
final class Series {

  private final double[] values;
  private final List<double[]> inputs;
  private final Standardization scale;
  private final int window;
  private final int horizon;

  /**
   * @param values to be told, in their unit
   * @param inputs standardised, the values first; each as long
   * @param scale of the values
   */
  Series(double[] values, List<double[]> inputs, Standardization scale, int window, int horizon) {
    this.values = values;
    this.inputs = List.copyOf(inputs);
    this.scale = scale;
    this.window = window;
    this.horizon = horizon;
  }

  Standardization scale() {
    return scale;
  }

  int window() {
    return window;
  }

  int horizon() {
    return horizon;
  }

  /** How many numbers a step has. */
  int width() {
    return inputs.size();
  }

  double value(int row) {
    return values[row];
  }

  /** What is to be told from a row on, in its unit. */
  double[] told(int begin) {
    return Arrays.copyOfRange(values, begin, begin + horizon);
  }

  /** The windows before some rows: (N, window, width). */
  NDArray windows(NDManager manager, int[] begins) {
    int width = width();
    float[] all = new float[begins.length * window * width];
    int at = 0;
    for (int begin : begins) {
      for (int row = begin - window; row < begin; row++) {
        for (double[] input : inputs) {
          all[at++] = (float) input[row];
        }
      }
    }
    return manager.create(all, new Shape(begins.length, window, width));
  }

  /** What is to be told from some rows on, standardised: (N, horizon). */
  NDArray targets(NDManager manager, int[] begins) {
    float[] all = new float[begins.length * horizon];
    int at = 0;
    for (int begin : begins) {
      for (int row = begin; row < begin + horizon; row++) {
        all[at++] = (float) inputs.get(0)[row];
      }
    }
    return manager.create(all, new Shape(begins.length, horizon));
  }
}
