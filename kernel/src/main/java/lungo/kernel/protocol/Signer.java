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
 * until a kernel's first answer; the digest needs none. It is looked for once: each message takes
 * copies of the two states behind the padded key. Safe for use by several threads.
 */
final class Signer {

  private static final int BLOCK = 64; // SHA-256's, in bytes
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final boolean isSilent;
  private final MessageDigest inner;
  private final MessageDigest outer;

  Signer(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    isSilent = bytes.length == 0;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = Arrays.copyOf(bytes.length > BLOCK ? digest.digest(bytes) : bytes, BLOCK);
      inner = behind(block, INNER, digest);
      outer = behind(block, OUTER, digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The signature in lower-case hexadecimal digits, empty without a key. */
  String sign(List<byte[]> frames) {
    if (isSilent) {
      return "";
    }
    MessageDigest message = copy(inner);
    for (byte[] frame : frames) {
      message.update(frame);
    }
    return HexFormat.of().formatHex(copy(outer).digest(message.digest()));
  }

  /** Whether a signature is right, compared in a time that does not tell how much of it is. */
  boolean verifies(byte[] signature, List<byte[]> frames) {
    return MessageDigest.isEqual(signature, sign(frames).getBytes(StandardCharsets.US_ASCII));
  }

  private static MessageDigest behind(byte[] block, byte pad, MessageDigest fresh) {
    var padded = new byte[block.length];
    for (int i = 0; i < block.length; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    MessageDigest digest = copy(fresh);
    digest.update(padded);
    return digest;
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's digests can be copied", e);
    }
  }
}
