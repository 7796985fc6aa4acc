package lungo.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;
import lungo.torch.OwnedMemory;

/**
 * How a picture becomes a model's input: resized so that the shorter side fits, its centre cut out,
 * to grey or colour, normalised. The part of a model that its weights do not hold, to be kept with
 * them.
 *
 * <pre>{@code
 * var preparation = learner.preparation().orElseThrow();
 * NDArray input = preparation.apply(manager, picture);   // (C, H, W)
 * }</pre>
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height rows
 * @param width pixels a row
 * @param normalization of the channels
 */
public record ImagePreparation(int channels, int height, int width, Normalization normalization) {

  /**
   * Checks the numbers.
   *
   * @param channels 1 (grey) or 3 (red, green, blue)
   * @param height rows
   * @param width pixels a row
   * @param normalization of the channels
   * @throws IllegalArgumentException if the size is below 1 or the normalisation is for another
   *     number of channels
   */
  public ImagePreparation {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("size must be 1 or more, got " + height + "×" + width);
    }
    if (channels != normalization.channels()) {
      throw new IllegalArgumentException(
          "images have "
              + channels
              + " channels, the normalization has "
              + normalization.channels());
    }
  }

  /**
   * Prepares one picture as a batch of one.
   *
   * @param manager owns the array
   * @param image the picture, of any size
   * @return (1, C, H, W) float32
   */
  public NDArray apply(NDManager manager, BufferedImage image) {
    var pixels = ImageFile.pixels(image);
    var bytes = ByteBuffer.allocateDirect(4 * values()).order(ByteOrder.nativeOrder());
    var view = new ImageView(pixels.width(), pixels.height(), width, height);
    new Pass(this).run(pixels, view, bytes.asFloatBuffer());
    return OwnedMemory.copy(
        manager, bytes, new Shape(1, channels, height, width), DataType.FLOAT32);
  }

  /**
   * Turns a model's input back into a picture.
   *
   * @param values plane by plane, normalised, such as one example of a batch
   * @return the picture
   * @throws IllegalArgumentException unless there are C·H·W values
   */
  public BufferedImage picture(float[] values) {
    if (values.length != values()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d×%d×%d values, got %d",
              channels,
              height,
              width,
              values.length));
    }
    int size = height * width;
    byte[] bytes = new byte[values()];
    for (int c = 0; c < channels; c++) {
      double mean = normalization.mean().get(c);
      double std = normalization.std().get(c);
      for (int i = 0; i < size; i++) {
        long value = Math.round(255 * (values[c * size + i] * std + mean));
        bytes[i * channels + c] = (byte) Math.max(0, Math.min(255, value));
      }
    }
    return new Pixels(width, height, channels, bytes, 0, false).toImage();
  }

  /** A prepared picture's. */
  Shape shape() {
    return new Shape(channels, height, width);
  }

  /** How many values a prepared picture has. */
  int values() {
    return channels * height * width;
  }

  /** The one pass from pixels to normalised planes. Keeps scratch memory; for one thread. */
  static final class Pass {

    private final ImagePreparation to;
    private final Resampler resampler = new Resampler();
    private float[] grey = new float[0];
    private float[] colour = new float[0];

    Pass(ImagePreparation to) {
      this.to = to;
    }

    /** Writes C·H·W values from the buffer's position on. */
    void run(Pixels pixels, ImageView view, FloatBuffer out) {
      float[] planes = draw(pixels, view);
      for (int c = 0; c < to.channels; c++) {
        float std = to.normalization.std().get(c).floatValue();
        float mean = to.normalization.mean().get(c).floatValue();
        int size = to.height * to.width;
        for (int i = c * size; i < (c + 1) * size; i++) {
          planes[i] = (planes[i] - mean) / std;
        }
      }
      out.put(planes, 0, to.values());
    }

    /** The picture in 0 to 1, before normalisation. */
    float[] draw(Pixels pixels, ImageView view) {
      float[] planes = scratch(pixels.channels());
      resampler.draw(pixels, view, planes);
      float[] wanted = pixels.channels() == to.channels ? planes : converted(planes);
      for (ImageView.Change change : view.changes()) {
        change.apply(wanted, to.channels);
      }
      return wanted;
    }

    private float[] scratch(int channels) {
      int size = to.height * to.width;
      if (channels == 1) {
        grey = grey.length == size ? grey : new float[size];
        return grey;
      }
      colour = colour.length == 3 * size ? colour : new float[3 * size];
      return colour;
    }

    private float[] converted(float[] planes) {
      int size = to.height * to.width;
      float[] other = scratch(to.channels);
      if (to.channels == 1) {
        for (int i = 0; i < size; i++) {
          other[i] = Colours.grey(planes, 3, size, i);
        }
      } else {
        for (int c = 0; c < 3; c++) {
          System.arraycopy(planes, 0, other, c * size, size);
        }
      }
      return other;
    }
  }
}
