package lungo.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import lungo.data.DataException;

/**
 * A file on a hub and how to know it: large ones by the SHA-256 sum of their bytes, small ones by
 * what git calls them, the SHA-1 sum of a line with their size and of their bytes.
 *
 * @param name in the repository
 * @param tag its sum, 64 or 40 hexadecimal digits
 * @param size bytes
 */
record RemoteFile(String name, String tag, long size) {

  private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{40}");

  RemoteFile {
    if (!SUM.matcher(tag).matches()) {
      throw new DataException(
          name + " cannot be checked: the hub gives no sum of it, but the tag '" + tag + "'");
    }
  }

  private boolean isLarge() {
    return tag.length() == 64;
  }

  /** Refuses a file of other bytes. */
  void check(Path file, String origin) throws IOException {
    long bytes = Files.size(file);
    String sum = sum(file, bytes);
    if (bytes != size || !sum.equals(tag)) {
      throw new DataException(
          String.format(
              "%s of %s is not the file that the hub promised: %,d bytes with the %s sum %s, not %,d"
                  + " with %s; it was thrown away, so try again",
              name, origin, bytes, isLarge() ? "SHA-256" : "git SHA-1", sum, size, tag));
    }
  }

  private String sum(Path file, long bytes) throws IOException {
    MessageDigest digest = digest();
    if (!isLarge()) {
      digest.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    try (var in = Files.newInputStream(file)) {
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private MessageDigest digest() {
    try {
      return MessageDigest.getInstance(isLarge() ? "SHA-256" : "SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JDK has SHA-256 and SHA-1", e);
    }
  }
}
