package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lungo.random.Seed;
import lungo.torch.LossScale;
import lungo.weights.StateDict;
import org.jspecify.annotations.Nullable;

/**
 * Between a learner and its checkpoints: gathers all that a run needs to go on, and puts it back.
 *
 * @param optimizerName the optimizer's description
 */
record Resumption(
    Network network,
    Kept optimizer,
    @Nullable Averages averages,
    LossScale scale,
    History history,
    String optimizerName,
    String recipe) {

  /** What an optimizer, or rounds that are taken elsewhere, carry from step to step. */
  record Kept(Supplier<Map<String, NDArray>> read, Consumer<Map<String, NDArray>> write) {

    Map<String, NDArray> state() {
      return read.get();
    }

    void restore(Map<String, NDArray> state) {
      write.accept(state);
    }
  }

  void write(Checkpoint checkpoint, TrainingRun.Position position, double[] rates) {
    try (NDManager scope = network.manager().newSubManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      put(arrays, Checkpoint.MODEL, network.arrays());
      put(arrays, Checkpoint.OPTIMIZER, optimizer.state());
      put(arrays, Checkpoint.AVERAGE, averages == null ? Map.of() : averages.arrays());
      put(arrays, Checkpoint.LOSS_SCALE, scale.state());
      double[] losses = history.stepLosses();
      if (losses.length > 0) {
        arrays.put(Checkpoint.HISTORY + "losses", scope.create(losses));
        arrays.put(Checkpoint.HISTORY + "rates", scope.create(history.stepRates()));
      }
      checkpoint.write(
          arrays,
          new Checkpoint.Progress(
              rates.length,
              Arrays.hashCode(rates),
              Seed.get(),
              position,
              optimizerName,
              recipe,
              history.rows(),
              Arrays.stream(history.epochStarts()).boxed().toList()));
    }
  }

  /**
   * Where the run goes on.
   *
   * @throws TrainingException if it is called with another number of steps, or other rates
   */
  static TrainingRun.Position of(Checkpoint.Progress progress, double[] rates) {
    if (progress.steps() != rates.length || progress.rates() != Arrays.hashCode(rates)) {
      throw new TrainingException(
          "the run that goes on takes "
              + progress.steps()
              + " steps"
              + (progress.steps() == rates.length ? " at other rates" : ", not " + rates.length)
              + "; call fit(…) as it was called before, or begin anew with another learner");
    }
    return progress.position();
  }

  /** Takes over the weights of a checkpoint, the averaged ones if it has some. */
  void load(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = ".safetensors";
    if (!name.endsWith(ending)) {
      throw new TrainingException(file + " must end with " + ending);
    }
    Path folder = Objects.requireNonNullElse(file.getParent(), Path.of(""));
    var checkpoint = new Checkpoint(folder, name.substring(0, name.length() - ending.length()));
    checkpoint.read();
    try (NDManager scope = network.manager().newSubManager()) {
      var model = checkpoint.arrays(Checkpoint.MODEL, scope);
      check(checkpoint, Checkpoint.MODEL, model, network.arrays());
      StateDict.copy(model, network.arrays());
      var average = checkpoint.arrays(Checkpoint.AVERAGE, scope);
      StateDict.copy(average, network.arrays());
      if (averages != null) {
        StateDict.copy(average, averages.arrays());
      }
    }
  }

  private static void put(Map<String, NDArray> into, String kind, Map<String, NDArray> arrays) {
    arrays.forEach((name, array) -> into.put(kind + name, array));
  }

  /**
   * Goes back to the newest checkpoint that is whole.
   *
   * @return what the run was; null if there is no checkpoint
   * @throws TrainingException if there are some, but none is whole or fits
   */
  Checkpoint.@Nullable Progress newest(Path directory) {
    List<Checkpoint> all = Checkpoints.steps(directory);
    var reasons = new ArrayList<String>();
    for (Checkpoint checkpoint : all) {
      Checkpoint.Progress progress;
      try {
        progress = checkpoint.read();
      } catch (TrainingException e) {
        reasons.add(String.valueOf(e.getMessage()));
        continue;
      }
      reasons.forEach(reason -> System.out.println("Left out: " + reason));
      restore(checkpoint, progress);
      return progress;
    }
    if (all.isEmpty()) {
      return null;
    }
    throw new TrainingException(
        "no checkpoint in " + directory + " is whole: " + String.join("; ", reasons));
  }

  private void restore(Checkpoint checkpoint, Checkpoint.Progress progress) {
    same(checkpoint, "optimizer", progress.optimizer(), optimizerName);
    same(checkpoint, "recipe", progress.recipe(), recipe);
    try (NDManager scope = network.manager().newSubManager()) {
      var model = checkpoint.arrays(Checkpoint.MODEL, scope);
      var average = checkpoint.arrays(Checkpoint.AVERAGE, scope);
      var state = checkpoint.arrays(Checkpoint.OPTIMIZER, scope);
      var scaled = checkpoint.arrays(Checkpoint.LOSS_SCALE, scope);
      check(checkpoint, Checkpoint.MODEL, model, network.arrays());
      Map<String, NDArray> averaged = averages == null ? Map.of() : averages.arrays();
      check(checkpoint, Checkpoint.AVERAGE, average, averaged);
      check(checkpoint, Checkpoint.LOSS_SCALE, scaled, scale.state());
      if (!optimizer.state().isEmpty()) {
        check(checkpoint, Checkpoint.OPTIMIZER, state, optimizer.state());
      }
      StateDict.copy(model, network.arrays());
      StateDict.copy(average, averaged);
      StateDict.copy(scaled, scale.state());
      optimizer.restore(state);
      var steps = checkpoint.arrays(Checkpoint.HISTORY, scope);
      history.restore(
          progress.rows(), progress.epochStarts(), values(steps, "losses"), values(steps, "rates"));
      Seed.set(progress.seed());
    }
  }

  private static double[] values(Map<String, NDArray> arrays, String name) {
    NDArray array = arrays.get(name);
    return array == null ? new double[0] : array.toDoubleArray();
  }

  private static void same(Checkpoint checkpoint, String what, String saved, String own) {
    if (!saved.equals(own)) {
      throw new TrainingException(
          String.format(
              "%s was written with the %s %s, this learner has %s",
              checkpoint.descriptionFile(), what, saved, own));
    }
  }

  /** Refuses another model or optimizer, with the first array that differs. */
  static void check(
      Checkpoint checkpoint, String kind, Map<String, NDArray> saved, Map<String, NDArray> own) {
    own.forEach(
        (name, array) -> {
          NDArray other = saved.get(name);
          if (other == null) {
            throw differs(checkpoint, kind + name, "the checkpoint has no such array");
          }
          if (!other.getShape().equals(array.getShape())) {
            throw differs(
                checkpoint,
                kind + name,
                "shape " + other.getShape() + ", the learner's is " + array.getShape());
          }
        });
    saved.keySet().stream()
        .filter(name -> !own.containsKey(name))
        .findFirst()
        .ifPresent(
            name -> {
              String some = own.keySet().stream().limit(3).collect(Collectors.joining(", "));
              throw differs(
                  checkpoint, kind + name, "the learner has no such array, but " + some + ", …");
            });
  }

  private static TrainingException differs(Checkpoint checkpoint, String name, String how) {
    return new TrainingException(
        checkpoint.arraysFile() + " does not fit the learner: '" + name + "': " + how);
  }
}
