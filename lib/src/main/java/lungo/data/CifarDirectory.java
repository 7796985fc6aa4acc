package lungo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A directory with the binary version of CIFAR-10 ({@code data_batch_1.bin} to {@code
 * data_batch_5.bin}, {@code test_batch.bin}, {@code batches.meta.txt}) or CIFAR-100 ({@code
 * train.bin}, {@code test.bin}, {@code fine_label_names.txt}, whose fine labels are taken). Each
 * picture is its label, one byte or two, and 32×32 values of red, of green and of blue. Krizhevsky
 * 2009, https://www.cs.toronto.edu/~kriz/cifar.html
 */
final class CifarDirectory {

  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int VALUES = CHANNELS * SIDE * SIDE;

  /** How a version is laid out. */
  private enum Version {
    TEN("data_batch_", "test_batch.bin", "batches.meta.txt", 10, 1),
    HUNDRED("train.bin", "test.bin", "fine_label_names.txt", 100, 2);

    private final String train;
    private final String test;
    private final String names;
    private final int classes;
    private final int labels;

    Version(String train, String test, String names, int classes, int labels) {
      this.train = train;
      this.test = test;
      this.names = names;
      this.classes = classes;
      this.labels = labels;
    }

    private List<Path> trainFiles(Path directory) {
      return this == HUNDRED
          ? List.of(directory.resolve(train)).stream().filter(Files::exists).toList()
          : IntStream.rangeClosed(1, 5)
              .mapToObj(i -> directory.resolve(train + i + ".bin"))
              .filter(Files::exists)
              .toList();
    }
  }

  private CifarDirectory() {}

  static boolean isOne(Path directory) {
    return version(directory).isPresent();
  }

  private static Optional<Version> version(Path directory) {
    for (Version version : Version.values()) {
      if (!version.trainFiles(directory).isEmpty()) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  static ImageSet open(Path directory) {
    Version version = version(directory).orElseThrow();
    List<String> classes = classes(directory, version);
    Map<Part, Subset> parts = new EnumMap<>(Part.class);
    parts.put(Part.TRAIN, read(version.trainFiles(directory), version, classes));
    Path test = directory.resolve(version.test);
    if (Files.exists(test)) {
      parts.put(Part.TEST, read(List.of(test), version, classes));
    }
    var size = new ImageSet.Size(SIDE, SIDE, CHANNELS);
    return new ImageSet(directory.toString(), classes, parts, Optional.of(size));
  }

  private static List<String> classes(Path directory, Version version) {
    Path names = directory.resolve(version.names);
    if (!Files.exists(names)) {
      return IntStream.range(0, version.classes).mapToObj(String::valueOf).toList();
    }
    try {
      return Files.readAllLines(names).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new DataException(names + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Subset read(List<Path> files, Version version, List<String> classes) {
    var records = new ArrayList<byte[]>();
    for (Path file : files) {
      byte[] bytes = bytes(file, version);
      check(file, bytes, version, classes);
      records.add(bytes);
    }
    return Subset.all(new Records(records, version.labels));
  }

  private static byte[] bytes(Path file, Version version) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int each = version.labels + VALUES;
      if (bytes.length == 0 || bytes.length % each != 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s is no file of CIFAR or not whole: expected a multiple of %,d bytes, got %,d",
                file,
                each,
                bytes.length));
      }
      return bytes;
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void check(Path file, byte[] bytes, Version version, List<String> classes) {
    int each = version.labels + VALUES;
    for (int i = 0; i < bytes.length / each; i++) {
      int label = bytes[i * each + version.labels - 1] & 0xff;
      if (label >= classes.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: label %d of example %d is out of range; there are %d classes",
                file,
                label,
                i,
                classes.size()));
      }
    }
  }

  /** The pictures of all files, one after another. */
  static final class Records implements ImageSource {

    private final List<byte[]> files;
    private final int labels;
    private final int[] begins;

    Records(List<byte[]> files, int labels) {
      this.files = List.copyOf(files);
      this.labels = labels;
      this.begins = new int[files.size() + 1];
      for (int f = 0; f < files.size(); f++) {
        begins[f + 1] = begins[f] + files.get(f).length / each();
      }
    }

    private int each() {
      return labels + VALUES;
    }

    private int file(int index) {
      int file = 0;
      while (index >= begins[file + 1]) {
        file++;
      }
      return file;
    }

    @Override
    public int size() {
      return begins[files.size()];
    }

    @Override
    public int label(int index) {
      int file = file(index);
      return files.get(file)[(index - begins[file]) * each() + labels - 1] & 0xff;
    }

    @Override
    public Pixels pixels(int index) {
      int file = file(index);
      byte[] from = files.get(file);
      int at = (index - begins[file]) * each() + labels;
      byte[] pixels = new byte[VALUES];
      int plane = SIDE * SIDE;
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < CHANNELS; c++) {
          pixels[i * CHANNELS + c] = from[at + c * plane + i];
        }
      }
      return new Pixels(SIDE, SIDE, CHANNELS, pixels, 0, false);
    }
  }
}
