package lungo.kernel.classpath;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The names of the classes in a jar, read from its central directory as it stands in the file: a
 * session starts with a hundred jars and tens of thousands of classes, of which it will name a few.
 * PKWARE's APPNOTE 6.3, section 4.3.
 */
public final class JarDirectory {

  private static final String CLASS = ".class";
  private static final byte[] SUFFIX = CLASS.getBytes(StandardCharsets.US_ASCII);
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;
  private static final long IN_ZIP64 = 0xffffffffL;

  private final byte[] bytes;
  private final ByteBuffer numbers;

  private JarDirectory(byte[] bytes) {
    this.bytes = bytes;
    this.numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a jar's directory.
   *
   * @param jar a jar
   * @return the names in it
   * @throws IOException if it cannot be read or is no jar
   */
  public static JarDirectory read(Path jar) throws IOException {
    try (var file = new RandomAccessFile(jar.toFile(), "r")) {
      var end = new byte[END_LENGTH];
      long at = file.length() - END_LENGTH;
      if (at >= 0) {
        file.seek(at);
        file.readFully(end);
        ByteBuffer record = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
        long length = record.getInt(12) & IN_ZIP64;
        long start = record.getInt(16) & IN_ZIP64;
        if (record.getInt(0) == END_SIGNATURE && length < IN_ZIP64 && start + length <= at) {
          var directory = new byte[(int) length];
          file.seek(at - length); // the start is wrong in a jar that has a script before it
          file.readFully(directory);
          return new JarDirectory(directory);
        }
      }
    }
    return readSlowly(jar);
  }

  /** A jar with a comment, or so large that it needs the extended format. */
  private static JarDirectory readSlowly(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      List<byte[]> names =
          zip.stream()
              .map(ZipEntry::getName)
              .map(name -> name.getBytes(StandardCharsets.UTF_8))
              .toList();
      int length = names.stream().mapToInt(name -> ENTRY_LENGTH + name.length).sum();
      ByteBuffer directory = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      for (byte[] name : names) {
        int start = directory.position();
        directory.putInt(start, ENTRY_SIGNATURE).putShort(start + 28, (short) name.length);
        directory.position(start + ENTRY_LENGTH).put(name);
      }
      return new JarDirectory(directory.array());
    }
  }

  /**
   * The class files.
   *
   * @return their names in the jar, {@code java/util/List.class}
   */
  public List<String> names() {
    var names = new ArrayList<String>();
    for (int entry = 0; isEntry(entry); entry = next(entry)) {
      if (isClass(entry)) {
        names.add(
            new String(bytes, entry + ENTRY_LENGTH, nameLength(entry), StandardCharsets.UTF_8));
      }
    }
    return names;
  }

  /**
   * The packages with classes.
   *
   * @return their names in the jar, {@code java/util}
   */
  public Set<String> packages() {
    var packages = new LinkedHashSet<String>();
    int lastFrom = 0;
    int lastTo = -1;
    for (int entry = 0; isEntry(entry); entry = next(entry)) {
      int from = entry + ENTRY_LENGTH;
      int slash = slashOf(entry);
      boolean isSame =
          lastTo >= 0 && Arrays.equals(bytes, from, Math.max(from, slash), bytes, lastFrom, lastTo);
      if (isClass(entry) && !isSame) {
        lastFrom = from;
        lastTo = Math.max(from, slash);
        packages.add(new String(bytes, from, lastTo - from, StandardCharsets.UTF_8));
      }
    }
    return packages;
  }

  /**
   * The classes of a package.
   *
   * @param name such as {@code java/util}; empty for the unnamed one
   * @return binary names without the package
   */
  public List<String> classes(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    var classes = new ArrayList<String>();
    for (int entry = 0; isEntry(entry); entry = next(entry)) {
      int from = entry + ENTRY_LENGTH;
      int slash = slashOf(entry);
      if (isClass(entry)
          && Arrays.equals(bytes, from, Math.max(from, slash), wanted, 0, wanted.length)) {
        int simple = Math.max(from, slash + 1);
        int length = from + nameLength(entry) - SUFFIX.length - simple;
        classes.add(new String(bytes, simple, length, StandardCharsets.UTF_8));
      }
    }
    return classes;
  }

  private boolean isEntry(int entry) {
    return entry + ENTRY_LENGTH <= bytes.length && numbers.getInt(entry) == ENTRY_SIGNATURE;
  }

  private int next(int entry) {
    int extra = numbers.getShort(entry + 30) & 0xffff;
    int comment = numbers.getShort(entry + 32) & 0xffff;
    return entry + ENTRY_LENGTH + nameLength(entry) + extra + comment;
  }

  private int nameLength(int entry) {
    return numbers.getShort(entry + 28) & 0xffff;
  }

  private boolean isClass(int entry) {
    int to = entry + ENTRY_LENGTH + nameLength(entry);
    return nameLength(entry) > SUFFIX.length
        && Arrays.equals(bytes, to - SUFFIX.length, to, SUFFIX, 0, SUFFIX.length);
  }

  /** Index of the last slash of a name; before its beginning if there is none. */
  private int slashOf(int entry) {
    int from = entry + ENTRY_LENGTH;
    int at = from + nameLength(entry) - 1;
    while (at >= from && bytes[at] != '/') {
      at--;
    }
    return at;
  }
}
