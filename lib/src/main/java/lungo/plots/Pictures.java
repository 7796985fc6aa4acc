package lungo.plots;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays seen as pictures, and pictures enlarged without blur.
 *
 * <pre>{@code
 * BufferedImage first = Pictures.ofBatch(inputs.head()).get(0);    // of (N, C, H, W)
 * ImageIO.write(Pictures.enlarge(first, 8), "png", new File("first.png"));
 * }</pre>
 */
public final class Pictures {

  /** A picture whose longer side has at most this many pixels is enlarged when it is shown. */
  static final int SMALL = 96;

  /** How light black is under a heat map, so that colours are seen on it. */
  private static final int LIGHTEST_BLACK = 150;

  private Pictures() {}

  /**
   * Enlarges a picture by a whole factor; each pixel becomes a square.
   *
   * @param picture any picture
   * @param factor at least 1
   * @return a new picture, or the same for factor 1
   */
  public static BufferedImage enlarge(BufferedImage picture, int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("factor must be 1 or more, got " + factor);
    }
    if (factor == 1) {
      return picture;
    }
    int width = factor * picture.getWidth();
    int height = factor * picture.getHeight();
    boolean opaque = picture.getTransparency() == BufferedImage.OPAQUE;
    var large =
        new BufferedImage(
            width, height, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
    var graphics = large.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      graphics.drawImage(picture, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return large;
  }

  /**
   * A picture in light grey with a heat map in colour over it: blue above 0, orange below, the
   * stronger the larger. The scale ends at the 99th percentile of the sizes, so that a few pixels
   * do not pale the others.
   *
   * @param picture any picture
   * @param heat (H · W), a number a pixel
   * @return a new picture of the same size
   * @throws IllegalArgumentException unless there is one number a pixel
   */
  public static BufferedImage overlay(BufferedImage picture, float[] heat) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    if (heat.length != width * height) {
      throw new IllegalArgumentException(
          String.format(
              "a heat map over %d×%d pixels needs %d numbers, got %d",
              width, height, width * height, heat.length));
    }
    double full = percentile99(heat);
    Color[] colours = Theme.LIGHT.series(); // over a light grey picture, whatever is around it
    var over = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < heat.length; i++) {
      int rgb = picture.getRGB(i % width, i / width);
      double grey = 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
      int light = (int) Math.round(LIGHTEST_BLACK + grey * (255 - LIGHTEST_BLACK) / 255);
      double strength = full == 0 ? 0 : Math.min(1, Math.abs(heat[i]) / full);
      Color colour = colours[heat[i] < 0 ? 1 : 0];
      over.setRGB(
          i % width,
          i / width,
          mix(light, colour.getRed(), strength) << 16
              | mix(light, colour.getGreen(), strength) << 8
              | mix(light, colour.getBlue(), strength));
    }
    return over;
  }

  private static double percentile99(float[] heat) {
    double[] sizes = new double[heat.length];
    for (int i = 0; i < heat.length; i++) {
      sizes[i] = Math.abs(heat[i]);
    }
    Arrays.sort(sizes);
    double found = sizes[(int) (0.99 * (sizes.length - 1))];
    return found > 0 ? found : sizes[sizes.length - 1];
  }

  private static int mix(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }

  /**
   * An array as a picture. Integers are taken as 0 to 255. Floating values are taken as 0 to 1 if
   * all of them lie there, and are stretched from the array's smallest to its largest otherwise, so
   * that normalised batches can be looked at.
   *
   * @param array (H, W), (1, H, W) or (3, H, W), of any numeric type
   * @return an RGB picture
   * @throws IllegalArgumentException if the shape is another
   */
  public static BufferedImage of(NDArray array) {
    Shape shape = array.getShape();
    int dimensions = shape.dimension();
    long channels = dimensions == 3 ? shape.get(0) : 1;
    if (dimensions < 2 || dimensions > 3 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "a picture is (H, W), (1, H, W) or (3, H, W), got " + shape);
    }
    int height = Math.toIntExact(shape.get(dimensions - 2));
    int width = Math.toIntExact(shape.get(dimensions - 1));
    float[] values;
    try (var floats = array.toType(DataType.FLOAT32, true)) {
      values = floats.toFloatArray();
    }
    return picture(values, (int) channels, height, width, array.getDataType().isFloating());
  }

  /**
   * A batch as pictures, each stretched on its own.
   *
   * @param batch (N, C, H, W) with C 1 or 3
   * @return N pictures
   * @throws IllegalArgumentException if the shape is another
   */
  public static List<BufferedImage> ofBatch(NDArray batch) {
    if (batch.getShape().dimension() != 4) {
      throw new IllegalArgumentException(
          "a batch of pictures is (N, C, H, W), got " + batch.getShape());
    }
    var pictures = new ArrayList<BufferedImage>();
    for (long i = 0; i < batch.getShape().get(0); i++) {
      try (var one = batch.get(i)) {
        pictures.add(of(one));
      }
    }
    return pictures;
  }

  private static BufferedImage picture(
      float[] values, int channels, int height, int width, boolean stretch) {
    float low = stretch ? Float.POSITIVE_INFINITY : 0;
    float high = stretch ? Float.NEGATIVE_INFINITY : 255;
    for (int i = 0; stretch && i < values.length; i++) {
      if (Float.isFinite(values[i])) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
    }
    if (stretch && low >= 0 && high <= 1) {
      low = 0;
      high = 1;
    }
    float factor = high > low ? 255 / (high - low) : 0;
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        float value = (values[Math.min(c, channels - 1) * plane + i] - low) * factor;
        rgb = rgb << 8 | Math.max(0, Math.min(255, Math.round(value)));
      }
      picture.setRGB(i % width, i / width, rgb);
    }
    return picture;
  }
}
