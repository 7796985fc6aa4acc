package lungo.kernel.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Signs a message's four JSON frames with HMAC-SHA256 (RFC 2104); an empty key means no signatures.
 * The JDK's {@code Mac} first reads the certificates of all its providers, a quarter of the time
 * until a kernel's first answer; the digest needs none.
 */
final class Signer {

  private static final int BLOCK = 64; // SHA-256's, in bytes
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final boolean isSilent;
  private final byte[] inner;
  private final byte[] outer;

  Signer(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] block = Arrays.copyOf(bytes.length > BLOCK ? sha256().digest(bytes) : bytes, BLOCK);
    isSilent = bytes.length == 0;
    inner = xor(block, INNER);
    outer = xor(block, OUTER);
  }

  /** The signature in lower-case hexadecimal digits, empty without a key. */
  String sign(List<byte[]> frames) {
    if (isSilent) {
      return "";
    }
    MessageDigest digest = sha256();
    digest.update(inner);
    frames.forEach(digest::update);
    byte[] hash = digest.digest();
    digest.update(outer);
    return HexFormat.of().formatHex(digest.digest(hash));
  }

  /** Whether a signature is right, compared in a time that does not tell how much of it is. */
  boolean verifies(byte[] signature, List<byte[]> frames) {
    return MessageDigest.isEqual(signature, sign(frames).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] xor(byte[] block, byte pad) {
    var padded = new byte[block.length];
    for (int i = 0; i < block.length; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    return padded;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
