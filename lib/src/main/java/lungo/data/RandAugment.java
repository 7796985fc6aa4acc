package lungo.data;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Changes that are drawn for each picture, all of one strength: {@link Augmentations#randAugment}.
 *
 * @param operations how many a picture gets
 * @param magnitude their strength, 0 to 30
 * @param interpolation between pixels, where a picture is moved
 * @param grey of what comes in, in 0 to 1
 */
record RandAugment(int operations, int magnitude, Interpolation interpolation, double grey)
    implements Augmentation {

  private static final int STRONGEST = 30;

  /** The widest move, as a share of the side: 150 of the 331 pixels of the search's pictures. */
  private static final double WIDEST = 150.0 / 331;

  RandAugment {
    if (operations < 1) {
      throw new IllegalArgumentException("operations must be 1 or more, got " + operations);
    }
    if (magnitude < 0 || magnitude > STRONGEST) {
      throw new IllegalArgumentException(
          "magnitude must be in 0 to " + STRONGEST + ", got " + magnitude);
    }
    ImageView.checkGrey(grey);
  }

  /** What can be drawn; {@code signed} is in either direction. */
  enum Operation {
    IDENTITY(false),
    SHEAR_X(true),
    SHEAR_Y(true),
    TRANSLATE_X(true),
    TRANSLATE_Y(true),
    ROTATE(true),
    BRIGHTNESS(true),
    COLOR(true),
    CONTRAST(true),
    SHARPNESS(true),
    POSTERIZE(false),
    SOLARIZE(false),
    AUTO_CONTRAST(false),
    EQUALIZE(false);

    private static final List<Operation> ALL = List.of(values());

    private final boolean signed;

    Operation(boolean signed) {
      this.signed = signed;
    }
  }

  @Override
  public void apply(ImageView view, RandomGenerator random) {
    for (int i = 0; i < operations; i++) {
      var operation = Operation.ALL.get(random.nextInt(Operation.ALL.size()));
      boolean negative = operation.signed && random.nextBoolean();
      apply(view, operation, negative);
    }
  }

  /** Adds one operation to a view's changes. */
  void apply(ImageView view, Operation operation, boolean negative) {
    int width = view.outputWidth();
    int height = view.outputHeight();
    int sign = negative ? -1 : 1;
    switch (operation) {
      case IDENTITY -> {}
      case SHEAR_X -> warp(view, Warp.shearX(sign * upTo(0.3), height));
      case SHEAR_Y -> warp(view, Warp.shearY(sign * upTo(0.3), width));
      case TRANSLATE_X -> warp(view, Warp.translation(sign * (int) upTo(WIDEST * width), 0));
      case TRANSLATE_Y -> warp(view, Warp.translation(0, sign * (int) upTo(WIDEST * height)));
      case ROTATE -> warp(view, Warp.rotation(sign * upTo(30)));
      case BRIGHTNESS -> levels(view, levels -> levels.brightness(1 + sign * upTo(0.9)));
      case COLOR -> levels(view, levels -> levels.saturation(1 + sign * upTo(0.9)));
      case CONTRAST -> levels(view, levels -> levels.contrast(1 + sign * upTo(0.9)));
      case SHARPNESS -> levels(view, levels -> levels.sharpness(1 + sign * upTo(0.9)));
      case POSTERIZE -> levels(view, levels -> levels.posterize(8 - (int) Math.rint(upTo(4))));
      case SOLARIZE -> levels(view, levels -> levels.solarize(255 - upTo(255)));
      case AUTO_CONTRAST -> levels(view, Levels::autoContrast);
      case EQUALIZE -> levels(view, Levels::equalize);
    }
  }

  /** The part of a greatest value that the strength takes, as float32 has it in torchvision. */
  private double upTo(double most) {
    float step = (float) most / STRONGEST;
    return magnitude <= STRONGEST / 2
        ? magnitude * step
        : (float) most - (STRONGEST - magnitude) * step;
  }

  private void warp(ImageView view, Warp warp) {
    levels(view, levels -> levels.warp(warp, interpolation, (float) (255 * grey)));
  }

  private static void levels(ImageView view, Consumer<Levels> operation) {
    view.change(
        (planes, channels) -> {
          var levels = new Levels(planes, channels, view.outputWidth(), view.outputHeight());
          operation.accept(levels);
          levels.writeTo(planes);
        });
  }
}
