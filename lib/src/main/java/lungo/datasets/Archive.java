package lungo.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import lungo.data.DataException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A zip or tar file, gzipped or not, that is unpacked whole or not at all: nothing that it holds
 * gets outside the folder, links and devices are refused, and so is more than a limit.
 *
 * <pre>{@code
 * Archive.of(Path.of("cifar-10-binary.tar.gz")).unpack(Path.of("cifar-10"));
 * Archive.of(Path.of("pictures.zip")).only("pictures/train").limit(50_000_000_000L).unpack(folder);
 * }</pre>
 */
public final class Archive {

  /** How many times as large as the archive its content may be; zip bombs are a thousand times. */
  private static final long GROWTH = 200;

  private static final long LEAST_LIMIT = 64L << 20;
  private static final int MOST_ENTRIES = 3_000_000;

  private final Path file;
  private final String folder;
  private final long limit;
  private final int mostEntries;

  private Archive(Path file, String folder, long limit, int mostEntries) {
    this.file = file;
    this.folder = folder;
    this.limit = limit;
    this.mostEntries = mostEntries;
  }

  /**
   * An archive.
   *
   * @param file a zip, tar or tar.gz file, whatever its name
   * @return the archive; up to 200 times its size may be unpacked, 64 MiB at least
   * @throws DataException if there is no such file
   */
  public static Archive of(Path file) {
    try {
      long most = Math.max(LEAST_LIMIT, Math.multiplyExact(GROWTH, Files.size(file)));
      return new Archive(file, "", most, MOST_ENTRIES);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Another limit.
   *
   * @param bytes that its files may take unpacked, 1 or more
   * @return the archive with this limit
   */
  public Archive limit(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("the limit must be 1 byte or more, got " + bytes);
    }
    return new Archive(file, folder, bytes, mostEntries);
  }

  /** Another number of files and folders; 3 million without this. */
  Archive entries(int most) {
    return new Archive(file, folder, limit, most);
  }

  /**
   * A part of it.
   *
   * @param inner a folder in the archive, such as {@code pictures/train}
   * @return what lies in that folder, without the folder's own path; all else is passed over
   */
  public Archive only(String inner) {
    return new Archive(
        file, inner.isEmpty() || inner.endsWith("/") ? inner : inner + "/", limit, mostEntries);
  }

  /**
   * Unpacks it.
   *
   * @param into a folder that is not there yet, or empty
   * @throws DataException if the folder holds something, the archive is damaged or of another kind,
   *     or something in it is not to be unpacked; then nothing is left of it
   */
  public void unpack(Path into) {
    Path whole = into.toAbsolutePath();
    Path beside = whole.resolveSibling("." + whole.getFileName() + "-" + UUID.randomUUID());
    try {
      if (Trees.isFilled(whole)) {
        throw new DataException(into + " holds something already");
      }
      try {
        Files.createDirectories(beside);
        unpackEntries(beside);
        Files.deleteIfExists(whole);
        Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Trees.delete(beside);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException(
        e instanceof NoSuchFileException
            ? file + " does not exist"
            : file + " cannot be unpacked: " + e.getMessage(),
        e);
  }

  private void unpackEntries(Path into) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      if (startsWith(in, 'P', 'K')) {
        unpackZip(in, into);
      } else if (startsWith(in, 0x1f, 0x8b)) {
        unpackTar(new GZIPInputStream(in, 1 << 16), into);
      } else {
        unpackTar(in, into);
      }
    }
  }

  private static boolean startsWith(InputStream in, int... bytes) throws IOException {
    in.mark(bytes.length);
    int[] first = new int[bytes.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = in.read();
    }
    in.reset();
    return Arrays.equals(first, bytes);
  }

  private void unpackZip(InputStream in, Path into) throws IOException {
    var room = new Room();
    try (var zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        room.enter();
        Path place = place(entry.getName(), into);
        if (place == null) {
          continue;
        }
        if (entry.isDirectory()) {
          Files.createDirectories(place);
        } else {
          room.write(zip, place);
        }
      }
    }
    room.checkUsed();
  }

  private void unpackTar(InputStream in, Path into) throws IOException {
    var room = new Room();
    try (var tar = new TarArchiveInputStream(in)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        room.enter();
        Path place = place(entry.getName(), into);
        if (place == null) {
          continue;
        }
        if (isLinkOrDevice(entry)) {
          throw refused("'" + entry.getName() + "' is a link or a device, which is not unpacked");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(place);
        } else {
          room.write(tar, place);
        }
      }
    }
    room.checkUsed();
  }

  private static boolean isLinkOrDevice(TarArchiveEntry entry) {
    return entry.isLink()
        || entry.isSymbolicLink()
        || entry.isFIFO()
        || entry.isCharacterDevice()
        || entry.isBlockDevice();
  }

  private DataException refused(String why) {
    return new DataException(file + ": " + why);
  }

  /** Where an entry goes, or null if it is not asked for. */
  private @Nullable Path place(String given, Path into) {
    String name = given.replace('\\', '/');
    while (name.startsWith("./")) {
      name = name.substring(2);
    }
    boolean leaves = Arrays.asList(name.split("/", -1)).contains("..");
    if (leaves || name.startsWith("/") || name.matches("[A-Za-z]:.*") || name.indexOf('\0') >= 0) {
      throw refused("'" + given + "' would lie outside the folder");
    }
    if (!name.startsWith(folder)) {
      return null;
    }
    Path place = into.resolve(name.substring(folder.length())).normalize();
    if (!place.startsWith(into)) {
      throw refused("'" + given + "' would lie outside the folder");
    }
    return place;
  }

  /** Counts what was unpacked. */
  private final class Room {

    private long bytes;
    private int entries;
    private int files;

    void enter() {
      if (++entries > mostEntries) {
        throw refused(String.format(Locale.ROOT, "more than %,d files and folders", mostEntries));
      }
    }

    void write(InputStream in, Path place) throws IOException {
      files++;
      Files.createDirectories(place.resolveSibling(""));
      try (var out = Files.newOutputStream(place)) {
        byte[] chunk = new byte[1 << 16];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          bytes += n;
          if (bytes > limit) {
            throw refused(
                String.format(
                    Locale.ROOT,
                    "unpacked it takes more than the limit of %,d bytes; Archive.limit sets another",
                    limit));
          }
          out.write(chunk, 0, n);
        }
      }
    }

    void checkUsed() {
      if (files == 0) {
        throw refused(
            folder.isEmpty() ? "there are no files in it" : "there are no files in " + folder);
      }
    }
  }
}
