package lungo.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * GPT-2's way to write bytes as visible characters, so that a vocabulary of byte sequences is text:
 * printable ones stand for themselves, the others for characters from U+0100 on.
 */
final class ByteAlphabet {

  private static final char[] CHARACTERS = characters();
  private static final short[] BYTES = bytes();

  private ByteAlphabet() {}

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
  }

  private static char[] characters() {
    char[] all = new char[256];
    char next = 256;
    for (int b = 0; b < 256; b++) {
      all[b] = printable(b) ? (char) b : next++;
    }
    return all;
  }

  private static short[] bytes() {
    short[] all = new short[512];
    Arrays.fill(all, (short) -1);
    for (int b = 0; b < 256; b++) {
      all[CHARACTERS[b]] = (short) b;
    }
    return all;
  }

  /** The 256 characters in the order of Unicode. */
  static List<String> sorted() {
    return IntStream.range(0, 256)
        .mapToObj(b -> CHARACTERS[b])
        .sorted()
        .map(String::valueOf)
        .toList();
  }

  static String write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] written = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      written[i] = CHARACTERS[bytes[i] & 0xff];
    }
    return new String(written);
  }

  /** Adds the bytes of a written token; a token that is not written so is text itself. */
  static void read(String token, ByteArrayOutputStream into) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) {
        into.writeBytes(token.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[i] = (byte) BYTES[c];
    }
    into.writeBytes(bytes);
  }
}
