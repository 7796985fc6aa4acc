package lungo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which part of a picture a model will see and how it is coloured: what an {@link Augmentation}
 * changes. Nothing is computed while it is changed; the loader then makes crop, resize, mirror,
 * colour and normalisation in one pass over the pixels.
 *
 * <p>It begins as the largest window in the picture's centre that has the output's proportions.
 *
 * <pre>{@code
 * Augmentation nudge = (view, random) -> view.shift(random.nextDouble(-2, 2), 0);
 * Augmentation patch = (view, random) -> view.erase(0, 0, 8, 8, 0.5);
 * var data = images.augment(nudge, patch).batch(64);
 * }</pre>
 */
public final class ImageView {

  /** A change of the pixels, which lie plane by plane in 0 to 1. */
  interface Change {
    void apply(float[] planes, int channels);
  }

  private final int sourceWidth;
  private final int sourceHeight;
  private final int outputWidth;
  private final int outputHeight;
  private final List<Change> changes = new ArrayList<>(0);
  private double left;
  private double top;
  private double stepX;
  private double stepY;
  private int firstColumn;
  private int endColumn;
  private int firstRow;
  private int endRow;

  ImageView(int sourceWidth, int sourceHeight, int outputWidth, int outputHeight) {
    this.sourceWidth = sourceWidth;
    this.sourceHeight = sourceHeight;
    this.outputWidth = outputWidth;
    this.outputHeight = outputHeight;
    this.endColumn = sourceWidth;
    this.endRow = sourceHeight;
    double step =
        Math.min((double) sourceWidth / outputWidth, (double) sourceHeight / outputHeight);
    stepX = step;
    stepY = step;
    // Whole pixels, as torchvision's CenterCrop, where the picture is not resized.
    double marginX = (sourceWidth - step * outputWidth) / 2;
    double marginY = (sourceHeight - step * outputHeight) / 2;
    left = step == 1 ? Math.rint(marginX) : marginX;
    top = step == 1 ? Math.rint(marginY) : marginY;
  }

  /**
   * The picture's width.
   *
   * @return pixels
   */
  public int sourceWidth() {
    return sourceWidth;
  }

  /**
   * The picture's height.
   *
   * @return pixels
   */
  public int sourceHeight() {
    return sourceHeight;
  }

  /**
   * The width of what the model sees.
   *
   * @return pixels
   */
  public int outputWidth() {
    return outputWidth;
  }

  /**
   * The height of what the model sees.
   *
   * @return pixels
   */
  public int outputHeight() {
    return outputHeight;
  }

  /** Swaps left and right. */
  public void mirror() {
    left += stepX * outputWidth;
    stepX = -stepX;
  }

  /** Swaps top and bottom. */
  public void turnOver() {
    top += stepY * outputHeight;
    stepY = -stepY;
  }

  /**
   * Moves the window; what lies outside the picture is black.
   *
   * @param right output pixels to the right, negative to the left
   * @param down output pixels down, negative up
   */
  public void shift(double right, double down) {
    left += right * Math.abs(stepX);
    top += down * Math.abs(stepY);
  }

  /**
   * Chooses the window by its place in the picture; it is stretched to the output's size, and what
   * lies beside it does not shine in.
   *
   * @param x its left edge in source pixels
   * @param y its top edge
   * @param width its width, above 0
   * @param height its height, above 0
   * @throws IllegalArgumentException if the window is empty
   */
  public void window(double x, double y, double width, double height) {
    if (!(width > 0 && height > 0)) {
      throw new IllegalArgumentException(
          "a window's width and height must be above 0, got " + width + " and " + height);
    }
    firstColumn = Math.max(0, (int) Math.floor(x));
    endColumn = Math.min(sourceWidth, (int) Math.ceil(x + width));
    firstRow = Math.max(0, (int) Math.floor(y));
    endRow = Math.min(sourceHeight, (int) Math.ceil(y + height));
    boolean mirrored = stepX < 0;
    boolean turned = stepY < 0;
    left = x;
    top = y;
    stepX = width / outputWidth;
    stepY = height / outputHeight;
    if (mirrored) {
      mirror();
    }
    if (turned) {
      turnOver();
    }
  }

  /**
   * Multiplies each pixel.
   *
   * @param factor 1 changes nothing, 0 gives black
   */
  public void brightness(double factor) {
    change((planes, channels) -> Colours.blend(planes, 0, (float) factor));
  }

  /**
   * Moves each pixel away from the picture's mean grey, or towards it.
   *
   * @param factor 1 changes nothing, 0 gives plain grey
   */
  public void contrast(double factor) {
    change((planes, channels) -> Colours.contrast(planes, channels, (float) factor));
  }

  /**
   * Moves each pixel away from its own grey, or towards it. Grey pictures stay as they are.
   *
   * @param factor 1 changes nothing, 0 gives a grey picture
   */
  public void saturation(double factor) {
    change((planes, channels) -> Colours.saturation(planes, channels, (float) factor));
  }

  /**
   * Covers a rectangle of what the model sees with one grey, in the order of the other changes of
   * colour.
   *
   * @param x its left edge in output pixels
   * @param y its top edge
   * @param width its width, above 0
   * @param height its height, above 0
   * @param grey in 0 (black) to 1 (white)
   * @throws IllegalArgumentException if it does not lie in the output, or the grey not in 0 to 1
   */
  public void erase(int x, int y, int width, int height, double grey) {
    boolean inside = x >= 0 && y >= 0 && x + width <= outputWidth && y + height <= outputHeight;
    if (width < 1 || height < 1 || !inside) {
      throw new IllegalArgumentException(
          String.format(
              "a rectangle must lie in %d×%d pixels, got %d×%d at (%d, %d)",
              outputWidth, outputHeight, width, height, x, y));
    }
    checkGrey(grey);
    change(
        (planes, channels) -> {
          for (int row = 0; row < channels * outputHeight; row++) {
            int inPlane = row % outputHeight;
            if (inPlane >= y && inPlane < y + height) {
              int from = row * outputWidth + x;
              Arrays.fill(planes, from, from + width, (float) grey);
            }
          }
        });
  }

  /**
   * Turns what the model sees about its centre, after crop and mirror, in the order of the changes
   * of colour.
   *
   * @param degrees against the clock
   * @param interpolation between pixels
   * @param grey of the corners that come in, in 0 (black) to 1 (white)
   * @throws IllegalArgumentException if the angle is not finite, or the grey not in 0 to 1
   */
  public void rotate(double degrees, Interpolation interpolation, double grey) {
    if (!Double.isFinite(degrees)) {
      throw new IllegalArgumentException("an angle must be finite, got " + degrees);
    }
    checkGrey(grey);
    var warp = Warp.rotation(degrees);
    change(
        (planes, channels) ->
            warp.apply(planes, outputWidth, outputHeight, interpolation, (float) grey));
  }

  /** Adds a change of the pixels, to follow those that are there. */
  void change(Change change) {
    changes.add(change);
  }

  static void checkGrey(double grey) {
    if (!(grey >= 0 && grey <= 1)) {
      throw new IllegalArgumentException("grey must be in [0, 1], got " + grey);
    }
  }

  double left() {
    return left;
  }

  double top() {
    return top;
  }

  double stepX() {
    return stepX;
  }

  double stepY() {
    return stepY;
  }

  /** The source columns that may be used, from here … */
  int firstColumn() {
    return firstColumn;
  }

  /** … to before here. */
  int endColumn() {
    return endColumn;
  }

  int firstRow() {
    return firstRow;
  }

  int endRow() {
    return endRow;
  }

  /** What is done to the pixels once they are drawn. */
  List<Change> changes() {
    return changes;
  }
}
