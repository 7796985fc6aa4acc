package lungo.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.tasks.TaskRunner;
import org.jspecify.annotations.Nullable;

/**
 * Examples in files of TFRecords, the shards, with {@code shards.json}, which says what they are,
 * and {@code SHA256SUMS}. {@code shards.json} is written last: a folder without it is half-written,
 * and to write it again does what is left.
 *
 * <pre>{@code
 * ShardFolder shards = ShardFolder.read(Path.of("shards"));
 * int examples = shards.entries().stream().mapToInt(ShardEntry::records).sum();
 * }</pre>
 *
 * @param folder where they lie
 * @param kind what the records are: {@code images} or {@code tokens}
 * @param classes the labels' names; empty where there are none
 * @param facts what else there is to know, such as the size of pictures
 * @param entries the shards, in the order of their examples
 */
public record ShardFolder(
    Path folder,
    String kind,
    List<String> classes,
    Map<String, Long> facts,
    List<ShardEntry> entries) {

  /** The file that says what the shards are. */
  static final String FILE = "shards.json";

  private static final String FORMAT = "lungo-shards-1";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** What stands in the file. */
  private record Content(
      @Nullable String format,
      @Nullable String kind,
      @Nullable List<String> classes,
      @Nullable Map<String, Long> facts,
      @Nullable List<ShardEntry> shards) {}

  /**
   * Copies the lists.
   *
   * @param folder where they lie
   * @param kind what the records are
   * @param classes the labels' names
   * @param facts what else there is to know
   * @param entries the shards
   */
  public ShardFolder {
    classes = List.copyOf(classes);
    facts = Map.copyOf(facts);
    entries = List.copyOf(entries);
  }

  /** Whether it holds shards, or will when all are written. */
  static boolean isOne(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .anyMatch(
              f -> f.equals(FILE) || f.endsWith(ShardTask.DONE) || f.endsWith(ShardTask.WRITING));
    } catch (IOException e) {
      throw new DataException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /**
   * Reads what a folder of shards holds; the shards themselves are read when they are needed.
   *
   * @param folder the folder
   * @return what it holds
   * @throws DataException if it holds none, or was not written to its end
   */
  public static ShardFolder read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          isOne(folder)
              ? folder
                  + " is half-written: there is no "
                  + FILE
                  + "; writing it again does the rest"
              : folder + " holds no shards: there is no " + FILE);
    }
    try {
      Content read = GSON.fromJson(Files.readString(file), Content.class);
      if (read == null || !FORMAT.equals(read.format)) {
        throw new DataException(file + " is not of the format '" + FORMAT + "'");
      }
      if (read.kind == null || read.classes == null || read.facts == null || read.shards == null) {
        throw new DataException(file + " is incomplete");
      }
      return new ShardFolder(folder, read.kind, read.classes, read.facts, read.shards);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    } catch (JsonParseException e) {
      throw new DataException(file + " is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Has shards written, and then says in their folder what they are.
   *
   * @param head all but the shards
   * @param tasks write a shard each
   * @param runner runs them
   * @return what the folder holds
   * @throws DataException if the folder has shards already, or an example cannot be read
   * @throws CancellationException if the thread is interrupted, which it stays; what is written is
   *     kept for the next time
   */
  public static ShardFolder write(
      ShardFolder head, List<? extends ShardTask> tasks, TaskRunner runner) {
    Path folder = head.folder;
    try {
      Files.createDirectories(folder);
      if (Files.exists(folder.resolve(FILE))) {
        throw new DataException(
            folder + " holds shards already; remove it, or write into another folder");
      }
      List<ShardEntry> entries = runner.run("shards into " + folder, tasks, news -> {});
      var whole = new ShardFolder(folder, head.kind, head.classes, head.facts, entries);
      whole.checkSomeAreLeft();
      whole.finish();
      return whole;
    } catch (IOException e) {
      throw new DataException(folder + " cannot be written: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while shards were written into " + folder);
    }
  }

  /** Nothing but damage means that something else is wrong. */
  private void checkSomeAreLeft() {
    if (entries.stream().allMatch(entry -> entry.records() == 0)) {
      throw new DataException(
          folder
              + " would be empty: all examples were left out, the first since "
              + skipped().stream().findFirst().orElse("there are none"));
    }
  }

  private void finish() throws IOException {
    Files.writeString(
        folder.resolve(Sha256Sums.FILE),
        entries.stream()
            .map(e -> e.sha256() + "  " + e.file() + "\n")
            .collect(Collectors.joining()));
    Path fresh = folder.resolve(FILE + ShardTask.WRITING);
    Files.writeString(
        fresh, GSON.toJson(new Content(FORMAT, kind, classes, facts, entries)) + "\n");
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
    var own = entries.stream().map(ShardEntry::file).collect(Collectors.toSet());
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.filter(f -> isLeft(String.valueOf(f.getFileName()), own::contains)).toList();
    }
    for (Path file : left) {
      Files.delete(file);
    }
  }

  /** What attempts before this one have left: pieces, and shards of another plan. */
  private static boolean isLeft(String name, Predicate<String> isOwn) {
    return name.endsWith(ShardTask.DONE)
        || name.endsWith(ShardTask.WRITING)
        || (name.matches("\\w+-\\d{5}-of-\\d{5}\\.tfrecord") && !isOwn.test(name));
  }

  /** Takes a record. */
  @FunctionalInterface
  public interface RecordTaker {

    /**
     * Takes it.
     *
     * @param content its bytes
     * @param where names it, for messages
     */
    void take(byte[] content, String where);
  }

  /**
   * Reads all records of a shard in their order.
   *
   * @param entry the shard
   * @param taker takes them
   * @throws DataException if the shard is missing or damaged; the message has its name
   */
  public void records(ShardEntry entry, RecordTaker taker) {
    Path file = file(entry);
    try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int i = 0; i < entry.records(); i++) {
        String where = "record " + i + " of " + file;
        byte[] framed = in.readNBytes(entry.sizes()[i] + TfRecord.FRAME);
        if (framed.length < entry.sizes()[i] + TfRecord.FRAME) {
          throw new DataException(file + " is truncated: it ends within record " + i);
        }
        taker.take(TfRecord.content(framed, where), where);
      }
    } catch (NoSuchFileException e) {
      throw new DataException(file + " is missing", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Whether a folder's shards are written, and what says so.
   *
   * @param folder the folder
   * @return false if it is half-written, or has none
   */
  public static boolean isFinished(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /** Where a shard lies. */
  Path file(ShardEntry entry) {
    return folder.resolve(entry.file());
  }

  /**
   * Why each example that was left out could not be read.
   *
   * @return a message each
   */
  public List<String> skipped() {
    return entries.stream().flatMap(entry -> entry.skipped().stream()).toList();
  }
}
