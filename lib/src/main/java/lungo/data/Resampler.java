package lungo.data;

import java.util.Arrays;

/**
 * Draws what a view shows of a picture: crop, resize and mirror as one separable linear map.
 *
 * <p>The filter is a triangle as wide as an output pixel is in the source, but at least one source
 * pixel (linear interpolation where a picture grows, averaging where it shrinks), as Pillow's
 * {@code BILINEAR}. Output pixels whose centre lies outside the picture or the view's window are
 * black. For one thread: it keeps its scratch memory from picture to picture.
 */
final class Resampler {

  private float[] rows = new float[0];

  /** For each output pixel along one axis: the source pixels that it takes and how much of each. */
  private static final class Taps {

    final int[] first;
    final int[] count;
    final float[] weights;
    final int stride;
    final double reach;

    /** Whether each output pixel is a copy of one source pixel. */
    boolean copies = true;

    Taps(double start, double step, int outputs, int begin, int end) {
      reach = Math.max(1, Math.abs(step));
      stride = 2 * (int) Math.ceil(reach) + 1;
      first = new int[outputs];
      count = new int[outputs];
      weights = new float[outputs * stride];
      for (int i = 0; i < outputs; i++) {
        double centre = start + (i + 0.5) * step;
        if (centre > begin && centre < end) {
          fill(i, centre, begin, end);
        }
        copies &= count[i] == 1;
      }
    }

    private void fill(int i, double centre, int begin, int end) {
      int from = Math.max(begin, (int) Math.floor(centre - reach));
      int to = Math.min(end, (int) Math.ceil(centre + reach));
      double sum = 0;
      int n = 0;
      for (int source = from; source < to; source++) {
        double weight = 1 - Math.abs(source + 0.5 - centre) / reach;
        if (weight > 1e-9) {
          if (n == 0) {
            first[i] = source;
          }
          weights[i * stride + n++] = (float) weight;
          sum += weight;
        }
      }
      count[i] = n;
      for (int k = 0; k < n; k++) {
        weights[i * stride + k] /= (float) sum;
      }
    }
  }

  /**
   * Draws.
   *
   * @param source the picture
   * @param view what is seen of it
   * @param planes filled plane by plane with values in 0 to 1, source channels × height × width
   */
  void draw(Pixels source, ImageView view, float[] planes) {
    int width = view.outputWidth();
    int height = view.outputHeight();
    Taps across = new Taps(view.left(), view.stepX(), width, view.firstColumn(), view.endColumn());
    Taps down = new Taps(view.top(), view.stepY(), height, view.firstRow(), view.endRow());
    int top = source.height();
    int bottom = 0;
    for (int y = 0; y < height; y++) {
      if (down.count[y] > 0) {
        top = Math.min(top, down.first[y]);
        bottom = Math.max(bottom, down.first[y] + down.count[y]);
      }
    }
    int needed = Math.max(0, bottom - top) * source.channels() * width;
    if (rows.length < needed) {
      rows = new float[needed];
    }
    for (int y = top; y < bottom; y++) {
      drawRow(source, y, across, width, (y - top) * source.channels() * width);
    }
    for (int c = 0; c < source.channels(); c++) {
      for (int y = 0; y < height; y++) {
        blendRows(down, y, top, c, source.channels(), width, planes, (c * height + y) * width);
      }
    }
  }

  /** One source row, resized across, its channels one after another. */
  private void drawRow(Pixels source, int y, Taps across, int width, int to) {
    int row = source.offset() + y * source.width() * source.channels();
    if (source.channels() == 3 && !across.copies) {
      drawColours(source, row, across, width, to);
      return;
    }
    for (int c = 0; c < source.channels(); c++) {
      drawChannel(source, row + source.channelOffset(c), across, width, to + c * width);
    }
  }

  private void drawChannel(Pixels source, int channel, Taps across, int width, int at) {
    byte[] bytes = source.bytes();
    int channels = source.channels();
    for (int x = 0; x < width; x++) {
      int from = channel + across.first[x] * channels;
      if (across.copies) {
        rows[at + x] = (bytes[from] & 0xff) * (1 / 255f);
        continue;
      }
      float sum = 0;
      int weight = x * across.stride;
      for (int k = 0; k < across.count[x]; k++) {
        sum += across.weights[weight + k] * (bytes[from + k * channels] & 0xff);
      }
      rows[at + x] = sum * (1 / 255f);
    }
  }

  /** The three channels at once, which reads each weight once: half the time of one by one. */
  private void drawColours(Pixels source, int row, Taps across, int width, int to) {
    byte[] bytes = source.bytes();
    float[] weights = across.weights;
    float[] out = rows;
    int first = to + source.channelOffset(0) * width; // where the values of each byte go
    int second = to + width;
    int third = to + source.channelOffset(2) * width;
    for (int x = 0; x < width; x++) {
      int at = row + 3 * across.first[x];
      int weight = x * across.stride;
      int end = weight + across.count[x];
      float one = 0;
      float two = 0;
      float three = 0;
      for (; weight < end; weight++, at += 3) {
        float w = weights[weight];
        one += w * (bytes[at] & 0xff);
        two += w * (bytes[at + 1] & 0xff);
        three += w * (bytes[at + 2] & 0xff);
      }
      out[first + x] = one * (1 / 255f);
      out[second + x] = two * (1 / 255f);
      out[third + x] = three * (1 / 255f);
    }
  }

  /** One output row of a channel from the resized source rows. */
  private void blendRows(
      Taps down, int y, int top, int c, int channels, int width, float[] planes, int to) {
    int count = down.count[y];
    if (count == 0) {
      Arrays.fill(planes, to, to + width, 0f);
      return;
    }
    for (int k = 0; k < count; k++) {
      float weight = down.weights[y * down.stride + k];
      int from = ((down.first[y] + k - top) * channels + c) * width;
      if (k == 0) {
        for (int x = 0; x < width; x++) {
          planes[to + x] = weight * rows[from + x];
        }
      } else {
        for (int x = 0; x < width; x++) {
          planes[to + x] += weight * rows[from + x];
        }
      }
    }
  }
}
