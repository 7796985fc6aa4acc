package lungo.kernel.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.kernel.protocol.BadMessageException;
import lungo.kernel.protocol.History;
import lungo.kernel.protocol.Json;

/**
 * A file of one JSON object a line: {@code session}, {@code count}, {@code code}, {@code output}.
 * Kernels write in turn, by a lock file beside it, which holds the newest session's number, so that
 * a new session need not look for it. A line that cannot be read is passed over. When the file
 * grows beyond {@value #LIMIT} bytes, its older half is dropped.
 */
final class HistoryFile {

  static final int LIMIT = 4_000_000;

  private static final FileAttribute<?> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int DIGITS = 10;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private static final Pattern SESSION = Pattern.compile("\\{\"session\":([0-9]{1,9}),");

  private final Path file;
  private final Path lock;

  HistoryFile(Path file) {
    this.file = file.toAbsolutePath();
    this.lock = this.file.resolveSibling(file.getFileName() + ".lock");
  }

  private interface Work<T> {
    T run(FileChannel lock) throws IOException;
  }

  /** The cells in the file, oldest first; none if there is no file. */
  List<History.Entry> read() throws IOException {
    return Files.exists(file) ? locked(held -> entries()) : List.of();
  }

  /**
   * Adds a cell.
   *
   * @param session its session's number; without one, it begins a session
   * @return the session's number
   */
  int append(OptionalInt session, int count, String code, Optional<String> output)
      throws IOException {
    return locked(
        held -> {
          int number = session.isPresent() ? session.getAsInt() : nextSession(held);
          write(line(new History.Entry(number, count, code, output)));
          return number;
        });
  }

  private <T> T locked(Work<T> work) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    create(lock);
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assert held.isValid();
      return work.run(channel);
    }
  }

  /** Makes a file that is only its owner's to read, for code may hold secrets. */
  private static void create(Path path) throws IOException {
    if (Files.exists(path)) {
      return;
    }
    boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      Files.createFile(path, isPosix ? new FileAttribute<?>[] {OWNERS} : new FileAttribute<?>[0]);
    } catch (FileAlreadyExistsException e) {
      // another kernel has made it, or an earlier one
    }
  }

  /** The number after the newest one, which the lock file holds from now on. */
  private int nextSession(FileChannel held) throws IOException {
    var noted = ByteBuffer.allocate(DIGITS);
    held.read(noted, 0);
    String text = new String(noted.array(), 0, noted.position(), UTF_8).strip();
    int next = (NUMBER.matcher(text).matches() ? Integer.parseInt(text) : newestSession()) + 1;
    held.truncate(0);
    held.write(ByteBuffer.wrap((next + "\n").getBytes(UTF_8)), 0);
    return next;
  }

  /** The newest session of the file, which is read for it. */
  private int newestSession() throws IOException {
    int newest = 0;
    for (String line : lines()) {
      newest = Math.max(newest, session(line));
    }
    return newest;
  }

  /** A line's session; as this class writes lines, without reading the rest of them. */
  private static int session(String line) {
    Matcher number = SESSION.matcher(line);
    return number.lookingAt()
        ? Integer.parseInt(number.group(1))
        : parse(line).map(History.Entry::session).orElse(0);
  }

  private List<History.Entry> entries() throws IOException {
    var found = new ArrayList<History.Entry>();
    for (String line : lines()) {
      parse(line).ifPresent(found::add);
    }
    return found;
  }

  /** The lines; of a file that somebody else has made too large, those at its end. */
  private List<String> lines() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = Math.max(0, channel.size() - 2L * LIMIT);
      var bytes = ByteBuffer.allocate((int) (channel.size() - start));
      channel.position(start);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until all is read
      }
      return new String(bytes.array(), 0, bytes.position(), UTF_8).lines().toList();
    }
  }

  private static String line(History.Entry entry) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("session", entry.session());
    fields.put("count", entry.count());
    fields.put("code", entry.code());
    entry.output().ifPresent(output -> fields.put("output", output));
    return Json.write(fields);
  }

  private static Optional<History.Entry> parse(String line) {
    if (line.isBlank()) {
      return Optional.empty();
    }
    try {
      Map<String, Object> fields = Json.read(line);
      return fields.get("session") instanceof Long session
              && fields.get("count") instanceof Long count
              && fields.get("code") instanceof String code
          ? Optional.of(
              new History.Entry(
                  session.intValue(),
                  count.intValue(),
                  code,
                  Optional.ofNullable(fields.get("output")).map(String::valueOf)))
          : Optional.empty();
    } catch (BadMessageException e) {
      return Optional.empty(); // a line that was written in part, or by somebody else
    }
  }

  private void write(String line) throws IOException {
    create(file);
    if (Files.size(file) > LIMIT) {
      shorten();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      String text = endsWithLine(channel) ? line + "\n" : "\n" + line + "\n";
      var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static boolean endsWithLine(FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      return true;
    }
    var last = ByteBuffer.allocate(1);
    return channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n';
  }

  private void shorten() throws IOException {
    var kept = new ArrayDeque<String>();
    List<String> lines = lines();
    long size = 0;
    for (int i = lines.size() - 1; i >= 0 && size < LIMIT / 2; i--) {
      if (parse(lines.get(i)).isPresent()) {
        size += lines.get(i).length() + 1;
        kept.addFirst(lines.get(i));
      }
    }
    Path shorter = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(shorter);
    create(shorter);
    Files.writeString(shorter, String.join("\n", kept) + "\n");
    Files.move(shorter, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
