package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.IntConsumer;

/**
 * How much the class's score falls where a window of the picture is replaced by the baseline; a
 * pixel gets the mean of the windows over it. Zeiler and Fergus 2013,
 * https://arxiv.org/abs/1311.2901
 *
 * @param size of the window, in pixels both ways
 * @param stride from a window to the next, at most its size
 */
record Occlusion(int size, int stride) implements Algorithm {

  private static final int BATCH = 32;

  Occlusion {
    if (size < 1 || stride < 1 || stride > size) {
      throw new IllegalArgumentException(
          "a window needs a size of 1 or more and a stride in [1, size], got size "
              + size
              + ", stride "
              + stride);
    }
  }

  @Override
  public String name() {
    return "occlusion by " + size + "×" + size;
  }

  @Override
  public Found of(Probe probe, NDArray x, int target, NDArray baseline) {
    Shape shape = x.getShape(); // (1, C, H, W)
    int channels = (int) shape.get(1);
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    int rows = windows(height);
    int columns = windows(width);
    float[] values = x.toFloatArray();
    float[] other = baseline.toFloatArray();
    float whole = probe.scores(x, target)[0];
    double[] sum = new double[height * width];
    int[] over = new int[height * width];
    for (int first = 0; first < rows * columns; first += BATCH) {
      int count = Math.min(BATCH, rows * columns - first);
      float[] batch = new float[count * values.length];
      for (int i = 0; i < count; i++) {
        System.arraycopy(values, 0, batch, i * values.length, values.length);
        for (int c = 0; c < channels; c++) {
          int plane = c * height * width;
          int at = i * values.length + plane;
          window(first + i, columns, height, width, p -> batch[at + p] = other[plane + p]);
        }
      }
      Shape many = new Shape(count, channels, height, width);
      float[] scores = probe.scores(probe.manager().create(batch, many), target);
      for (int i = 0; i < count; i++) {
        double fall = whole - scores[i];
        window(
            first + i,
            columns,
            height,
            width,
            p -> {
              sum[p] += fall;
              over[p]++;
            });
      }
    }
    float[] mean = new float[sum.length];
    for (int p = 0; p < mean.length; p++) {
      mean[p] = (float) (sum[p] / over[p]);
    }
    return new Found(mean, Kind.SIGNED, null);
  }

  /** How many windows lie along a side; the last one may be cut off. */
  private int windows(int side) {
    return side <= size ? 1 : (side - size + stride - 1) / stride + 1;
  }

  private void window(int number, int columns, int height, int width, IntConsumer pixel) {
    int top = number / columns * stride;
    int left = number % columns * stride;
    for (int y = top; y < Math.min(height, top + size); y++) {
      for (int x = left; x < Math.min(width, left + size); x++) {
        pixel.accept(y * width + x);
      }
    }
  }
}
