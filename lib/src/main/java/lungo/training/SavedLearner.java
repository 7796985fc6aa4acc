package lungo.training;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lungo.data.DataException;
import lungo.data.ImagePreparation;
import lungo.data.Normalization;
import lungo.data.Sha256Sums;
import lungo.models.Models;
import lungo.optim.Optimizer;
import lungo.tables.TablePreparation;
import lungo.weights.StateDict;
import lungo.weights.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A learner as it lies on disk. Both files are written beside those that are there, and take their
 * places when both are whole; the JSON holds the weights' SHA-256, so that two that do not belong
 * together are noticed.
 */
record SavedLearner(
    Network network,
    List<String> classes,
    Shape example,
    @Nullable ImagePreparation preparation,
    @Nullable TablePreparation tables,
    History history,
    Optimizer optimizer) {

  private static final String WEIGHTS = "model.safetensors";
  private static final String DESCRIPTION = "learner.json";
  private static final String FORMAT = "lungo-learner-1";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** What stands in the JSON. Gson leaves out what is null, and so may whoever wrote a file. */
  private record Description(
      @Nullable String format,
      @Nullable Map<String, String> model,
      @Nullable List<String> classes,
      @Nullable List<Long> example,
      @Nullable Images images,
      @Nullable JsonElement table,
      @Nullable Map<String, Object> optimizer,
      @Nullable Map<String, Double> lastEpoch,
      @Nullable String weightsSha256) {}

  private record Images(int channels, int height, int width, List<Double> mean, List<Double> std) {

    static Images of(ImagePreparation preparation) {
      var normalization = preparation.normalization();
      return new Images(
          preparation.channels(),
          preparation.height(),
          preparation.width(),
          normalization.mean(),
          normalization.std());
    }

    ImagePreparation preparation() {
      return new ImagePreparation(channels, height, width, new Normalization(mean, std));
    }
  }

  void write(Path directory) {
    Map<String, String> model = network.block().getCustomMetadata();
    if (!model.containsKey("architecture")) {
      throw new TrainingException(
          "only models of this library can be saved whole, since they know how they are built; for "
              + network.block().getClass().getName()
              + " save the weights by StateDict.of(block).save(file)");
    }
    Path weights = directory.resolve(WEIGHTS + ".new");
    Path description = directory.resolve(DESCRIPTION + ".new");
    try {
      Files.createDirectories(directory);
      StateDict.of(network.block()).save(weights);
      Files.writeString(description, GSON.toJson(description(model, sha256(weights))));
      move(weights, directory.resolve(WEIGHTS));
      move(description, directory.resolve(DESCRIPTION));
    } catch (IOException | WeightsException e) {
      throw new TrainingException(
          "cannot save the model in "
              + directory
              + ": "
              + reason(e)
              + "; what was there before stays",
          e);
    } finally {
      discard(weights);
      discard(description);
    }
  }

  private Description description(Map<String, String> model, String sum) {
    return new Description(
        FORMAT,
        model,
        classes,
        Arrays.stream(example.getShape()).boxed().toList(),
        preparation == null ? null : Images.of(preparation),
        tables == null ? null : tables.json(),
        optimizer.describe(),
        history.rows().isEmpty() ? null : history.last().values(),
        sum);
  }

  static Learner load(Path directory) {
    Path file = directory.resolve(DESCRIPTION);
    Description saved = read(file);
    var model = saved.model();
    var classes = saved.classes();
    var example = saved.example();
    if (!FORMAT.equals(saved.format()) || model == null || classes == null || example == null) {
      throw new TrainingException(
          file
              + " is no saved learner: expected format '"
              + FORMAT
              + "' with model, classes and"
              + " example, got format '"
              + saved.format()
              + "'");
    }
    Path weights = directory.resolve(WEIGHTS);
    try {
      if (!sha256(weights).equals(saved.weightsSha256())) {
        throw new TrainingException(
            weights + " is not the file that " + file + " was saved with: its SHA-256 differs");
      }
      Block block = Models.build(model);
      var table = saved.table() == null ? null : TablePreparation.read(saved.table());
      Task task =
          table == null
              ? new Classification(classes)
              : table
                  .scale()
                  .<Task>map(Regression::new)
                  .orElseGet(() -> new Classification(classes));
      var learner = new Learner(task, new Shape(example), block, Devices.preferred());
      StateDict.of(block).load(weights);
      var images = saved.images();
      return learner.prepared(images == null ? null : images.preparation()).prepared(table);
    } catch (IOException | WeightsException | DataException | IllegalArgumentException e) {
      throw new TrainingException("cannot load the model in " + directory + ": " + reason(e), e);
    }
  }

  private static Description read(Path file) {
    try {
      var saved = GSON.fromJson(Files.readString(file), Description.class);
      if (saved == null) {
        throw new TrainingException(file + " is empty; expected a saved learner");
      }
      return saved;
    } catch (IOException e) {
      throw new TrainingException("cannot read a saved learner: no file " + file, e);
    } catch (JsonParseException e) {
      throw new TrainingException(file + " is no JSON of a saved learner: " + e.getMessage(), e);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Sha256Sums.of(in);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException
        ? "no file " + e.getMessage()
        : String.valueOf(e.getMessage());
  }
}
