package lungo.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How pictures are to become batches.
 *
 * @param height rows
 * @param width pixels a row
 * @param channels 1 or 3
 * @param augmentations of the training part, in order
 * @param scaling where the normalisation comes from
 * @param workers threads that prepare batches
 */
record ImageSettings(
    int height,
    int width,
    int channels,
    List<Augmentation> augmentations,
    Scaling scaling,
    int workers) {

  /** Where the normalisation comes from. */
  sealed interface Scaling {
    /** Pixels stay in 0 to 1. */
    record None() implements Scaling {}

    /** From the training part. */
    record Measured() implements Scaling {}

    /** From the user. */
    record Given(Normalization normalization) implements Scaling {}
  }

  private static final int MEASURED_FILES = 2_000;

  ImageSettings {
    augmentations = List.copyOf(augmentations);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("size must be 1 or more, got " + height + "×" + width);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, got " + channels);
    }
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be 1 or more, got " + workers);
    }
  }

  static ImageSettings of(ImageSet.Size size, int workers) {
    return new ImageSettings(
        size.height(), size.width(), size.channels(), List.of(), new Scaling.None(), workers);
  }

  ImageSettings withSize(int otherHeight, int otherWidth) {
    return new ImageSettings(otherHeight, otherWidth, channels, augmentations, scaling, workers);
  }

  ImageSettings withChannels(int other) {
    return new ImageSettings(height, width, other, augmentations, scaling, workers);
  }

  ImageSettings withMore(List<Augmentation> more) {
    var all = new ArrayList<>(augmentations);
    all.addAll(more);
    return new ImageSettings(height, width, channels, all, scaling, workers);
  }

  ImageSettings withScaling(Scaling other) {
    return new ImageSettings(height, width, channels, augmentations, other, workers);
  }

  ImageSettings withWorkers(int other) {
    return new ImageSettings(height, width, channels, augmentations, scaling, other);
  }

  /** The preparation, measured if need be. */
  ImagePreparation preparation(Subset train) {
    if (scaling instanceof Scaling.Given given) {
      return new ImagePreparation(channels, height, width, given.normalization());
    }
    var plain = new ImagePreparation(channels, height, width, Normalization.none(channels));
    return scaling instanceof Scaling.Measured
        ? PixelStatistics.normalized(plain, train, MEASURED_FILES)
        : plain;
  }
}
