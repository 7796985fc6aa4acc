package lungo.kernel.notebook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;

/**
 * Replaces a file as a whole or not at all: writes beside it, forces the bytes to the disk, moves.
 * Whoever reads the file meanwhile sees the old one or the new one; if the disk is full, the old
 * one stays.
 */
final class AtomicFile {

  private AtomicFile() {}

  static void write(Path file, String text) throws NotebookException {
    Path target = resolveLink(file.toAbsolutePath());
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + unique() + ".tmp");
    try {
      try {
        copyAndForce(text, temporary, StandardOpenOption.CREATE_NEW);
        keepPermissions(target, temporary);
        move(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      String old = Files.exists(target) ? "; the file that was there is unchanged" : "";
      throw new NotebookException("cannot write " + file + ": " + reason(e) + old, e);
    }
  }

  /** Fails now, before an hour of computing, if the file could not be written later. */
  static void checkWritable(Path file) throws NotebookException {
    Path absolute = file.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new NotebookException("cannot write " + file + ": it is a directory");
    }
    Path directory = absolute.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NotebookException("cannot write " + file + ": no directory " + directory);
    }
    if (!Files.isWritable(directory)) {
      throw new NotebookException(
          "cannot write " + file + ": no permission to write into " + directory);
    }
  }

  static void copyAndForce(String text, Path file, OpenOption... options) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.add(StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(file, all)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void keepPermissions(Path target, Path temporary) throws IOException {
    if (Files.exists(target) && Files.getFileStore(target).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(target);
      Files.setPosixFilePermissions(temporary, permissions);
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A link is kept and the file that it points to replaced. */
  private static Path resolveLink(Path file) {
    try {
      return Files.isSymbolicLink(file) ? file.toRealPath() : file;
    } catch (IOException e) {
      return file;
    }
  }

  private static String unique() {
    return Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime(), 36);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such directory";
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
