package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.models.ResNet;
import lungo.optim.Adam;
import lungo.optim.AdamW;
import lungo.optim.Lbfgs;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.torch.LossScaling;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that are divided over replicas on the CPU, each with a thread and weights of its own. */
class DataParallelTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final Shape EXAMPLE = new Shape(6);
  private static final Shape PICTURE = new Shape(1, 6, 6);
  private static final int BATCH = 7;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @Test
  void stepsOnReplicasEqualStepsOnOneDevice() {
    for (Optimizer optimizer : List.of(Sgd.of(0.1).momentum(0.9), Adam.of(0.01))) {
      sameWith(2, () -> learner(EXAMPLE, perceptron()).optimizer(optimizer));
      sameWith(4, () -> learner(EXAMPLE, perceptron()).optimizer(optimizer));
    }
    sameWith(3, () -> learner(PICTURE, residual()).optimizer(Sgd.of(0.05).momentum(0.9)));
  }

  /** One of four sequences counts nowhere, another in part: the second replica has both. */
  @Test
  void targetsThatDoNotCountLeaveTheMeanAsItIs() {
    Loader batches =
        new MadeBatches(
            6,
            4,
            (manager, number) -> {
              long[] tokens = new long[4 * 8];
              Arrays.setAll(tokens, i -> (i * 7L + number * 3L + i / 8) % 31);
              long[] targets = new long[4 * 8];
              Arrays.setAll(targets, i -> i / 8 == 2 || i > 28 ? -100 : (tokens[i] + 1) % 31);
              var shape = new Shape(4, 8);
              return new Batch(
                  new NDList(manager.create(tokens, shape)),
                  new NDList(manager.create(targets, shape)));
            });
    UnaryOperator<Recipe> none = recipe -> recipe;
    for (UnaryOperator<Recipe> more : List.of(none, Recipe::activationCheckpointing)) {
      sameWith(
          4,
          () ->
              Learner.tokens(batches, batches, 31, 8, Gpt.of(new GptConfig(31, 8, 32, 2, 4, 0)))
                  .optimizer(Sgd.of(0.1).momentum(0.9))
                  .recipe(more.apply(Recipe.standard().labelSmoothing(0.1))));
    }
  }

  @Test
  void everyPartOfARecipeHoldsForTheWholeBatch() {
    var recipe =
        Recipe.standard()
            .accumulate(2)
            .clipNorm(0.05)
            .clipValue(0.02)
            .ema(0.8)
            .mixup(0.4)
            .labelSmoothing(0.1)
            .classWeights(1, 3, 0.5)
            .ignoring(1);
    sameWith(
        3,
        () ->
            learner(EXAMPLE, perceptron())
                .optimizer(AdamW.of(0.02).weightDecay(0.1))
                .recipe(recipe)
                .freeze("01Linear.bias"));
  }

  /** In float16 the parts' products are rounded, not the whole batch's. */
  @Test
  void aLossOfOnesOwnIsTheMeanOverTheWholeBatch() {
    Loss margins =
        (outputs, targets) -> {
          NDArray right = targets.head().oneHot(3).mul(2).sub(1);
          return outputs.head().mul(right).mul(-1).add(1).maximum(0).square().mean();
        };
    var recipe = Recipe.standard().accumulate(2).loss(margins);
    sameWith(3, () -> learner(EXAMPLE, perceptron()).optimizer(Sgd.of(0.1)).recipe(recipe));
  }

  @Test
  void lossesThatAreScaledGiveTheSameStepsToWithinTheirRounding() {
    var scaling = LossScaling.standard().initial(1024);
    sameWith(
        2,
        () ->
            learner(EXAMPLE, perceptron())
                .optimizer(Sgd.of(0.1).momentum(0.9))
                .recipe(Recipe.standard().float16(scaling).accumulate(2).clipNorm(0.5)),
        2e-3f);
  }

  private static void sameWith(int replicas, Supplier<Learner> made) {
    sameWith(replicas, made, 1e-5f);
  }

  /** Trains on one device and on replicas: the same losses, weights and judgements. */
  private static void sameWith(int replicas, Supplier<Learner> made, float tolerance) {
    Seed.set(1);
    Learner alone = made.get();
    alone.fit(2);
    Seed.set(1);
    Learner divided = made.get().dataParallel(cpus(replicas));
    float[] begin = References.weights(divided);
    divided.fit(2);
    assertThat(References.weights(divided)).isNotEqualTo(begin);
    assertThat(divided.history().stepLosses())
        .containsExactly(alone.history().stepLosses(), within((double) tolerance));
    assertThat(References.weights(divided))
        .containsExactly(References.weights(alone), within(tolerance));
    for (String column : List.of("train_loss", "valid_loss")) {
      assertThat(divided.history().values(column))
          .containsExactly(alone.history().values(column), within((double) tolerance));
    }
  }

  /** As {@code torch.optim} leaves a weight alone whose gradient is None, also its decay. */
  @Test
  void weightsThatTheLossDoesNotDependOnAreLeftAlone() {
    for (int replicas = 1; replicas <= 2; replicas++) {
      Block beside = Linear.builder().setUnits(4).build();
      Block model =
          new SequentialBlock()
              .add(
                  new ParallelBlock(
                      both -> both.get(0), List.of(Linear.builder().setUnits(3).build(), beside)));
      Learner learner =
          learner(EXAMPLE, model)
              .optimizer(AdamW.of(0.1).weightDecay(0.5))
              .recipe(Recipe.standard().accumulate(2))
              .dataParallel(cpus(replicas));
      float[] before = beside.getParameters().get(0).getValue().getArray().toFloatArray();
      float[] all = References.weights(learner);
      learner.fit(1);
      assertThat(beside.getParameters().get(0).getValue().getArray().toFloatArray())
          .containsExactly(before);
      assertThat(References.weights(learner)).isNotEqualTo(all);
    }
  }

  @Test
  void metricsAreThoseOfTheWholeValidationSet() {
    Learner learner = learner(EXAMPLE, perceptron());
    learner.fit(1);
    var alone = learner.evaluate(batches(EXAMPLE));
    var divided = learner.dataParallel(cpus(3)).evaluate(batches(EXAMPLE));
    assertThat(divided.predictions().size()).isEqualTo(3 * BATCH + 2);
    assertThat(divided.accuracy()).isEqualTo(alone.accuracy());
    assertThat(divided.loss()).isCloseTo(alone.loss(), within(1e-6));
  }

  /** As torch.nn.DataParallel: the first device's part, 4 of 7 examples, is what is kept. */
  @Test
  void runningStatisticsAreThoseOfTheFirstDevicesPart() {
    var pictures = new Shape(1, 16, 16);
    float[] divided = runningMean(pictures, BATCH, 2);
    assertThat(divided).containsExactly(runningMean(pictures, 4, 1), within(1e-6f));
    assertThat(divided).isNotEqualTo(runningMean(pictures, BATCH, 1));
  }

  private static float[] runningMean(Shape pictures, int size, int replicas) {
    Seed.set(1);
    Loader one = new MadeBatches(1, size, (m, number) -> batch(m, number, size, pictures));
    Learner learner = Learner.classifier(one, null, CLASSES, pictures, ResNet.of("resnet18", 3, 1));
    learner.dataParallel(cpus(replicas)).fit(1);
    NDArray mean = StateDict.of(learner.model()).arrays().get("layer1.0.bn1.running_mean");
    return Objects.requireNonNull(mean).toFloatArray();
  }

  /** Batch normalisation, dropout, momenta, averages and mixing on two replicas. */
  @Test
  void aRunThatWasCutOffGoesOnBitForBit() {
    Supplier<Learner> made = () -> ResumeTest.learner(Adam.of(0.01)).dataParallel(cpus(2));
    Learner whole = made.get();
    whole.fit(3, Schedules.cosine(0.05));
    Learner again = made.get();
    again.fit(3, Schedules.cosine(0.05));
    assertThat(References.weights(again)).containsExactly(References.weights(whole));

    made.get().fit(3, Schedules.cosine(0.05), after(5, this::interrupt), Checkpoints.in(directory));
    assertThat(Thread.interrupted()).isTrue();
    Learner resumed = made.get();
    assertThat(resumed.resume(directory)).isTrue();
    resumed.fit(3, Schedules.cosine(0.05));
    assertThat(References.weights(resumed)).containsExactly(References.weights(whole));
    assertThat(resumed.history().stepLosses()).containsExactly(whole.history().stepLosses());
  }

  private void interrupt() {
    Thread.currentThread().interrupt();
  }

  @Test
  void anErrorNamesTheReplicaAndChangesNothing() {
    var fails = new boolean[] {true};
    Block model =
        perceptron(
            x -> {
              if (fails[0] && isReplica()) {
                throw new IllegalStateException("mine");
              }
              return x;
            });
    Learner learner = learner(EXAMPLE, model).dataParallel(cpus(2));
    float[] before = References.weights(learner);
    assertThatThrownBy(() -> learner.fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessage("replica 1 of 2, on cpu, with examples 4 to 6 of the batch: mine")
        .hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(References.weights(learner)).containsExactly(before);
    fails[0] = false;
    assertThat(learner.fit(1).stepLosses()).hasSize(4);
  }

  @Test
  void aFullMemoryOfOneDeviceIsToldAndIsNoEnd() {
    var asks = new boolean[] {true};
    Block model =
        perceptron(
            x -> {
              if (asks[0] && isReplica()) {
                x.getManager().zeros(new Shape(1L << 50));
              }
              return x;
            });
    Learner learner = learner(EXAMPLE, model).dataParallel(cpus(2));
    assertThatThrownBy(() -> learner.fit(1))
        .hasMessageContaining("replica 1 of 2, on cpu")
        .hasMessageContaining("the memory of the CPU is full")
        .hasMessageContaining("The weights are as after the last step");
    asks[0] = false;
    assertThat(learner.fit(1).stepLosses()).hasSize(4);
  }

  private static boolean isReplica() {
    return Thread.currentThread().getName().startsWith("lungo-replica-");
  }

  @Test
  void aLossThatIsNotANumberOnOneReplicaChangesNoWeight() {
    lossThatIsNotANumber(2, 1);
    lossThatIsNotANumber(2, 2);
    lossThatIsNotANumber(1, 2);
  }

  /** In the second step of two, or in the first of two batches that make one step. */
  private static void lossThatIsNotANumber(int replicas, int accumulate) {
    Loader batches =
        new MadeBatches(
            2,
            BATCH,
            (manager, number) -> {
              Batch batch = batch(manager, number, BATCH, EXAMPLE);
              if (number == 2 - accumulate) {
                batch.inputs().head().set(new NDIndex("6, 0"), Float.NaN);
              }
              return batch;
            });
    Learner learner =
        Learner.classifier(batches, null, CLASSES, EXAMPLE, perceptron())
            .recipe(Recipe.standard().accumulate(accumulate))
            .dataParallel(cpus(replicas));
    var weights = new ArrayList<float[]>();
    weights.add(References.weights(learner));
    assertThatThrownBy(
            () -> learner.fit(1, after(1, () -> weights.add(References.weights(learner)))))
        .hasMessageContaining("the loss is NaN at step " + (3 - accumulate))
        .hasMessageContaining("The inputs of that step hold values that are not finite");
    assertThat(References.weights(learner)).containsExactly(weights.get(weights.size() - 1));
    assertThat(weights).hasSize(3 - accumulate);
  }

  @Test
  void anInterruptWithinAStepLetsAllReplicasEndIt() {
    Thread main = Thread.currentThread();
    var passes = new AtomicInteger();
    Block model =
        perceptron(
            x -> {
              if (isReplica() && passes.incrementAndGet() == 2) {
                main.interrupt();
              }
              return x;
            });
    Learner learner = learner(EXAMPLE, model).dataParallel(cpus(2));
    learner.fit(3);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(learner.history().stepLosses()).hasSize(2);
    assertThat(passes).hasValue(2);
    assertThat(learner.fit(1).stepLosses()).hasSize(2 + 4).doesNotContain(Double.NaN);
  }

  @Test
  void weightsThatAreFrozenMeanwhileStayOnAllReplicas() {
    Learner learner = learner(EXAMPLE, perceptron()).dataParallel(cpus(2));
    learner.fit(1);
    learner.freeze("01Linear.*");
    float[] before = References.weights(learner);
    learner.fit(1);
    float[] after = References.weights(learner);
    int first = 6 * 8 + 8;
    assertThat(Arrays.copyOf(after, first)).containsExactly(Arrays.copyOf(before, first));
    assertThat(after).isNotEqualTo(before);
    learner.unfreeze("*").fit(1);
    assertThat(Arrays.copyOf(References.weights(learner), first))
        .isNotEqualTo(Arrays.copyOf(before, first));
  }

  @Test
  void arraysDoNotPileUp() {
    Loader many = new MadeBatches(300, BATCH, (m, n) -> batch(m, n, BATCH, EXAMPLE));
    Learner learner =
        Learner.classifier(many, null, CLASSES, EXAMPLE, perceptron())
            .optimizer(Sgd.of(0.1).momentum(0.9))
            .dataParallel(cpus(3));
    var counts = new ArrayList<Integer>();
    var count =
        new Callback() {
          @Override
          public void stepEnd(StepEnd e) {
            if (e.step() % 100 == 50) {
              counts.add(HeldArrays.of(learner));
            }
          }
        };
    learner.fit(1, count);
    // 4 weights and 4 sums of gradients on each of three replicas, 4 momenta
    assertThat(counts).containsExactly(28, 28, 28);
  }

  @Test
  void devicesThatDoNotFitAreRefused() {
    Learner learner = learner(EXAMPLE, perceptron());
    int gpus = Seed.engine().getGpuCount();
    assumeThat(gpus).isZero();
    assertThatThrownBy(() -> learner.dataParallel())
        .hasMessageContaining("the first is the learner's own, cpu, got []");
    assertThatThrownBy(() -> learner.dataParallel(Device.gpu(0), Device.cpu()))
        .hasMessageContaining("the first is the learner's own, cpu, got [gpu0, cpu]");
    assertThatThrownBy(() -> learner.dataParallel(Device.cpu(), Device.gpu(0)))
        .hasMessageContaining("not over both, got [cpu, gpu0]");
    var gpu = List.of(Device.gpu(0), Device.gpu(2));
    assertThatThrownBy(() -> Devices.checkDivided(Device.gpu(0), gpu, 2))
        .hasMessage("there is no gpu2: libtorch sees GPUs 0 to 1");
    assertThat(Devices.all()).containsExactly(Device.cpu());
    learner.dataParallel(cpus(10));
    assertThatThrownBy(() -> learner.fit(1))
        .hasMessageContaining("cannot be divided over 10 devices; take larger batches");
    assertThat(learner.dataParallel(Device.cpu()).fit(1).stepLosses()).hasSize(4);
    learner.optimizer(Lbfgs.of(1)).dataParallel(cpus(2));
    assertThatThrownBy(() -> learner.fit(1))
        .hasMessageContaining("L-BFGS needs the gradient of one whole batch")
        .hasMessageContaining("dataParallel(…)");
  }

  /** Runs where the group {@code gpu} is asked for; on one GPU the replicas share it. */
  @Test
  @Tag("gpu")
  void stepsOnGpusEqualStepsOnOne() {
    int gpus = Seed.engine().getGpuCount();
    assumeThat(gpus).as("GPUs").isPositive();
    Device[] devices =
        gpus > 1 ? Devices.all() : new Device[] {Device.gpu(0), Device.gpu(0), Device.gpu(0)};
    Seed.set(1);
    Learner alone = learner(PICTURE, residual());
    alone.fit(2);
    Seed.set(1);
    Learner divided = learner(PICTURE, residual()).dataParallel(devices);
    divided.fit(2);
    assertThat(References.weights(divided))
        .containsExactly(References.weights(alone), within(1e-4f));
  }

  private static Callback after(int step, Runnable action) {
    return new Callback() {
      @Override
      public void stepEnd(StepEnd event) {
        if (event.step() == step) {
          action.run();
        }
      }
    };
  }

  private static Device[] cpus(int count) {
    var all = new Device[count];
    Arrays.fill(all, Device.cpu());
    return all;
  }

  private static Learner learner(Shape example, Block block) {
    return Learner.classifier(batches(example), batches(example), CLASSES, example, block);
  }

  /** Three batches of 7 and one of 2, for which not all of many replicas are needed. */
  private static Loader batches(Shape example) {
    return new MadeBatches(4, BATCH, (m, n) -> batch(m, n, n == 3 ? 2 : BATCH, example));
  }

  private static Batch batch(NDManager manager, int number, int size, Shape example) {
    long[] labels = new long[size];
    Arrays.setAll(labels, i -> Math.floorMod(i * i + number, 3));
    NDArray inputs = References.values(manager, 10 + number, 1, new Shape(size).addAll(example));
    return new Batch(new NDList(inputs), new NDList(manager.create(labels)));
  }

  private static Block perceptron() {
    return perceptron(x -> x);
  }

  private static Block perceptron(UnaryOperator<NDArray> between) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(x -> new NDList(between.apply(x.singletonOrThrow()).tanh()))
        .add(Linear.builder().setUnits(3).build());
  }

  /** Convolutions with a connection around them, and no batch normalisation. */
  private static Block residual() {
    var inner = new SequentialBlock().add(convolution(4)).add(Activation::relu).add(convolution(4));
    return new SequentialBlock()
        .add(convolution(4))
        .add(
            new ParallelBlock(
                both ->
                    new NDList(both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow())),
                List.of(inner, Blocks.identityBlock())))
        .add(Activation::relu)
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(3).build());
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }
}
