package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.optim.Adam;
import lungo.optim.Lbfgs;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.weights.Safetensors;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are cut off and go on, and checkpoints that are refused. */
class ResumeTest {

  private static final Shape EXAMPLE = new Shape(6);
  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final int EPOCHS = 3;
  private static final Recipe RECIPE =
      Recipe.standard().accumulate(2).clipNorm(1).ema(0.9).mixup(0.3).labelSmoothing(0.1);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Batch normalisation, dropout, momenta, averages, mixing: everything that a run remembers. */
  static Learner learner(Optimizer optimizer) {
    var block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(16).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.3f).build())
            .add(Linear.builder().setUnits(3).build());
    return learner(optimizer, block).recipe(RECIPE);
  }

  private static Learner learner(Optimizer optimizer, Block block) {
    Seed.set(5);
    return Learner.classifier(
            References.batches(7, EXAMPLE), References.batches(1, EXAMPLE), CLASSES, EXAMPLE, block)
        .optimizer(optimizer);
  }

  static Learner train(Learner learner, Path directory, Callback... more) {
    var callbacks = new ArrayList<>(List.of(more));
    callbacks.add(Checkpoints.in(directory).every(3).keep(2).best("valid_loss"));
    learner.fit(EPOCHS, Schedules.oneCycle(0.05), callbacks.toArray(Callback[]::new));
    return learner;
  }

  /** Halts its process in the second epoch, with the checkpoint of an earlier step on the disk. */
  static final class CutOff {

    private CutOff() {}

    public static void main(String[] arguments) {
      var halt =
          new Callback() {
            @Override
            public void stepEnd(StepEnd event) {
              if (event.step() == 8) {
                Runtime.getRuntime().halt(42);
              }
            }
          };
      train(learner(Adam.of(0.01)), Path.of(arguments[0]), halt);
    }
  }

  /**
   * Can write no more than 2,000 bytes a file from its fourth step on, as on a disk that is full.
   */
  static final class FullDisk {

    private FullDisk() {}

    public static void main(String[] arguments) {
      var fill =
          new Callback() {
            @Override
            public void stepEnd(StepEnd event) {
              if (event.step() == 4) {
                limitFiles();
              }
            }
          };
      try {
        train(learner(Adam.of(0.01)), Path.of(arguments[0]), fill);
      } catch (TrainingException e) {
        boolean isTold = String.valueOf(e.getMessage()).startsWith("cannot write the checkpoint ");
        Runtime.getRuntime().halt(isTold ? 28 : 1);
      }
    }

    private static void limitFiles() {
      String process = Long.toString(ProcessHandle.current().pid());
      try {
        int status =
            new ProcessBuilder("prlimit", "--pid", process, "--fsize=2000:").start().waitFor();
        assertThat(status).isZero();
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereTheDiskIsFullTheOldCheckpointStays() throws Exception {
    Path full = directory.resolve("full");
    assertThat(ChildProcess.run(FullDisk.class, full.toString())).isEqualTo(28);
    assertThat(names(full)).containsExactly("step-00000003.json", "step-00000003.safetensors");
    var resumed = learner(Adam.of(0.01));
    assertThat(resumed.resume(full)).isTrue();
    assertThat(resumed.history().stepLosses()).hasSize(3);
  }

  @Test
  void killedRunGoesOnToTheSameWeightsBitForBit() throws Exception {
    var whole = train(learner(Adam.of(0.01)), directory.resolve("whole"));
    Path cut = directory.resolve("cut");
    assertThat(ChildProcess.run(CutOff.class, cut.toString())).isEqualTo(42);
    assertThat(names(cut)).contains("step-00000006.json").doesNotContain("step-00000009.json");

    Seed.set(99);
    var resumed = learner(Adam.of(0.01));
    assertThat(resumed.resume(cut)).isTrue();
    assertThat(resumed.history().stepLosses()).hasSize(6);
    train(resumed, cut);

    assertThat(resumed.history().stepLosses()).containsExactly(whole.history().stepLosses());
    assertThat(weights(resumed)).containsExactlyEntriesOf(weights(whole));
    assertThat(resumed.history().values("train_loss"))
        .containsExactly(whole.history().values("train_loss"));
    assertThat(resumed.history().values("valid_loss"))
        .containsExactly(whole.history().values("valid_loss"));
    assertThat(names(cut)).isEqualTo(names(directory.resolve("whole")));
    for (String name : names(cut)) {
      if (name.endsWith(".safetensors")) {
        assertThat(cut.resolve(name))
            .hasSameBinaryContentAs(directory.resolve("whole").resolve(name));
      }
    }
  }

  @Test
  void interruptedRunGoesOnWithinTheEpoch() {
    var whole = learner(Sgd.of(0.1).momentum(0.9));
    whole.fit(2, Schedules.cosine(0.1));
    var cut = learner(Sgd.of(0.1).momentum(0.9));
    var interrupter =
        new Callback() {
          @Override
          public void stepEnd(StepEnd event) {
            if (event.step() == 2) {
              Thread.currentThread().interrupt();
            }
          }
        };
    cut.fit(2, Schedules.cosine(0.1), interrupter, Checkpoints.in(directory));
    assertThat(Thread.interrupted()).isTrue();
    var resumed = learner(Sgd.of(0.1).momentum(0.9));
    resumed.resume(directory);
    resumed.fit(2, Schedules.cosine(0.1));
    assertThat(weights(resumed)).containsExactlyEntriesOf(weights(whole));
  }

  @Test
  void finishedRunIsNotTrainedAgain() {
    train(learner(Adam.of(0.01)), directory);
    var resumed = learner(Adam.of(0.01));
    assertThat(resumed.resume(directory)).isTrue();
    var before = weights(resumed);
    train(resumed, directory);
    assertThat(weights(resumed)).containsExactlyEntriesOf(before);
    assertThat(resumed.history().rows()).hasSize(EPOCHS);
    assertThat(learner(Adam.of(0.01)).resume(directory.resolve("none"))).isFalse();
  }

  @Test
  void oldCheckpointsGoAndTheBestStays() throws IOException {
    var learner = train(learner(Adam.of(0.01)), directory);
    assertThat(names(directory))
        .containsExactly(
            "best.json",
            "best.safetensors",
            "step-00000009.json",
            "step-00000009.safetensors",
            "step-00000012.json",
            "step-00000012.safetensors");
    double[] losses = learner.history().values("valid_loss");
    double lowest = Math.min(losses[0], Math.min(losses[1], losses[2]));
    var best = learner(Adam.of(0.01)).loadWeights(directory.resolve("best.safetensors"));
    assertThat(best.evaluate(References.batches(1, EXAMPLE)).loss())
        .isCloseTo(lowest, within(1e-12)); // the same losses, added in another order
    try (var file = Safetensors.open(directory.resolve("best.safetensors"))) {
      assertThat(file.names())
          .contains(
              "model.01Linear.weight",
              "average.01Linear.weight",
              "optimizer.01Linear.weight.exp_avg",
              "history.losses");
    }
  }

  @Test
  void damagedCheckpointIsLeftOutForTheOneBefore() throws IOException {
    train(learner(Adam.of(0.01)), directory);
    Path newest = directory.resolve("step-00000012.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 100] ^= 1;
    Files.write(newest, bytes);
    var learner = learner(Adam.of(0.01));
    learner.resume(directory);
    assertThat(learner.history().stepLosses()).hasSize(9);

    try (var file = Files.newByteChannel(newest, StandardOpenOption.WRITE)) {
      file.truncate(bytes.length / 2);
    }
    learner.resume(directory);
    assertThat(learner.history().stepLosses()).hasSize(9);

    Files.writeString(directory.resolve("step-00000009.json"), "{\"format\": \"another\"}");
    assertThatThrownBy(() -> learner.resume(directory))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no checkpoint in " + directory + " is whole")
        .hasMessageContaining("step-00000012.safetensors is truncated")
        .hasMessageContaining("step-00000009.json is no checkpoint: expected format")
        .hasMessageContaining("got 'another'");
  }

  @Test
  void anotherModelOptimizerRecipeOrScheduleIsRefused() {
    train(learner(Adam.of(0.01)), directory);
    var wide =
        learner(Adam.of(0.01), new SequentialBlock().add(Linear.builder().setUnits(3).build()))
            .recipe(RECIPE);
    assertThatThrownBy(() -> wide.resume(directory))
        .hasMessageContaining("does not fit the learner: 'model.01Linear.weight'")
        .hasMessageContaining("shape (16, 6), the learner's is (3, 6)");
    assertThatThrownBy(() -> learner(Sgd.of(0.01)).resume(directory))
        .hasMessageContaining("was written with the optimizer {name=adam, rate=0.01")
        .hasMessageContaining("this learner has {name=sgd");
    assertThatThrownBy(() -> learner(Adam.of(0.01)).recipe(Recipe.standard()).resume(directory))
        .hasMessageContaining("was written with the recipe");
    var other = learner(Adam.of(0.01));
    other.resume(directory);
    assertThatThrownBy(() -> other.fit(4, Schedules.oneCycle(0.05)))
        .hasMessageContaining("the run that goes on takes 12 steps, not 16");
    assertThatThrownBy(() -> other.fit(3, Schedules.oneCycle(0.1)))
        .hasMessageContaining("at other rates");
  }

  @Test
  void historyOfLbfgsIsRestored() {
    var optimizer = Lbfgs.of(0.5).iterations(2);
    var block = new SequentialBlock().add(Linear.builder().setUnits(3).build());
    var whole = learner(optimizer, block);
    whole.fit(2, Checkpoints.in(directory).every(7).keep(9));
    new Checkpoint(directory, "step-00000014").delete();
    var again = learner(optimizer, new SequentialBlock().add(Linear.builder().setUnits(3).build()));
    again.resume(directory);
    again.fit(2);
    assertThat(weights(again)).containsExactlyEntriesOf(weights(whole));
  }

  private static Map<String, List<Float>> weights(Learner learner) {
    var weights = new LinkedHashMap<String, List<Float>>();
    for (Map.Entry<String, NDArray> entry : StateDict.of(learner.model()).arrays().entrySet()) {
      var values = new ArrayList<Float>();
      for (Number value : entry.getValue().toArray()) {
        values.add(value.floatValue());
      }
      weights.put(entry.getKey(), values);
    }
    return weights;
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
