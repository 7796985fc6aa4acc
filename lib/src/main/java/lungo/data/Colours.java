package lungo.data;

/**
 * Changes of colour on planes of values in 0 to 1, with the formulas of torchvision's {@code
 * adjust_brightness}, {@code adjust_contrast} and {@code adjust_saturation}.
 */
final class Colours {

  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Colours() {}

  /** {@code factor * value + (1 - factor) * other}, cut to 0 to 1. */
  static void blend(float[] planes, float other, float factor) {
    float constant = (1 - factor) * other;
    for (int i = 0; i < planes.length; i++) {
      planes[i] = clamp(planes[i] * factor + constant);
    }
  }

  static void contrast(float[] planes, int channels, float factor) {
    int size = planes.length / channels;
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += grey(planes, channels, size, i);
    }
    blend(planes, (float) (sum / size), factor);
  }

  static void saturation(float[] planes, int channels, float factor) {
    if (channels == 1) {
      return;
    }
    int size = planes.length / channels;
    for (int i = 0; i < size; i++) {
      float other = (1 - factor) * grey(planes, channels, size, i);
      for (int c = 0; c < channels; c++) {
        planes[c * size + i] = clamp(planes[c * size + i] * factor + other);
      }
    }
  }

  /** ITU-R BT.601 luma of a pixel. */
  static float grey(float[] planes, int channels, int size, int pixel) {
    return channels == 1
        ? planes[pixel]
        : RED * planes[pixel] + GREEN * planes[size + pixel] + BLUE * planes[2 * size + pixel];
  }

  private static float clamp(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
