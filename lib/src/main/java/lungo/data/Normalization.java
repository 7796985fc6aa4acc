package lungo.data;

import java.util.Collections;
import java.util.List;

/**
 * What is subtracted from pixels in 0 to 1 and what they are then divided by, a channel: {@code
 * (pixel - mean) / std}.
 *
 * <pre>{@code
 * var data = images.channels(3).normalize(Normalization.imagenet()).batch(64);
 * var grey = Normalization.of(0.5, 0.5, 1);       // to -1 to 1
 * }</pre>
 *
 * @param mean a value a channel
 * @param std a value a channel, above 0
 */
public record Normalization(List<Double> mean, List<Double> std) {

  private static final Normalization IMAGENET =
      new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /**
   * Copies the lists.
   *
   * @param mean a value a channel
   * @param std a value a channel, above 0
   * @throws IllegalArgumentException unless there are 1 or 3 values of each, each std above 0
   */
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != std.size() || (mean.size() != 1 && mean.size() != 3)) {
      throw new IllegalArgumentException(
          "mean and std need 1 or 3 values each, got " + mean + " and " + std);
    }
    if (!std.stream().allMatch(s -> s > 0) || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "mean must be finite and std above 0, got " + mean + " and " + std);
    }
  }

  /**
   * Pixels stay in 0 to 1.
   *
   * @param channels 1 or 3
   * @return mean 0 and std 1
   */
  public static Normalization none(int channels) {
    return of(0, 1, channels);
  }

  /**
   * The same for each channel.
   *
   * @param mean subtracted
   * @param std divided by, above 0
   * @param channels 1 or 3
   * @return the normalisation
   */
  public static Normalization of(double mean, double std, int channels) {
    return new Normalization(
        Collections.nCopies(channels, mean), Collections.nCopies(channels, std));
  }

  /**
   * ImageNet's mean and deviation, which models that were trained on it expect.
   *
   * @return the constants of torchvision
   */
  public static Normalization imagenet() {
    return IMAGENET;
  }

  /**
   * For how many channels.
   *
   * @return 1 or 3
   */
  public int channels() {
    return mean.size();
  }
}
