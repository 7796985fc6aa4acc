package lungo.audio;

/**
 * How high a tone sounds, by its frequency.
 *
 * <pre>{@code
 * var features = AudioFeatures.mel(16000, 80).scale(MelScale.SLANEY, true);   // librosa's bands
 * }</pre>
 */
public enum MelScale {
  /** {@code 2595 log10(1 + f / 700)}; O'Shaughnessy 1987, as the Hidden Markov Toolkit has it. */
  HTK {
    @Override
    double mels(double hertz) {
      return 2595 * Math.log10(1 + hertz / 700);
    }

    @Override
    double hertz(double mels) {
      return 700 * (Math.pow(10, mels / 2595) - 1);
    }
  },
  /** Straight up to 1,000 Hz and a logarithm above; Slaney 1998, Auditory Toolbox. */
  SLANEY {
    @Override
    double mels(double hertz) {
      return hertz < 1000 ? hertz / WIDTH : 1000 / WIDTH + Math.log(hertz / 1000) / STEP;
    }

    @Override
    double hertz(double mels) {
      double corner = 1000 / WIDTH;
      return mels < corner ? mels * WIDTH : 1000 * Math.exp(STEP * (mels - corner));
    }
  };

  private static final double WIDTH = 200.0 / 3;
  private static final double STEP = Math.log(6.4) / 27;

  abstract double mels(double hertz);

  abstract double hertz(double mels);
}
