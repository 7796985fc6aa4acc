package lungo.audio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lungo.data.DataException;

/**
 * A sound: so many values a second, in [-1, 1] unless it is too loud for a file, of one channel or
 * more. Shows itself in a notebook with its picture, to be played. Immutable.
 *
 * <pre>{@code
 * var sound = Sound.read(Path.of("seven.wav")).mix().resample(8000);
 * }</pre>
 */
public final class Sound {

  private final int rate;
  private final float[][] channels;

  private Sound(int rate, float[][] channels) {
    if (rate < 1) {
      throw new IllegalArgumentException("rate must be 1 Hz or more, got " + rate);
    }
    if (channels.length < 1) {
      throw new IllegalArgumentException("a sound has 1 channel or more, got none");
    }
    for (float[] channel : channels) {
      if (channel.length != channels[0].length) {
        throw new IllegalArgumentException(
            "channels must be of one length, got "
                + channels[0].length
                + " and "
                + channel.length
                + " values");
      }
      for (float value : channel) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("values must be finite, got " + value);
        }
      }
    }
    this.rate = rate;
    this.channels = channels;
  }

  /**
   * A sound of given values.
   *
   * @param rate values a second, in Hz
   * @param channels the values of one channel or more, all of one length
   * @return the sound
   * @throws IllegalArgumentException if lengths differ or a value is not finite
   */
  public static Sound of(int rate, float[]... channels) {
    return new Sound(rate, Arrays.stream(channels).map(float[]::clone).toArray(float[][]::new));
  }

  /**
   * Nothing to be heard.
   *
   * @param rate values a second, in Hz
   * @param seconds how long, 0 or more
   * @return a sound of one channel
   */
  public static Sound silence(int rate, double seconds) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("seconds must be 0 or more, got " + seconds);
    }
    return new Sound(rate, new float[][] {new float[(int) Math.round(seconds * rate)]});
  }

  /**
   * Reads a file, whose first bytes tell its kind: WAV (PCM of 8, 16, 24 or 32 bits, floating point
   * of 32 or 64, or G.711's mu-law and A-law), FLAC of any number of bits, or Vorbis in Ogg, each
   * with any number of channels.
   *
   * @param file the file
   * @return the sound
   * @throws DataException if there is none, or it is cut off, empty or of another kind; the message
   *     names it
   */
  public static Sound read(Path file) {
    try {
      return SoundFormat.parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * Writes a WAV file of 16 bits, of what lies in [-1, 1].
   *
   * @param file where; missing folders are made
   * @throws DataException if it cannot be written, or its name is that of another kind of sound
   */
  public void write(Path file) {
    if (SoundFormat.isNamedSo(file) && !SoundFormat.WAV.names(file)) {
      throw new DataException(file + " is no name for a WAV file, which is what can be written");
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, wav());
    } catch (IOException e) {
      throw new DataException(file + " cannot be written: " + e, e);
    }
  }

  /**
   * A WAV file of 16 bits.
   *
   * @return its bytes
   */
  public byte[] wav() {
    return WavFile.encode(this);
  }

  /**
   * How many values a second has.
   *
   * @return in Hz
   */
  public int rate() {
    return rate;
  }

  /**
   * How many channels there are.
   *
   * @return 1 for mono, 2 for stereo
   */
  public int channels() {
    return channels.length;
  }

  /**
   * How many values a channel has.
   *
   * @return the number
   */
  public int length() {
    return channels[0].length;
  }

  /**
   * How long it lasts.
   *
   * @return in seconds
   */
  public double seconds() {
    return (double) length() / rate;
  }

  /**
   * The values of a channel.
   *
   * @param index from 0
   * @return a copy
   */
  public float[] channel(int index) {
    return channels[index].clone();
  }

  /**
   * The values of the only channel.
   *
   * @return a copy
   * @throws DataException if there are several
   */
  public float[] values() {
    return mono().clone();
  }

  /** The only channel itself, to be read. */
  float[] mono() {
    if (channels.length > 1) {
      throw new DataException(
          "a sound of one channel is needed, this one has "
              + channels.length
              + "; mix() makes one of them");
    }
    return channels[0];
  }

  /**
   * One channel, the mean of all.
   *
   * @return a sound of one channel
   */
  public Sound mix() {
    if (channels.length == 1) {
      return this;
    }
    float[] mean = new float[length()];
    for (float[] channel : channels) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += channel[i] / channels.length;
      }
    }
    return new Sound(rate, new float[][] {mean});
  }

  /**
   * The same sound with another number of values a second: a windowed sinc that keeps what is below
   * half of the lower rate, as {@code torchaudio.functional.resample}. Smith, Digital Audio
   * Resampling, https://ccrma.stanford.edu/~jos/resample/
   *
   * @param other values a second, in Hz
   * @return the sound
   */
  public Sound resample(int other) {
    if (other < 1) {
      throw new IllegalArgumentException("rate must be 1 Hz or more, got " + other);
    }
    if (other == rate) {
      return this;
    }
    var resampler = new SincResampler(rate, other);
    return new Sound(other, Arrays.stream(channels).map(resampler::apply).toArray(float[][]::new));
  }

  /**
   * A part.
   *
   * @param from its first value
   * @param to the value after its last
   * @return the part
   * @throws IndexOutOfBoundsException if it reaches beyond the sound
   */
  public Sound slice(int from, int to) {
    if (from < 0 || to < from || to > length()) {
      throw new IndexOutOfBoundsException(
          "a part from " + from + " to " + to + " is not in a sound of " + length() + " values");
    }
    return new Sound(
        rate,
        Arrays.stream(channels)
            .map(channel -> Arrays.copyOfRange(channel, from, to))
            .toArray(float[][]::new));
  }

  /**
   * A sound of some length: cut at its end, or with silence after it.
   *
   * @param values how many values a channel, 0 or more
   * @return the sound
   */
  public Sound fit(int values) {
    return new Sound(
        rate,
        Arrays.stream(channels)
            .map(channel -> Arrays.copyOf(channel, values))
            .toArray(float[][]::new));
  }

  /**
   * Sounds one after another.
   *
   * @param parts one or more, of one rate and one number of channels
   * @return the sound
   * @throws DataException if rates or channels differ
   */
  public static Sound join(List<Sound> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("1 sound or more is needed to join, got none");
    }
    Sound first = parts.get(0);
    float[][] all = new float[first.channels()][parts.stream().mapToInt(Sound::length).sum()];
    int at = 0;
    for (Sound part : parts) {
      if (part.rate != first.rate || part.channels() != first.channels()) {
        throw new DataException("sounds to join must be alike, got " + first + " and " + part);
      }
      for (int c = 0; c < all.length; c++) {
        System.arraycopy(part.channels[c], 0, all[c], at, part.length());
      }
      at += part.length();
    }
    return new Sound(first.rate, all);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "sound of %.2f s, %,d Hz, %s",
        seconds(),
        rate,
        channels.length == 1 ? "mono" : channels.length + " channels");
  }
}
