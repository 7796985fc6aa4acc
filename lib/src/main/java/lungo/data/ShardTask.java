package lungo.data;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import lungo.tasks.Task;

/**
 * Writes one shard of a folder, whole or not at all: into a file of its own, which then takes the
 * shard's name. Beside it lies what is known of it until the folder is done, so that a task that is
 * run again, after a crash or on two machines at once, has nothing left to do.
 *
 * <pre>{@code
 * class Squares extends ShardTask {
 *   Squares(Path folder) {
 *     super(folder, Part.TRAIN, 0, 1);              // the only one
 *   }
 *   protected String source() {
 *     return "the numbers below ten";
 *   }
 *   protected void write(ShardWriter out) throws IOException {
 *     for (int i = 0; i < 10; i++) {
 *       out.add(new TfExample().put("square", i * i).toBytes(), i);
 *     }
 *   }
 * }
 * }</pre>
 */
public abstract class ShardTask implements Task<ShardEntry> {

  /** What the names of the files end with that are left while a folder is written. */
  static final String WRITING = ".writing";

  static final String DONE = ".done";

  private static final long serialVersionUID = 1;
  private static final Gson GSON = new Gson();

  /** Where the shard will lie. */
  private final String folder;

  /** Its name there. */
  private final String file;

  /** What its records are for. */
  private final String part;

  /**
   * A shard that is to be written.
   *
   * @param folder where it will lie, the same on all machines
   * @param part what its records are for
   * @param number from 0
   * @param count how many shards the part has
   */
  protected ShardTask(Path folder, Part part, int number, int count) {
    this.folder = folder.toAbsolutePath().normalize().toString();
    this.part = part.toString();
    this.file = String.format(Locale.ROOT, "%s-%05d-of-%05d.tfrecord", part, number, count);
  }

  /**
   * All that the records are made from, as text: where it is the same, so are they.
   *
   * @return names, sizes and times of files, and the settings
   * @throws IOException if a file cannot be asked
   */
  protected abstract String source() throws IOException;

  /**
   * Writes the records.
   *
   * @param out takes them
   * @throws IOException if something cannot be read or written
   */
  protected abstract void write(ShardWriter out) throws IOException;

  @Override
  public final ShardEntry run(Attempt attempt) throws IOException {
    Path home = Path.of(folder);
    if (!Files.isDirectory(home)) {
      throw new DataException(
          home + " is no folder on this machine; all that write shards have to see the same one");
    }
    String made =
        Sha256Sums.of(new ByteArrayInputStream(source().getBytes(StandardCharsets.UTF_8)));
    Path shard = home.resolve(file);
    Path known = home.resolve(file + DONE);
    Optional<ShardEntry> before = before(shard, known, made);
    if (before.isPresent()) {
      return before.get();
    }
    Path fresh = home.resolve(file + "." + UUID.randomUUID() + WRITING);
    try {
      ShardEntry entry = written(fresh, made);
      Files.move(fresh, shard, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      Files.writeString(fresh, GSON.toJson(entry));
      Files.move(fresh, known, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return entry;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** What an earlier attempt has written, if it is what this one would write. */
  private static Optional<ShardEntry> before(Path shard, Path known, String made)
      throws IOException {
    if (!Files.isRegularFile(known) || !Files.isRegularFile(shard)) {
      return Optional.empty();
    }
    try {
      ShardEntry entry = GSON.fromJson(Files.readString(known), ShardEntry.class);
      return Optional.ofNullable(entry)
          .filter(e -> made.equals(e.made()))
          .filter(e -> e.sha256().equals(sum(shard)));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static String sum(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Sha256Sums.of(in);
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }

  private ShardEntry written(Path fresh, String made) throws IOException {
    var out = new ShardWriter(fresh);
    try (out) {
      write(out);
    }
    return new ShardEntry(
        file, part, Files.size(fresh), sum(fresh), made, out.sizes(), out.numbers(), out.skipped());
  }
}
