package lungo.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The SHA-256 sums of files, as {@code sha256sum} writes them: 64 hexadecimal digits, two spaces, a
 * file's name.
 *
 * <pre>{@code
 * Sha256Sums.in(folder).checkAll(folder);         // by the file SHA256SUMS that lies there
 * }</pre>
 *
 * @param sums a file's name, relative to the list's folder, to its sum in lower case
 */
public record Sha256Sums(Map<String, String> sums) {

  /** The name under which a list of sums lies beside its files. */
  public static final String FILE = "SHA256SUMS";

  /**
   * Copies the map.
   *
   * @param sums a file's name, relative to the list's folder, to its sum in lower case
   */
  public Sha256Sums {
    sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
  }

  /**
   * The sums that lie in a folder.
   *
   * @param folder a folder
   * @return its list, empty if it has none
   * @throws DataException if a line is no sum and name
   */
  public static Sha256Sums in(Path folder) {
    Path list = folder.resolve(FILE);
    if (!Files.exists(list)) {
      return new Sha256Sums(Map.of());
    }
    try {
      return parse(Files.readString(list), list.toString());
    } catch (IOException e) {
      throw new DataException(list + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a list of sums.
   *
   * @param text the list
   * @param where the list's name for messages
   * @return the sums
   * @throws DataException if a line is no sum and name
   */
  public static Sha256Sums parse(String text, String where) {
    var sums = new LinkedHashMap<String, String>();
    for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      if (!line.matches("[0-9a-fA-F]{64} [ *].+")) {
        throw new DataException(
            where + ": expected 64 hexadecimal digits, two spaces and a name, got: " + line);
      }
      sums.put(line.substring(66), line.substring(0, 64).toLowerCase(Locale.ROOT));
    }
    return new Sha256Sums(sums);
  }

  /**
   * Checks a file's bytes against its sum; a file that the list does not name passes.
   *
   * @param file the file, for its name and for messages
   * @param bytes what was read from it
   * @throws DataException if the sum differs
   */
  public void check(Path file, byte[] bytes) {
    String expected = sums.get(String.valueOf(file.getFileName()));
    if (expected != null) {
      compare(file, expected, HexFormat.of().formatHex(sha256().digest(bytes)));
    }
  }

  /**
   * Checks every file of the list.
   *
   * @param folder where the files lie
   * @throws DataException if a file is missing or its sum differs
   */
  public void checkAll(Path folder) {
    sums.forEach(
        (name, expected) -> {
          Path file = folder.resolve(name);
          if (!Files.isRegularFile(file)) {
            throw new DataException(file + " is missing; " + FILE + " names it");
          }
          try (var in = Files.newInputStream(file)) {
            compare(file, expected, of(in));
          } catch (IOException e) {
            throw new DataException(file + " cannot be read: " + e.getMessage(), e);
          }
        });
  }

  /**
   * The sum of what a stream holds.
   *
   * @param in read to its end, not closed
   * @return 64 hexadecimal digits in lower case
   * @throws IOException if reading fails
   */
  public static String of(InputStream in) throws IOException {
    var digest = sha256();
    byte[] chunk = new byte[1 << 16];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      digest.update(chunk, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void compare(Path file, String expected, String actual) {
    if (!actual.equals(expected)) {
      throw new DataException(
          file
              + " is damaged or was changed: "
              + FILE
              + " expects the SHA-256 sum "
              + expected
              + ", the file has "
              + actual
              + "; restore the file or fetch it again");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
