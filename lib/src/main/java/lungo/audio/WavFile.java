package lungo.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import lungo.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The WAV format: chunks of RIFF, of which {@code fmt } says what {@code data} holds. Multimedia
 * Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991; G.711 by ITU-T.
 */
final class WavFile {

  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;

  /** The kind stands at the end of a longer header. */
  private static final int EXTENSIBLE = 0xFFFE;

  private static final int HEADER = 44;

  /** What {@code fmt } says. */
  private record Format(int kind, int channels, int rate, int bits) {

    int bytes() {
      return bits / 8;
    }

    /** Reads a value at the buffer's position. */
    float next(ByteBuffer in) {
      return switch (kind) {
        case MU_LAW -> muLaw(in.get());
        case A_LAW -> aLaw(in.get());
        case FLOAT -> bits == 32 ? in.getFloat() : (float) in.getDouble();
        default ->
            switch (bits) {
              case 8 -> ((in.get() & 255) - 128) / 128f;
              case 16 -> in.getShort() / 32768f;
              case 24 -> ((in.get() & 255) | ((in.get() & 255) << 8) | (in.get() << 16)) / 8388608f;
              default -> (float) (in.getInt() / 2147483648.0);
            };
      };
    }

    boolean isKnown() {
      return switch (kind) {
        case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
        case FLOAT -> bits == 32 || bits == 64;
        case A_LAW, MU_LAW -> bits == 8;
        default -> false;
      };
    }
  }

  private WavFile() {}

  /**
   * @param name of the file, for messages
   */
  static Sound parse(byte[] content, String name) {
    var in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (content.length < 12 || !tag(in, 0).equals("RIFF") || !tag(in, 8).equals("WAVE")) {
      throw new DataException(
          name
              + " is not a WAV file: it must begin with RIFF and WAVE"
              + (content.length < 12 ? ", and has only " + content.length + " bytes" : "")
              + "; convert it, say by ffmpeg -i FILE out.wav");
    }
    Format format = null;
    in.position(12);
    while (in.remaining() >= 8) {
      String tag = tag(in, in.position());
      long size = in.getInt(in.position() + 4) & 0xffffffffL;
      in.position(in.position() + 8);
      if (tag.equals("data")) {
        return sound(in, checked(format, name), size, name);
      }
      if (size > in.remaining()) {
        throw new DataException(name + " is cut off in its part '" + tag + "'");
      }
      if (tag.equals("fmt ")) {
        format = format(in, (int) size, name);
      }
      // Parts begin at even places.
      in.position((int) Math.min(in.limit(), in.position() + size + size % 2));
    }
    throw new DataException(name + " is cut off: it has no part 'data'");
  }

  private static String tag(ByteBuffer in, int at) {
    return ISO_8859_1.decode(in.slice(at, 4)).toString();
  }

  private static Format format(ByteBuffer in, int size, String name) {
    if (size < 16) {
      throw new DataException(name + " has a part 'fmt ' of " + size + " bytes; 16 are needed");
    }
    int at = in.position();
    int kind = in.getShort(at) & 0xffff;
    if (kind == EXTENSIBLE && size >= 26) {
      kind = in.getShort(at + 24) & 0xffff;
    }
    return new Format(kind, in.getShort(at + 2), in.getInt(at + 4), in.getShort(at + 14));
  }

  private static Format checked(@Nullable Format format, String name) {
    if (format == null) {
      throw new DataException(name + " has no part 'fmt ' before its data");
    }
    if (!format.isKnown()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds WAV data of kind %d with %d bits; PCM (1) of 8, 16, 24 or 32 bits, float (3)"
                  + " of 32 or 64, A-law (6) and mu-law (7) can be read",
              name,
              format.kind(),
              format.bits()));
    }
    if (format.channels() < 1 || format.rate() < 1) {
      throw new DataException(
          name + " has " + format.channels() + " channels and " + format.rate() + " Hz");
    }
    return format;
  }

  private static Sound sound(ByteBuffer in, Format format, long size, String name) {
    int frame = format.channels() * format.bytes();
    if (size > in.remaining() || size % frame != 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is cut off: %,d bytes of sound were announced, %,d are there",
              name,
              size,
              in.remaining()));
    }
    float[][] channels = new float[format.channels()][(int) (size / frame)];
    for (int i = 0; i < channels[0].length; i++) {
      for (float[] channel : channels) {
        channel[i] = format.next(in);
        if (!Float.isFinite(channel[i])) {
          throw new DataException(name + " has the value " + channel[i] + " at place " + i);
        }
      }
    }
    return Sound.of(format.rate(), channels);
  }

  private static float muLaw(byte code) {
    int bits = ~code;
    int size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
    return ((bits & 128) != 0 ? -size : size) / 32768f;
  }

  private static float aLaw(byte code) {
    int bits = code ^ 0x55;
    int exponent = (bits >> 4) & 7;
    int size = (bits & 15) << 4;
    size = exponent == 0 ? size + 8 : (size + 264) << (exponent - 1);
    return ((bits & 128) != 0 ? size : -size) / 32768f;
  }

  /** PCM of 16 bits. */
  static byte[] encode(Sound sound) {
    int frame = 2 * sound.channels();
    int size = Math.multiplyExact(frame, sound.length());
    var out = ByteBuffer.allocate(HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(ISO_8859_1)).putInt(HEADER - 8 + size);
    out.put("WAVEfmt ".getBytes(ISO_8859_1)).putInt(16);
    out.putShort((short) PCM).putShort((short) sound.channels());
    out.putInt(sound.rate()).putInt(sound.rate() * frame);
    out.putShort((short) frame).putShort((short) 16);
    out.put("data".getBytes(ISO_8859_1)).putInt(size);
    float[][] channels = new float[sound.channels()][];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = sound.channel(c);
    }
    for (int i = 0; i < sound.length(); i++) {
      for (float[] channel : channels) {
        int value = Math.round(channel[i] * 32768);
        out.putShort((short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value)));
      }
    }
    return out.array();
  }
}
