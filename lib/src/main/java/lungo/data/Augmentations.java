package lungo.data;

import java.util.random.RandomGenerator;

/**
 * The usual augmentations, to be imported statically: {@code augment(flip(), randomCrop(4))}.
 *
 * <pre>{@code
 * var data = images.augment(flip(), randomCrop(4), colorJitter(0.2)).normalize().batch(64);
 * }</pre>
 */
public final class Augmentations {

  private static final double MIDDLE_GREY = 0.5;
  private static final int ATTEMPTS = 10;

  private Augmentations() {}

  /**
   * Swaps left and right of every other picture.
   *
   * @return the augmentation
   */
  public static Augmentation flip() {
    return flip(0.5);
  }

  /**
   * Swaps left and right with a probability.
   *
   * @param probability 0 to 1
   * @return the augmentation
   * @throws IllegalArgumentException if the probability is outside 0 to 1
   */
  public static Augmentation flip(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be in [0, 1], got " + probability);
    }
    return (view, random) -> {
      if (random.nextDouble() < probability) {
        view.mirror();
      }
    };
  }

  /**
   * Moves pictures by up to a number of pixels in both directions, black coming in at the edges:
   * the same as padding and cropping at random.
   *
   * @param padding pixels of the output, 0 or more
   * @return the augmentation
   * @throws IllegalArgumentException if the padding is negative
   */
  public static Augmentation randomCrop(int padding) {
    if (padding < 0) {
      throw new IllegalArgumentException("padding must be 0 or more pixels, got " + padding);
    }
    return (view, random) ->
        view.shift(random.nextInt(-padding, padding + 1), random.nextInt(-padding, padding + 1));
  }

  /**
   * Cuts out a window of 8 to 100 % of the area with proportions of 3:4 to 4:3: the usual way to
   * train on ImageNet.
   *
   * @return the augmentation
   */
  public static Augmentation randomResizedCrop() {
    return randomResizedCrop(0.08, 1);
  }

  /**
   * Cuts out a window of a random size, place and proportions (3:4 to 4:3) and stretches it to the
   * output. Szegedy et al. 2015, https://arxiv.org/abs/1409.4842
   *
   * @param smallest least share of the picture's area, above 0
   * @param largest greatest share, at most 1
   * @return the augmentation
   * @throws IllegalArgumentException unless 0 &lt; smallest ≤ largest ≤ 1
   */
  public static Augmentation randomResizedCrop(double smallest, double largest) {
    if (!(smallest > 0 && smallest <= largest && largest <= 1)) {
      throw new IllegalArgumentException(
          "shares of the area must be 0 < smallest <= largest <= 1, got "
              + smallest
              + " and "
              + largest);
    }
    return (view, random) -> cutOut(view, random, smallest, largest);
  }

  private static void cutOut(
      ImageView view, RandomGenerator random, double smallest, double largest) {
    double area = (double) view.sourceWidth() * view.sourceHeight();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double share = smallest + (largest - smallest) * random.nextDouble();
      double ratio = Math.exp(Math.log(4.0 / 3) * (2 * random.nextDouble() - 1));
      double width = Math.rint(Math.sqrt(share * area * ratio));
      double height = Math.rint(Math.sqrt(share * area / ratio));
      if (width >= 1
          && height >= 1
          && width <= view.sourceWidth()
          && height <= view.sourceHeight()) {
        double x = Math.floor(random.nextDouble() * (view.sourceWidth() - width + 1));
        double y = Math.floor(random.nextDouble() * (view.sourceHeight() - height + 1));
        view.window(x, y, width, height);
        return;
      }
    }
    // The window stays as it is: the centre.
  }

  /**
   * Turns pictures about their centre by up to a number of degrees in both directions, black coming
   * in at the corners: {@link #rotation(double, double, Interpolation, double)} with the nearest
   * pixels.
   *
   * @param degrees 0 to 180
   * @return the augmentation
   * @throws IllegalArgumentException if the angle is outside 0 to 180
   */
  public static Augmentation rotation(double degrees) {
    if (!(degrees >= 0 && degrees <= 180)) {
      throw new IllegalArgumentException("degrees must be in [0, 180], got " + degrees);
    }
    return rotation(-degrees, degrees, Interpolation.NEAREST, 0);
  }

  /**
   * Turns what the model sees, after crop and mirror, about its centre by a random angle. The size
   * stays; torchvision's {@code RandomRotation} without {@code expand}.
   *
   * @param least degrees against the clock
   * @param most degrees, at least as many
   * @param interpolation between pixels
   * @param grey of the corners that come in, in 0 (black) to 1 (white)
   * @return the augmentation
   * @throws IllegalArgumentException unless least ≤ most, both are finite, and the grey is in 0 to
   *     1
   */
  public static Augmentation rotation(
      double least, double most, Interpolation interpolation, double grey) {
    if (!(least <= most && Double.isFinite(most - least))) {
      throw new IllegalArgumentException(
          "degrees must be finite, and the least at most the most, got " + least + " to " + most);
    }
    ImageView.checkGrey(grey);
    return (view, random) ->
        view.rotate(least + (most - least) * random.nextDouble(), interpolation, grey);
  }

  /**
   * Two random changes at strength 9 of 30: {@link #randAugment(int, int, Interpolation, double)}
   * with the nearest pixels and black.
   *
   * @return the augmentation
   */
  public static Augmentation randAugment() {
    return randAugment(2, 9);
  }

  /**
   * Random changes of one strength: {@link #randAugment(int, int, Interpolation, double)} with the
   * nearest pixels and black.
   *
   * @param operations how many changes a picture gets, 1 or more
   * @param magnitude their strength, 0 to 30
   * @return the augmentation
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static Augmentation randAugment(int operations, int magnitude) {
    return randAugment(operations, magnitude, Interpolation.NEAREST, 0);
  }

  /**
   * Changes what the model sees, after crop and mirror, by operations that are drawn from fourteen:
   * none, shear, move and turn; brightness, saturation, contrast, sharpness; fewer levels, inverted
   * light parts, full contrast, equal counts of levels. Two numbers in place of a search for a
   * policy. Cubuk et al. 2019, https://arxiv.org/abs/1909.13719; the operations and strengths are
   * those of torchvision's {@code RandAugment} with 31 bins, on whole levels of 0 to 255.
   *
   * @param operations how many changes a picture gets, 1 or more
   * @param magnitude their strength, 0 to 30
   * @param interpolation between pixels, where a picture is moved
   * @param grey of what comes in at the edges, in 0 (black) to 1 (white)
   * @return the augmentation
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static Augmentation randAugment(
      int operations, int magnitude, Interpolation interpolation, double grey) {
    return new RandAugment(operations, magnitude, interpolation, grey);
  }

  /**
   * Covers a rectangle of 2 to 33 % of half of the pictures: {@link #randomErasing(double, double,
   * double)}.
   *
   * @return the augmentation
   */
  public static Augmentation randomErasing() {
    return randomErasing(0.5, 0.02, 0.33);
  }

  /**
   * Covers a rectangle of random size, place and proportions (3:10 to 10:3) with middle grey, so
   * that a model cannot rely on one part of what it knows. Zhong et al. 2017,
   * https://arxiv.org/abs/1708.04896
   *
   * @param probability of a picture to be changed, in [0, 1]
   * @param smallest least share of the area, above 0
   * @param largest greatest share, below 1
   * @return the augmentation
   * @throws IllegalArgumentException unless 0 &lt; smallest ≤ largest &lt; 1, and the probability
   *     is in [0, 1]
   */
  public static Augmentation randomErasing(double probability, double smallest, double largest) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be in [0, 1], got " + probability);
    }
    if (!(smallest > 0 && smallest <= largest && largest < 1)) {
      throw new IllegalArgumentException(
          "shares of the area must be 0 < smallest <= largest < 1, got "
              + smallest
              + " and "
              + largest);
    }
    return (view, random) -> {
      if (random.nextDouble() < probability) {
        cover(view, random, smallest, largest);
      }
    };
  }

  private static void cover(
      ImageView view, RandomGenerator random, double smallest, double largest) {
    double area = (double) view.outputWidth() * view.outputHeight();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double share = smallest + (largest - smallest) * random.nextDouble();
      double ratio = Math.exp(Math.log(10.0 / 3) * (2 * random.nextDouble() - 1));
      int width = (int) Math.rint(Math.sqrt(share * area / ratio));
      int height = (int) Math.rint(Math.sqrt(share * area * ratio));
      if (width >= 1 && height >= 1 && width < view.outputWidth() && height < view.outputHeight()) {
        int x = random.nextInt(view.outputWidth() - width + 1);
        int y = random.nextInt(view.outputHeight() - height + 1);
        view.erase(x, y, width, height, MIDDLE_GREY);
        return;
      }
    }
    // The picture stays as it is.
  }

  /**
   * Brightens or darkens by a random factor.
   *
   * @param strength the factor lies in 1 - strength to 1 + strength; 0 or more
   * @return the augmentation
   */
  public static Augmentation brightness(double strength) {
    check("brightness", strength);
    return (view, random) -> view.brightness(factor(strength, random));
  }

  /**
   * Raises or lowers the contrast by a random factor.
   *
   * @param strength the factor lies in 1 - strength to 1 + strength; 0 or more
   * @return the augmentation
   */
  public static Augmentation contrast(double strength) {
    check("contrast", strength);
    return (view, random) -> view.contrast(factor(strength, random));
  }

  /**
   * Raises or lowers the saturation by a random factor.
   *
   * @param strength the factor lies in 1 - strength to 1 + strength; 0 or more
   * @return the augmentation
   */
  public static Augmentation saturation(double strength) {
    check("saturation", strength);
    return (view, random) -> view.saturation(factor(strength, random));
  }

  /**
   * Brightness, contrast and saturation at once.
   *
   * @param strength of each
   * @return the augmentation
   */
  public static Augmentation colorJitter(double strength) {
    Augmentation brightness = brightness(strength);
    Augmentation contrast = contrast(strength);
    Augmentation saturation = saturation(strength);
    return (view, random) -> {
      brightness.apply(view, random);
      contrast.apply(view, random);
      saturation.apply(view, random);
    };
  }

  private static void check(String what, double strength) {
    if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + "'s strength must be 0 or more, got " + strength);
    }
  }

  private static double factor(double strength, RandomGenerator random) {
    double least = Math.max(0, 1 - strength);
    return least + (1 + strength - least) * random.nextDouble();
  }
}
