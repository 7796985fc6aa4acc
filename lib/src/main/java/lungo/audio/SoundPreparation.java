package lungo.audio;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import lungo.data.DataException;

/**
 * How a sound becomes a model's input: brought to one length, its middle in the middle, then
 * features as a grey picture whose height is time. The part of a model that its weights do not
 * hold.
 *
 * <pre>{@code
 * NDArray input = data.preparation().apply(manager, Sound.read(Path.of("seven.wav")));
 * }</pre>
 *
 * @param features what is computed
 * @param length values of each sound; longer ones lose both ends, shorter ones get silence there
 */
public record SoundPreparation(StandardFeatures features, int length) {

  /** More would tell little more of mean and deviation. */
  private static final int MOST_MEASURED = 2_000;

  /**
   * Checks the length.
   *
   * @param features what is computed
   * @param length values of each sound
   * @throws IllegalArgumentException if it is too short for a Fourier transform
   */
  public SoundPreparation {
    int half = features.features().fft() / 2;
    if (length <= half) {
      throw new IllegalArgumentException(
          String.format(
              "sounds must have more than %d values, half of a Fourier transform's, got %d",
              half, length));
    }
  }

  /** By mean and deviation over some sounds, at equal distances where there are many. */
  static SoundPreparation measured(
      AudioFeatures features, int length, List<Path> files, Function<Path, Sound> read) {
    var plain = new SoundPreparation(StandardFeatures.plain(features), length);
    int count = Math.min(MOST_MEASURED, files.size());
    var sounds =
        IntStream.range(0, count)
            .mapToObj(k -> files.get((int) ((long) k * files.size() / count)))
            .map(file -> plain.fitted(plain.read(file, read)));
    return new SoundPreparation(StandardFeatures.measured(features, sounds), length);
  }

  /** Reads a file; refuses sounds that there are no features of, with what makes others of them. */
  Sound read(Path file, Function<Path, Sound> read) {
    try {
      return checked(read.apply(file));
    } catch (DataException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file.toString()) ? e : new DataException(file + ": " + message, e);
    }
  }

  /**
   * One example's shape.
   *
   * @return (1, frames, rows)
   */
  public Shape shape() {
    return new Shape(1, features.features().frames(length), features.rows());
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
    return manager.create(turned(features.of(fitted(sound))), new Shape(1).addAll(shape()));
  }

  private Sound checked(Sound sound) {
    if (sound.channels() != 1) {
      throw new DataException(
          "a sound of one channel is needed, got "
              + sound
              + "; sounds.each(Sound::mix) makes one of each");
    }
    int rate = features.features().rate();
    if (sound.rate() != rate) {
      throw new DataException(
          String.format(
              "the features are of sounds of %,d Hz, got %s; sounds.each(s -> s.resample(%d)) makes"
                  + " one of each",
              rate, sound, rate));
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
