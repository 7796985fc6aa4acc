package lungo.audio;

import java.util.Locale;

/**
 * How strong each band of a sound is at each time, or another feature of it: rows by frames. Shows
 * itself in a notebook as a picture. Immutable.
 *
 * <pre>{@code
 * Spectrogram s = AudioFeatures.logMel(8000, 40).of(sound);
 * float low = s.value(0, s.frames() / 2);         // the lowest band, in the middle
 * }</pre>
 */
public final class Spectrogram {

  private final AudioFeatures features;
  private final int rows;
  private final int frames;
  private final float[] values;

  Spectrogram(AudioFeatures features, int rows, int frames, float[] values) {
    this.features = features;
    this.rows = rows;
    this.frames = frames;
    this.values = values;
  }

  /**
   * What it was made by.
   *
   * @return the settings
   */
  public AudioFeatures features() {
    return features;
  }

  /**
   * How many bands or coefficients there are.
   *
   * @return the number, the lowest first
   */
  public int rows() {
    return rows;
  }

  /**
   * How many times there are.
   *
   * @return the number
   */
  public int frames() {
    return frames;
  }

  /**
   * One value.
   *
   * @param row the band, from 0
   * @param frame the time, from 0
   * @return the value
   */
  public float value(int row, int frame) {
    return values[row * frames + frame];
  }

  /**
   * All values.
   *
   * @return a copy, (rows, frames) in order
   */
  public float[] values() {
    return values.clone();
  }

  /** All values themselves, to be read. */
  float[] shared() {
    return values;
  }

  /**
   * How long it lasts.
   *
   * @return in seconds
   */
  public double seconds() {
    return (double) frames * features.hop() / features.rate();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s of %.2f s: %d rows, %d frames",
        features.kind().title(),
        seconds(),
        rows,
        frames);
  }
}
