package lungo.data;

/**
 * A picture in whole levels of 0 to 255, as eight bits have them, and the operations of
 * torchvision's {@code RandAugment} on it, which cut off or round to whole levels as those do.
 */
final class Levels {

  private static final float WHITE = 255;

  private final float[] planes;
  private final int channels;
  private final int width;
  private final int height;

  /** Of planes with values in 0 to 1, which stay as they are. */
  Levels(float[] values, int channels, int width, int height) {
    this.channels = channels;
    this.width = width;
    this.height = height;
    planes = new float[values.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = Math.round(WHITE * values[i]);
    }
  }

  /** Writes the values in 0 to 1. */
  void writeTo(float[] values) {
    for (int i = 0; i < planes.length; i++) {
      values[i] = planes[i] * (1 / WHITE);
    }
  }

  void warp(Warp warp, Interpolation interpolation, float fill) {
    warp.apply(planes, width, height, interpolation, fill);
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (float) Math.rint(planes[i]);
    }
  }

  void brightness(double factor) {
    for (int i = 0; i < planes.length; i++) {
      planes[i] = blend(planes[i], 0, factor);
    }
  }

  void contrast(double factor) {
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      sum += grey(i);
    }
    float mean = (float) (sum / size());
    for (int i = 0; i < planes.length; i++) {
      planes[i] = blend(planes[i], mean, factor);
    }
  }

  void saturation(double factor) {
    if (channels == 1) {
      return;
    }
    for (int i = 0; i < size(); i++) {
      float grey = grey(i);
      for (int at = i; at < planes.length; at += size()) {
        planes[at] = blend(planes[at], grey, factor);
      }
    }
  }

  /** Moves each pixel away from the mean of those around it, itself counted five times. */
  void sharpness(double factor) {
    if (width <= 2 || height <= 2) {
      return;
    }
    float[] source = planes.clone();
    for (int row = 0; row < channels * height; row++) {
      boolean edge = row % height == 0 || row % height == height - 1;
      for (int x = 0; x < width; x++) {
        int at = row * width + x;
        boolean inside = !edge && x > 0 && x < width - 1;
        planes[at] = blend(source[at], inside ? blurred(source, at) : source[at], factor);
      }
    }
  }

  private float blurred(float[] source, int at) {
    float sum = 4 * source[at];
    for (int row = at - width; row <= at + width; row += width) {
      sum += source[row - 1] + source[row] + source[row + 1];
    }
    return Math.round(sum / 13);
  }

  /** Keeps the first bits of each level. */
  void posterize(int bits) {
    int mask = 0xff & -(1 << (8 - bits));
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (int) planes[i] & mask;
    }
  }

  /** Inverts what is at least as light as a threshold. */
  void solarize(double threshold) {
    for (int i = 0; i < planes.length; i++) {
      planes[i] = planes[i] >= threshold ? WHITE - planes[i] : planes[i];
    }
  }

  /** Stretches each channel to 0 to 255. */
  void autoContrast() {
    for (int from = 0; from < planes.length; from += size()) {
      float least = WHITE;
      float most = 0;
      for (int i = from; i < from + size(); i++) {
        least = Math.min(least, planes[i]);
        most = Math.max(most, planes[i]);
      }
      float scale = WHITE * (1 / (most - least)); // as torch divides a number by an array
      for (int i = from; most > least && i < from + size(); i++) {
        planes[i] = whole((planes[i] - least) * scale);
      }
    }
  }

  /** Gives each level of a channel about as many pixels. */
  void equalize() {
    for (int from = 0; from < planes.length; from += size()) {
      int[] counts = new int[256];
      for (int i = from; i < from + size(); i++) {
        counts[(int) planes[i]]++;
      }
      int lightest = 255;
      while (counts[lightest] == 0) {
        lightest--;
      }
      int step = (size() - counts[lightest]) / 255;
      int before = step / 2;
      int[] to = new int[256];
      for (int level = 0; step > 0 && level < 256; level++) {
        to[level] = Math.min(255, before / step);
        before += counts[level];
      }
      for (int i = from; step > 0 && i < from + size(); i++) {
        planes[i] = to[(int) planes[i]];
      }
    }
  }

  private int size() {
    return width * height;
  }

  /** A pixel's luma, cut off to a whole level. */
  private float grey(int pixel) {
    return channels == 1
        ? planes[pixel]
        : whole(
            0.2989f * planes[pixel]
                + 0.587f * planes[size() + pixel]
                + 0.114f * planes[2 * size() + pixel]);
  }

  private static float blend(float value, float other, double factor) {
    return whole((float) factor * value + (float) (1 - factor) * other);
  }

  private static float whole(float value) {
    return (int) Math.max(0, Math.min(WHITE, value));
  }
}
