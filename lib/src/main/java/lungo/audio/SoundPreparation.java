package lungo.audio;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import lungo.data.DataException;

/**
 * How a sound becomes a model's input: brought to one length, its middle in the middle, then
 * features as a grey picture whose height is time, each feature standardised. The part of a model
 * that its weights do not hold.
 *
 * @param features what is computed
 * @param length values of each sound; longer ones lose both ends, shorter ones get silence there
 * @param mean of each row of the features, subtracted
 * @param std what each row is then divided by, above 0
 */
public record SoundPreparation(
    AudioFeatures features, int length, List<Double> mean, List<Double> std) {

  /**
   * Checks the numbers.
   *
   * @param features what is computed
   * @param length values of each sound
   * @param mean a value a row of the features
   * @param std a value a row, above 0
   * @throws IllegalArgumentException if there is not a mean and a deviation a row, or the length is
   *     too short for a Fourier transform
   */
  public SoundPreparation {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != features.rows() || std.size() != features.rows()) {
      throw new IllegalArgumentException(
          String.format(
              "a mean and a deviation for each of %d rows are needed, got %d and %d",
              features.rows(), mean.size(), std.size()));
    }
    if (!std.stream().allMatch(s -> s > 0)) {
      throw new IllegalArgumentException("deviations must be above 0, got " + std);
    }
    if (length <= features.fft() / 2) {
      throw new IllegalArgumentException(
          String.format(
              "sounds must have more than %d values, half of a Fourier transform's, got %d",
              features.fft() / 2, length));
    }
  }

  /**
   * One example's shape.
   *
   * @return (1, frames, rows)
   */
  public Shape shape() {
    return new Shape(1, features.frames(length), features.rows());
  }

  /**
   * Prepares one sound as a batch of one.
   *
   * @param manager owns the array
   * @param sound of one channel and the features' rate
   * @return (1, 1, frames, rows) float32
   * @throws DataException if the sound is of another kind
   */
  public NDArray apply(NDManager manager, Sound sound) {
    return manager.create(turned(standardised(fitted(sound))), new Shape(1).addAll(shape()));
  }

  /** Refuses sounds that there are no features of, with what makes others of them. */
  Sound checked(Sound sound) {
    if (sound.channels() != 1) {
      throw new DataException(
          "a sound of one channel is needed, got " + sound + "; sound.mix() makes one");
    }
    if (sound.rate() != features.rate()) {
      throw new DataException(
          String.format(
              "the features are of sounds of %,d Hz, got %s; sound.resample(%d) makes one",
              features.rate(), sound, features.rate()));
    }
    return sound;
  }

  /** Brings a sound to the length, with its middle in the middle. */
  Sound fitted(Sound sound) {
    float[] values = checked(sound).mono();
    float[] all = new float[length];
    int shift = Math.floorDiv(length - values.length, 2);
    for (int i = Math.max(0, shift); i < Math.min(length, values.length + shift); i++) {
      all[i] = values[i - shift];
    }
    return Sound.of(sound.rate(), all);
  }

  /** Standardised features of a fitted sound, (rows, frames) in order. */
  float[] standardised(Sound fitted) {
    float[] values = features.of(fitted).values();
    int frames = values.length / features.rows();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((values[i] - mean.get(i / frames)) / std.get(i / frames));
    }
    return values;
  }

  /** (rows, frames) in the order of (frames, rows). */
  float[] turned(float[] values) {
    int rows = features.rows();
    int frames = values.length / rows;
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % frames * rows + i / frames] = values[i];
    }
    return turned;
  }
}
