package lungo.kernel.protocol;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a message's four JSON frames with HMAC-SHA256; an empty key means no signatures. */
final class Signer {

  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;

  Signer(String key) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
  }

  /** The signature in lower-case hexadecimal digits, empty without a key. */
  String sign(List<byte[]> frames) {
    if (key.length == 0) {
      return "";
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      frames.forEach(mac::update);
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether a signature is right, compared in a time that does not tell how much of it is. */
  boolean verifies(byte[] signature, List<byte[]> frames) {
    return MessageDigest.isEqual(signature, sign(frames).getBytes(StandardCharsets.US_ASCII));
  }
}
