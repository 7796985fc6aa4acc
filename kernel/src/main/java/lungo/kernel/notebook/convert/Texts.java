package lungo.kernel.notebook.convert;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import lungo.kernel.notebook.NotebookException;

/** Files of text. */
final class Texts {

  private Texts() {}

  static void write(Path file, String text) throws NotebookException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file and the folders above it. */
  static void write(Path file, byte[] bytes) throws NotebookException {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new NotebookException("cannot write " + file + ": " + e, e);
    }
  }

  /** A resource beside this class. */
  static String resource(String name) {
    try (InputStream in = Texts.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
