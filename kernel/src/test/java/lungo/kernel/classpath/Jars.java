package lungo.kernel.classpath;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Jars for tests. */
public final class Jars {

  private Jars() {}

  /** A jar with a comment and entries of four bytes. */
  public static byte[] bytes(String comment, String... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(new byte[] {1, 2, 3, 4});
      }
      if (!comment.isEmpty()) {
        zip.setComment(comment);
      }
    }
    return bytes.toByteArray();
  }
}
