package lungo.audio;

/**
 * Ways to change training sounds, made to be imported statically.
 *
 * <pre>{@code
 * var sounds = SoundData.open("datasets/spoken-words");
 * var data = sounds.augment(shift(0.1), noise(10, 30), speed(0.9, 1.1))
 *     .batch(AudioFeatures.logMel(8000, 40), 32);
 * }</pre>
 */
public final class SoundAugmentations {

  private SoundAugmentations() {}

  /**
   * Moves a sound in time; what leaves at one end is lost, at the other there is silence.
   *
   * @param seconds by how much at most, earlier or later
   * @return the augmentation
   */
  public static SoundAugmentation shift(double seconds) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("seconds must be 0 or more, got " + seconds);
    }
    return (sound, random) -> {
      int most = (int) Math.round(seconds * sound.rate());
      int by = random.nextInt(2 * most + 1) - most;
      float[] values = sound.mono();
      float[] moved = new float[values.length];
      for (int i = Math.max(0, by); i < Math.min(values.length, values.length + by); i++) {
        moved[i] = values[i - by];
      }
      return Sound.of(sound.rate(), moved);
    };
  }

  /**
   * Adds white noise: {@code snr = 10 log10(mean sound² / mean noise²)}, as {@code
   * torchaudio.functional.add_noise}.
   *
   * @param lowest signal-to-noise ratio, in decibels
   * @param highest at least the lowest
   * @return the augmentation
   */
  public static SoundAugmentation noise(double lowest, double highest) {
    range("signal-to-noise ratio", lowest, highest);
    return (sound, random) -> {
      float[] values = sound.values();
      double snr = lowest + (highest - lowest) * random.nextDouble();
      double power = 0;
      for (float value : values) {
        power += (double) value * value / values.length;
      }
      double size = Math.sqrt(power * Math.pow(10, -snr / 10));
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (size * random.nextGaussian());
      }
      return Sound.of(sound.rate(), values);
    };
  }

  /**
   * Plays a sound faster or slower, which makes it higher or lower, too. Ko et al. 2015,
   * https://www.isca-archive.org/interspeech_2015/ko15_interspeech.html
   *
   * @param slowest above 0, such as 0.9
   * @param fastest such as 1.1
   * @return the augmentation; factors are rounded to hundredths
   */
  public static SoundAugmentation speed(double slowest, double fastest) {
    range("speed", slowest, fastest);
    if (slowest < 0.01) {
      throw new IllegalArgumentException("speed must be 0.01 or more, got " + slowest);
    }
    return (sound, random) -> {
      double factor = slowest + (fastest - slowest) * random.nextDouble();
      int hundredths = (int) Math.max(1, Math.round(100 * factor));
      float[] values = new SincResampler(hundredths, 100).apply(sound.mono());
      return Sound.of(sound.rate(), values);
    };
  }

  private static void range(String what, double low, double high) {
    if (!(low <= high && Math.abs(low) < 1e6 && Math.abs(high) < 1e6)) {
      throw new IllegalArgumentException(
          what + " must be a range from low to high, got " + low + " to " + high);
    }
  }
}
