package lungo.audio;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import lungo.data.DataException;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.torch.TorchScript;

/**
 * What a network is given of a sound, with torchaudio's numbers.
 *
 * <pre>{@code
 * var features = AudioFeatures.logMel(8000, 40);
 * var mfcc = AudioFeatures.mfcc(16000, 13, 40).window(400, 160).fft(512);
 * Spectrogram s = mfcc.of(sound);
 * }</pre>
 *
 * <p>Every {@code hop} values a part of the sound as long as the window, under a Hann window and
 * with zeros up to {@code fft} values, is taken apart into frequencies; the sound is mirrored at
 * its ends, so that frame i has its middle at value i · hop.
 *
 * @param kind what is computed
 * @param rate of the sounds, in Hz
 * @param fft values of each Fourier transform
 * @param window values that it looks at, at most fft
 * @param hop values from a frame to the next
 * @param mels bands of the mel scale; not looked at for {@link Kind#POWER}
 * @param low the lowest band's lower end, in Hz
 * @param high the highest band's upper end, in Hz, at most half of the rate
 * @param scale on which the bands are of one width
 * @param areas whether bands are weighted to have one area (torchaudio's {@code norm='slaney'}) and
 *     not one height
 * @param coefficients of the cosine transform, at most mels; for {@link Kind#MFCC} alone
 */
public record AudioFeatures(
    Kind kind,
    int rate,
    int fft,
    int window,
    int hop,
    int mels,
    double low,
    double high,
    MelScale scale,
    boolean areas,
    int coefficients) {

  /** What is computed. */
  public enum Kind {
    /** Squared magnitudes of the frequencies, {@code torchaudio.transforms.Spectrogram}. */
    POWER("power spectrogram"),
    /** Their sums over bands, {@code MelSpectrogram}. */
    MEL("mel spectrogram"),
    /** {@code log(mel + 1e-6)}. */
    LOG_MEL("log-mel spectrogram"),
    /** {@code 10 log10(mel)} down to 80 dB below the loudest, {@code AmplitudeToDB}. */
    DECIBELS("mel spectrogram in decibels"),
    /** The cosine transform of these; Davis and Mermelstein 1980, {@code MFCC}. */
    MFCC("MFCC");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /**
     * The kind in words.
     *
     * @return for titles
     */
    public String title() {
      return title;
    }
  }

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def features(x: Tensor, fft: int, length: int, hop: int, kind: str, bank: List[Tensor], dct: List[Tensor]) -> Tensor:
            window = torch.hann_window(length, True)
            y = torch.stft(x, fft, hop, length, window, True, "reflect", False, True, True)
            y = torch.abs(y).pow(2)
            if len(bank) > 0:
              y = torch.matmul(bank[0], y)
            if kind == "LOG_MEL":
              y = torch.log(y + 1e-6)
            if kind == "DECIBELS" or kind == "MFCC":
              y = torch.log10(torch.clamp(y, 1e-10)) * 10.0
              y = torch.maximum(y, torch.amax(y) - 80.0)
            if len(dct) > 0:
              y = torch.matmul(dct[0], y)
            return y
          """);

  /**
   * Checks the settings.
   *
   * @param kind what is computed
   * @param rate of the sounds, in Hz
   * @param fft values of each Fourier transform
   * @param window values that it looks at, at most fft
   * @param hop values from a frame to the next
   * @param mels bands of the mel scale; not looked at for {@link Kind#POWER}
   * @param low the lowest band's lower end, in Hz
   * @param high the highest band's upper end, in Hz, at most half of the rate
   * @param scale on which the bands are of one width
   * @param areas whether bands are weighted to have one area (torchaudio's {@code norm='slaney'})
   *     and not one height
   * @param coefficients of the cosine transform, at most mels; for {@link Kind#MFCC} alone
   * @throws IllegalArgumentException with the value that is wrong
   */
  public AudioFeatures {
    if (rate < 1 || hop < 1 || window < 1 || fft < window) {
      throw new IllegalArgumentException(
          String.format(
              "rate, hop and window must be 1 or more and fft at least the window, got"
                  + " rate %d, fft %d, window %d, hop %d",
              rate, fft, window, hop));
    }
    if (mels < 1 || !(low >= 0 && low < high && high <= rate / 2.0)) {
      throw new IllegalArgumentException(
          String.format(
              "1 band or more from low to high within [0, %s] Hz is needed, got %d from %s to %s",
              rate / 2.0, mels, low, high));
    }
    if (coefficients < 1 || coefficients > mels) {
      throw new IllegalArgumentException(
          "coefficients must be in [1, " + mels + "], the bands, got " + coefficients);
    }
  }

  private static AudioFeatures of(Kind kind, int rate, int mels, int coefficients) {
    int window = Math.max(1, rate / 40);
    return new AudioFeatures(
        kind,
        rate,
        Math.max(2, Integer.highestOneBit(2 * window - 1)),
        window,
        Math.max(1, rate / 100),
        mels,
        0,
        rate / 2.0,
        MelScale.HTK,
        false,
        coefficients);
  }

  /**
   * The power spectrogram of windows of 25 ms, every 10 ms.
   *
   * @param rate of the sounds, in Hz
   * @return the settings
   */
  public static AudioFeatures power(int rate) {
    return of(Kind.POWER, rate, 1, 1);
  }

  /**
   * The mel spectrogram of windows of 25 ms, every 10 ms.
   *
   * @param rate of the sounds, in Hz
   * @param mels bands
   * @return the settings
   */
  public static AudioFeatures mel(int rate, int mels) {
    return of(Kind.MEL, rate, mels, 1);
  }

  /**
   * The logarithm of the mel spectrogram of windows of 25 ms, every 10 ms.
   *
   * @param rate of the sounds, in Hz
   * @param mels bands
   * @return the settings
   */
  public static AudioFeatures logMel(int rate, int mels) {
    return of(Kind.LOG_MEL, rate, mels, 1);
  }

  /**
   * The mel spectrogram in decibels, of windows of 25 ms, every 10 ms.
   *
   * @param rate of the sounds, in Hz
   * @param mels bands
   * @return the settings
   */
  public static AudioFeatures decibels(int rate, int mels) {
    return of(Kind.DECIBELS, rate, mels, 1);
  }

  /**
   * Mel-frequency cepstral coefficients of windows of 25 ms, every 10 ms.
   *
   * @param rate of the sounds, in Hz
   * @param coefficients how many
   * @param mels bands, at least as many
   * @return the settings
   */
  public static AudioFeatures mfcc(int rate, int coefficients, int mels) {
    return of(Kind.MFCC, rate, mels, coefficients);
  }

  /**
   * With another window.
   *
   * @param values its length
   * @param step from a frame to the next
   * @return new settings; the Fourier transform grows if it has to
   */
  public AudioFeatures window(int values, int step) {
    return new AudioFeatures(
        kind,
        rate,
        Math.max(fft, values),
        values,
        step,
        mels,
        low,
        high,
        scale,
        areas,
        coefficients);
  }

  /**
   * With another Fourier transform.
   *
   * @param values its length, at least the window's
   * @return new settings
   */
  public AudioFeatures fft(int values) {
    return new AudioFeatures(
        kind, rate, values, window, hop, mels, low, high, scale, areas, coefficients);
  }

  /**
   * With other bands.
   *
   * @param from the lowest's lower end, in Hz
   * @param to the highest's upper end, in Hz
   * @return new settings
   */
  public AudioFeatures bands(double from, double to) {
    return new AudioFeatures(
        kind, rate, fft, window, hop, mels, from, to, scale, areas, coefficients);
  }

  /**
   * With another scale.
   *
   * @param other the scale
   * @param oneArea whether bands have one area and not one height, as with {@code librosa}
   * @return new settings
   */
  public AudioFeatures scale(MelScale other, boolean oneArea) {
    return new AudioFeatures(
        kind, rate, fft, window, hop, mels, low, high, other, oneArea, coefficients);
  }

  /**
   * How many rows come out.
   *
   * @return frequencies, bands or coefficients
   */
  public int rows() {
    return switch (kind) {
      case POWER -> fft / 2 + 1;
      case MFCC -> coefficients;
      default -> mels;
    };
  }

  /**
   * How many frames a sound has.
   *
   * @param values its length
   * @return 1 + values / hop
   */
  public int frames(int values) {
    return 1 + values / hop;
  }

  /**
   * Computes the features of a sound.
   *
   * @param sound of this rate, of one channel, longer than half of {@link #fft}
   * @return rows by frames
   * @throws DataException if the sound is of another rate or too short, or has several channels
   */
  @SuppressWarnings("try")
  public Spectrogram of(Sound sound) {
    if (sound.rate() != rate) {
      throw new DataException(
          "the features are of sounds of "
              + rate
              + " Hz, got "
              + sound
              + "; sound.resample("
              + rate
              + ") makes one");
    }
    if (sound.length() <= fft / 2) {
      throw new DataException(
          "a sound must have more than "
              + fft / 2
              + " values, half of a Fourier transform's, got "
              + sound.length());
    }
    try (var off = GradMode.off();
        NDManager manager = Seed.engine().newBaseManager(Device.cpu())) {
      NDArray x = manager.create(sound.mono());
      List<NDArray> bank =
          kind == Kind.POWER ? List.of() : List.of(manager.create(bank(), new Shape(mels, bins())));
      List<NDArray> dct =
          kind == Kind.MFCC
              ? List.of(manager.create(dct(), new Shape(coefficients, mels)))
              : List.of();
      NDArray made =
          OPS.call("features", manager, x, fft, window, hop, kind.name(), bank, dct).head();
      return new Spectrogram(
          this, rows(), Math.toIntExact(made.getShape().get(1)), made.toFloatArray());
    }
  }

  private int bins() {
    return fft / 2 + 1;
  }

  /** How much each frequency counts in each band, (mels, bins): triangles that overlap by half. */
  private float[] bank() {
    double first = scale.mels(low);
    double step = (scale.mels(high) - first) / (mels + 1);
    double[] corners = new double[mels + 2];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = scale.hertz(first + i * step);
    }
    float[] bank = new float[mels * bins()];
    int top = rate / 2; // Rounded down for odd rates, as torchaudio does.
    for (int band = 0; band < mels; band++) {
      double height = areas ? 2 / (corners[band + 2] - corners[band]) : 1;
      for (int bin = 0; bin < bins(); bin++) {
        double hertz = (double) top * bin / (bins() - 1);
        double up = (hertz - corners[band]) / (corners[band + 1] - corners[band]);
        double down = (corners[band + 2] - hertz) / (corners[band + 2] - corners[band + 1]);
        bank[band * bins() + bin] = (float) (height * Math.max(0, Math.min(up, down)));
      }
    }
    return bank;
  }

  /** The cosine transform of type II, orthonormal, (coefficients, mels). */
  private float[] dct() {
    float[] dct = new float[coefficients * mels];
    for (int k = 0; k < coefficients; k++) {
      double size = Math.sqrt((k == 0 ? 1.0 : 2.0) / mels);
      for (int n = 0; n < mels; n++) {
        dct[k * mels + n] = (float) (size * Math.cos(Math.PI / mels * (n + 0.5) * k));
      }
    }
    return dct;
  }
}
