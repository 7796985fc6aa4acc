package lungo.audio;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Hides bands and times of a spectrogram, so that a network does not rely on any. Park et al. 2019,
 * https://arxiv.org/abs/1904.08779, without its time warping, which its authors found to matter
 * least.
 *
 * <pre>{@code
 * var sounds = SoundData.open("datasets/spoken-words");
 * var data = sounds.mask(SpecAugment.of(4, 10)).batch(AudioFeatures.logMel(8000, 40), 32);
 * }</pre>
 *
 * @param bandMasks how many runs of bands are hidden
 * @param bands each has 0 to this many
 * @param timeMasks how many runs of frames are hidden
 * @param frames each has 0 to this many
 * @param share of all frames that a run has at most, in [0, 1]
 */
public record SpecAugment(int bandMasks, int bands, int timeMasks, int frames, double share) {

  /** Hides nothing. */
  public static final SpecAugment NONE = new SpecAugment(0, 0, 0, 0, 1);

  /**
   * Checks the numbers.
   *
   * @param bandMasks how many runs of bands are hidden
   * @param bands each has 0 to this many
   * @param timeMasks how many runs of frames are hidden
   * @param frames each has 0 to this many
   * @param share of all frames that a run has at most, in [0, 1]
   * @throws IllegalArgumentException with the value that is wrong
   */
  public SpecAugment {
    if (bandMasks < 0 || bands < 0 || timeMasks < 0 || frames < 0) {
      throw new IllegalArgumentException(
          String.format(
              "masks and their sizes must be 0 or more, got %d of %d bands, %d of %d frames",
              bandMasks, bands, timeMasks, frames));
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1], got " + share);
    }
  }

  /**
   * Runs of bands and of frames.
   *
   * @param bands one run of 0 to this many
   * @param frames one run of 0 to this many
   * @return one of each, the frames at most a fifth of all
   */
  public static SpecAugment of(int bands, int frames) {
    return new SpecAugment(1, bands, 1, frames, 0.2);
  }

  /**
   * Hides a part of some features.
   *
   * @param values (rows, columns), in order; what is hidden becomes 0, the mean of standardised
   *     features
   * @param rows bands
   * @param columns frames
   * @param random the numbers of this example in this epoch
   */
  public void apply(float[] values, int rows, int columns, RandomGenerator random) {
    if (values.length != rows * columns) {
      throw new IllegalArgumentException(
          "expected " + rows + " × " + columns + " values, got " + values.length);
    }
    for (int mask = 0; mask < bandMasks; mask++) {
      int size = Math.min(rows, random.nextInt(bands + 1));
      int from = random.nextInt(rows - size + 1);
      hide(values, columns, from, from + size, 0, columns);
    }
    int most = Math.min(frames, (int) (share * columns));
    for (int mask = 0; mask < timeMasks; mask++) {
      int size = random.nextInt(most + 1);
      int from = random.nextInt(columns - size + 1);
      hide(values, columns, 0, rows, from, from + size);
    }
  }

  private static void hide(float[] values, int columns, int top, int bottom, int from, int to) {
    for (int row = top; row < bottom; row++) {
      Arrays.fill(values, row * columns + from, row * columns + to, 0);
    }
  }
}
