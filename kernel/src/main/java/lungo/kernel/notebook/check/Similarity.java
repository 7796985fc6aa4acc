package lungo.kernel.notebook.check;

import java.awt.image.BufferedImage;

/**
 * The structural similarity of two pictures of one size: 1 for equal ones, about 0 for unrelated
 * ones. The mean over red, green and blue and over all windows in which either picture shows
 * something; empty paper, which all charts share, does not count. As the authors recommend, large
 * pictures are made smaller first.
 *
 * <p>Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error visibility to
 * structural similarity", <a href="https://doi.org/10.1109/TIP.2003.819861">doi</a>
 */
final class Similarity {

  private static final int WINDOW = 8;
  private static final int STRIDE = 4;
  private static final double C1 = 0.01 * 255 * 0.01 * 255;
  private static final double C2 = 0.03 * 255 * 0.03 * 255;

  /** The variance, of values up to 255, from which a window shows something. */
  private static final double SOMETHING = 1;

  private double sum;
  private long windows;

  private Similarity() {}

  static double between(BufferedImage first, BufferedImage second) {
    if (first.getWidth() != second.getWidth() || first.getHeight() != second.getHeight()) {
      throw new IllegalArgumentException(
          "pictures must have one size, got " + size(first) + " and " + size(second));
    }
    int factor = Math.max(1, Math.round(Math.min(first.getWidth(), first.getHeight()) / 256f));
    var similarity = new Similarity();
    for (int shift = 0; shift <= 16; shift += 8) {
      similarity.add(channel(first, shift, factor), channel(second, shift, factor));
    }
    return similarity.windows == 0 ? 1 : similarity.sum / similarity.windows;
  }

  static String size(BufferedImage image) {
    return image.getWidth() + " × " + image.getHeight();
  }

  /** One colour as rows of values from 0 to 255 on white paper, means of factor × factor pixels. */
  private static double[][] channel(BufferedImage image, int shift, int factor) {
    int height = Math.max(1, image.getHeight() / factor);
    int width = Math.max(1, image.getWidth() / factor);
    var means = new double[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int i = 0; i < factor * factor; i++) {
          int pixel = image.getRGB(x * factor + i % factor, y * factor + i / factor);
          double opacity = (pixel >>> 24) / 255.0;
          means[y][x] += (pixel >> shift & 255) * opacity + 255 * (1 - opacity);
        }
        means[y][x] /= factor * factor;
      }
    }
    return means;
  }

  private void add(double[][] first, double[][] second) {
    int height = Math.min(WINDOW, first.length);
    int width = Math.min(WINDOW, first[0].length);
    for (int y = 0; y + height <= first.length; y += STRIDE) {
      for (int x = 0; x + width <= first[0].length; x += STRIDE) {
        add(first, second, y, x, height, width);
      }
    }
  }

  private void add(double[][] first, double[][] second, int top, int left, int height, int width) {
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        double p = first[y][x];
        double q = second[y][x];
        a += p;
        b += q;
        aa += p * p;
        bb += q * q;
        ab += p * q;
      }
    }
    int n = height * width;
    double meanA = a / n;
    double meanB = b / n;
    double varA = Math.max(0, aa / n - meanA * meanA);
    double varB = Math.max(0, bb / n - meanB * meanB);
    if (varA < SOMETHING && varB < SOMETHING && Math.abs(meanA - meanB) < SOMETHING) {
      return;
    }
    double covariance = ab / n - meanA * meanB;
    sum +=
        (2 * meanA * meanB + C1)
            * (2 * covariance + C2)
            / ((meanA * meanA + meanB * meanB + C1) * (varA + varB + C2));
    windows++;
  }
}
