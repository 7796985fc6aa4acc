package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.data.Sha256Sums;
import lungo.weights.Safetensors;
import lungo.weights.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A run on disk, in two files: {@code NAME.safetensors} with the arrays {@code model.*}, {@code
 * optimizer.*}, {@code average.*}, {@code loss_scale.*} and {@code history.*}, and {@code
 * NAME.json} with all else and the SHA-256 of the first. The JSON is written last and is what makes
 * the checkpoint.
 *
 * @param directory where they lie
 * @param name their name without an ending
 */
record Checkpoint(Path directory, String name) {

  static final String MODEL = "model.";
  static final String OPTIMIZER = "optimizer.";
  static final String AVERAGE = "average.";
  static final String LOSS_SCALE = "loss_scale.";
  static final String HISTORY = "history.";

  private static final String FORMAT = "lungo-checkpoint-1";
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeSpecialFloatingPointValues()
          .create();

  /**
   * What is known of a run beside its arrays.
   *
   * @param steps how many it takes in all
   * @param rates a hash of the rates of all steps
   * @param seed the process's seed
   * @param optimizer its description
   * @param recipe its description
   */
  record Progress(
      int steps,
      int rates,
      long seed,
      TrainingRun.Position position,
      String optimizer,
      String recipe,
      List<History.Row> rows,
      List<Integer> epochStarts) {}

  /** What stands in the JSON. Gson leaves out what is null, and so may whoever wrote a file. */
  private record Description(
      @Nullable String format, @Nullable String sha256, @Nullable Progress progress) {}

  Path arraysFile() {
    return directory.resolve(name + ".safetensors");
  }

  Path descriptionFile() {
    return directory.resolve(name + ".json");
  }

  /**
   * Writes both files, in the place of others of the name.
   *
   * @throws TrainingException if that fails, for want of space say; what was there stays as long as
   *     possible
   */
  void write(Map<String, NDArray> arrays, Progress progress) {
    try {
      Files.createDirectories(directory);
      Path fresh = directory.resolve(name + ".safetensors.new");
      Path described = directory.resolve(name + ".json.new");
      try {
        Safetensors.write(fresh, arrays, Map.of("format", "pt"));
        var description = new Description(FORMAT, sha256(fresh), progress);
        writeDurably(described, GSON.toJson(description));
        move(fresh, arraysFile());
        move(described, descriptionFile());
        sync(directory);
      } finally {
        Files.deleteIfExists(fresh);
        Files.deleteIfExists(described);
      }
    } catch (IOException | WeightsException e) {
      throw new TrainingException(
          "cannot write the checkpoint " + descriptionFile() + ": " + e.getMessage(), e);
    }
  }

  private static void writeDurably(Path file, String text) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The new names are on the disk afterwards, where the system can say so. */
  private static void sync(Path directory) {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open a folder; it writes names through.
    }
  }

  /**
   * Reads the description, and checks the arrays' file against it.
   *
   * @throws TrainingException if one is missing, torn, truncated or of another kind; the message
   *     has file and reason
   */
  Progress read() {
    try {
      var description = GSON.fromJson(Files.readString(descriptionFile()), Description.class);
      if (description == null || !FORMAT.equals(description.format())) {
        throw new TrainingException(
            String.format(
                "%s is no checkpoint: expected format '%s', got '%s'",
                descriptionFile(), FORMAT, description == null ? "" : description.format()));
      }
      Progress progress = description.progress();
      if (progress == null || description.sha256() == null) {
        throw new TrainingException(descriptionFile() + " is no checkpoint: it is incomplete");
      }
      Safetensors.open(arraysFile()).close();
      if (!sha256(arraysFile()).equals(description.sha256())) {
        throw new TrainingException(
            arraysFile()
                + " is damaged, or is not the file that "
                + descriptionFile()
                + " was written with: its SHA-256 differs");
      }
      return progress;
    } catch (NoSuchFileException e) {
      throw new TrainingException("there is no file " + e.getMessage(), e);
    } catch (IOException | WeightsException e) {
      throw new TrainingException(String.valueOf(e.getMessage()), e);
    } catch (JsonParseException e) {
      throw new TrainingException(
          descriptionFile() + " is no JSON of a checkpoint: " + e.getMessage(), e);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Sha256Sums.of(in);
    }
  }

  /**
   * The arrays of a kind, by name without it.
   *
   * @param manager owns them
   */
  Map<String, NDArray> arrays(String kind, NDManager manager) {
    var arrays = new LinkedHashMap<String, NDArray>();
    try (var stored = Safetensors.open(arraysFile())) {
      for (String each : stored.names()) {
        if (each.startsWith(kind)) {
          arrays.put(each.substring(kind.length()), stored.read(each, manager));
        }
      }
    }
    return arrays;
  }

  void delete() {
    try {
      Files.deleteIfExists(descriptionFile());
      Files.deleteIfExists(arraysFile());
    } catch (IOException e) {
      throw new TrainingException("cannot delete the old checkpoint " + descriptionFile(), e);
    }
  }

  /**
   * Writes, though the thread is interrupted, whether that is pending or comes meanwhile: it would
   * close the files. The thread stays interrupted.
   */
  static void uninterrupted(Runnable write) {
    boolean pending = Thread.interrupted();
    try {
      write.run();
    } catch (TrainingException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      pending = true;
      write.run();
    } finally {
      if (pending) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
