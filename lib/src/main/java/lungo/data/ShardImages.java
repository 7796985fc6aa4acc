package lungo.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.random.Seed;

/** The pictures of a part that lie in shards, in the shards' order. */
final class ShardImages implements ImageSource {

  /** What the records are. */
  static final String KIND = "images";

  static final String HEIGHT = "height";
  static final String WIDTH = "width";
  static final String CHANNELS = "channels";
  static final String LABEL = "label";
  static final String NAME = "name";
  static final String PIXELS = "pixels";

  /** So many shards are read from at once, and mixed. */
  static final int MIXED = 8;

  private final List<Path> files;
  private final List<ShardEntry> entries;
  private final List<long[]> starts;

  /** The first picture's place of each shard, and the number of all. */
  private final int[] firsts;

  private ShardImages(ShardFolder folder, List<ShardEntry> entries) {
    this.files = entries.stream().map(folder::file).toList();
    this.entries = entries;
    this.starts = entries.stream().map(ShardEntry::starts).toList();
    this.firsts = new int[entries.size() + 1];
    for (int i = 0; i < entries.size(); i++) {
      firsts[i + 1] = firsts[i] + entries.get(i).records();
    }
  }

  static ImageSet open(Path directory) {
    ShardFolder folder = ShardFolder.read(directory);
    if (!folder.kind().equals(KIND)) {
      throw new DataException(
          directory + " holds shards of " + folder.kind() + ", expected " + KIND);
    }
    Map<Part, Subset> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      List<ShardEntry> own =
          folder.entries().stream()
              .filter(e -> e.part().equals(part.toString()) && e.records() > 0)
              .toList();
      if (!own.isEmpty()) {
        parts.put(part, Subset.all(new ShardImages(folder, own)));
      }
    }
    if (!parts.containsKey(Part.TRAIN)) {
      throw new DataException(directory + " has no shards to train on; it has " + parts.keySet());
    }
    return new ImageSet(
        directory.toString(), folder.classes(), parts, size(folder), folder.skipped());
  }

  /** The pictures' size if they are all alike. */
  private static Optional<ImageSet.Size> size(ShardFolder folder) {
    Long height = folder.facts().get(HEIGHT);
    Long width = folder.facts().get(WIDTH);
    Long channels = folder.facts().get(CHANNELS);
    if (height == null || width == null || channels == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageSet.Size(
            Math.toIntExact(height), Math.toIntExact(width), Math.toIntExact(channels)));
  }

  /** Which shard a picture is in. */
  int shard(int index) {
    int found = Arrays.binarySearch(firsts, index);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public int size() {
    return firsts[firsts.length - 1];
  }

  @Override
  public int label(int index) {
    int shard = shard(index);
    return entries.get(shard).numbers()[index - firsts[shard]];
  }

  @Override
  public Pixels pixels(int index) {
    int shard = shard(index);
    int record = index - firsts[shard];
    String where = "record " + record + " of " + files.get(shard);
    TfExample example = TfExample.parse(TfRecord.content(read(shard, record, where), where), where);
    int height = Math.toIntExact(example.numbers(HEIGHT)[0]);
    int width = Math.toIntExact(example.numbers(WIDTH)[0]);
    int channels = Math.toIntExact(example.numbers(CHANNELS)[0]);
    byte[] bytes = example.bytes(PIXELS);
    if (bytes.length != height * width * channels) {
      throw new DataException(
          "%s: expected %d×%d×%d bytes of pixels, got %d"
              .formatted(where, height, width, channels, bytes.length));
    }
    return new Pixels(width, height, channels, bytes, 0, false);
  }

  private byte[] read(int shard, int record, String where) {
    byte[] framed = new byte[entries.get(shard).sizes()[record] + TfRecord.FRAME];
    try (var in = new RandomAccessFile(files.get(shard).toFile(), "r")) {
      in.seek(starts.get(shard)[record]);
      in.readFully(framed);
      return framed;
    } catch (FileNotFoundException e) {
      throw new DataException(where + " cannot be read: the shard is missing", e);
    } catch (IOException e) {
      throw new DataException(
          where + " cannot be read, the shard is truncated or damaged: " + e, e);
    }
  }

  /**
   * An order that reads from few shards at a time: the shards come in a random order, and of each
   * {@link #MIXED} of them the pictures are mixed.
   *
   * @param shards of each picture
   */
  static int[] order(int[] shards, SplittableRandom random) {
    int[][] byShard =
        IntStream.range(0, shards.length)
            .boxed()
            .collect(Collectors.groupingBy(i -> shards[i], TreeMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(places -> places.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    int[] turns = Seed.permutation(byShard.length, random);
    var order = IntStream.builder();
    for (int from = 0; from < turns.length; from += MIXED) {
      int[] together =
          IntStream.range(from, Math.min(from + MIXED, turns.length))
              .flatMap(turn -> IntStream.of(byShard[turns[turn]]))
              .toArray();
      for (int place : Seed.permutation(together.length, random)) {
        order.add(together[place]);
      }
    }
    return order.build().toArray();
  }
}
