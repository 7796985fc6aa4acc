package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.data.Batch;
import lungo.data.DataException;
import lungo.data.ImageData;
import lungo.data.ImageShards;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.models.Mlp;
import lungo.optim.AdamW;
import lungo.optim.Sgd;
import lungo.training.Callback;
import lungo.training.Checkpoints;
import lungo.training.Devices;
import lungo.training.EarlyStopping;
import lungo.training.Learner;
import lungo.training.Schedule;
import lungo.training.Schedules;
import lungo.training.TrainingException;
import lungo.weights.Storage;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real pictures: 640 of Fashion-MNIST, in ten batches of 64. */
class LocalSgdTest {

  private static final int BATCHES = 10;
  private static final int BATCH = 64;
  private static final List<float[]> PICTURES = new ArrayList<>();
  private static final List<long[]> LABELS = new ArrayList<>();
  private static final List<String> CLASSES =
      IntStream.range(0, 10).mapToObj(String::valueOf).toList();

  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final AtomicInteger SKIPPED = new AtomicInteger();

  private static SparkSession spark;
  private static NDManager manager;

  @BeforeAll
  static void start() {
    spark = LocalSessions.start();
    manager = NDManager.newBaseManager();
    var data =
        ImageData.open(Path.of("../datasets/fashion-mnist").toString()).normalize().batch(BATCH);
    try (var epoch = data.train().epoch(0)) {
      for (int i = 0; i < BATCHES; i++) {
        try (var scope = manager.newSubManager()) {
          Batch batch = epoch.next(scope);
          PICTURES.add(batch.inputs().head().toFloatArray());
          LABELS.add(batch.targets().head().toLongArray());
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
    manager.close();
  }

  /** The batches, of each the part that a worker has: all of it for one worker. */
  private static Loader parts(int worker, int workers) {
    int size = BATCH / workers;
    return new MadeBatches(
        BATCHES,
        size,
        (owner, i) -> {
          int pixels = PICTURES.get(i).length / BATCH;
          int from = worker * size;
          float[] pictures =
              Arrays.copyOfRange(PICTURES.get(i), from * pixels, (from + size) * pixels);
          long[] labels = Arrays.copyOfRange(LABELS.get(i), from, from + size);
          return new Batch(
              new NDList(owner.create(pictures, new Shape(size, pixels))),
              new NDList(owner.create(labels)));
        });
  }

  private static Learner learner(Loader data) {
    return Learner.classifier(data, null, CLASSES, new Shape(784), Mlp.of(784, 16, 10));
  }

  /** The driver's, which judges itself on the batches. */
  private static Learner judged() {
    return Learner.classifier(
        parts(0, 1), parts(0, 1), CLASSES, new Shape(784), Mlp.of(784, 16, 10));
  }

  private static float[] weights(Learner learner) {
    return new FlatWeights(learner.model()).read();
  }

  private static Learner startingAt(Learner learner, float[] weights) {
    new FlatWeights(learner.model()).write(weights);
    return learner;
  }

  /** Two workers with AdamW, five steps a round. */
  private static LocalSgd pair(Learner learner) {
    return LocalSgd.of(
            learner,
            2,
            shard ->
                learner(shard.loader(parts(shard.worker(), shard.workers())))
                    .optimizer(AdamW.of(1e-3)))
        .steps(5);
  }

  @Test
  void oneStepARoundAveragedIsOneMachineWithTheBatchesOfAll() {
    var alone = learner(parts(0, 1)).optimizer(Sgd.of(0.1));
    float[] begin = weights(alone);
    alone.fitSteps(BATCHES, Schedules.constant(0.1));
    float[] expected = weights(alone);

    Learner driver = startingAt(learner(parts(0, 1)), begin);
    List<LocalSgd.Round> rounds =
        LocalSgd.of(
                driver,
                2,
                shard ->
                    learner(shard.loader(parts(shard.worker(), shard.workers())))
                        .optimizer(Sgd.of(0.1)))
            .steps(1)
            .averaging()
            .fit(BATCHES, Schedules.constant(0.1));
    float[] together = weights(driver);

    double moved = 0;
    for (int i = 0; i < begin.length; i++) {
      assertThat(together[i]).isCloseTo(expected[i], within(1e-5f));
      moved = Math.max(moved, Math.abs(together[i] - begin[i]));
    }
    assertThat(moved).isGreaterThan(1e-2); // it has learned something all the same
    double[] losses = alone.history().stepLosses();
    assertThat(rounds).hasSize(BATCHES);
    for (int i = 0; i < BATCHES; i++) {
      assertThat(rounds.get(i).loss()).isCloseTo(losses[i], within(1e-5));
    }
    // 784 · 16 + 16 + 16 · 10 + 10 = 12,730 weights of 4 bytes: to one process (a cluster has two),
    // the changes of two workers, and their sum; these with names and shapes
    assertThat(rounds.get(0).bytes() - 4L * 12_730 * (1 + 2 + 1)).isBetween(3 * 100L, 3 * 1000L);
    assertThat(rounds).allMatch(round -> round.examples() == BATCH && round.attempts() == 1);
  }

  @Test
  void aRoundIsAnEpochOfTheLearnerWithCallbacksAndValidation() {
    Learner driver = judged();
    List<String> told = new ArrayList<>();
    List<LocalSgd.Round> each = new ArrayList<>();
    var events =
        new Callback() {
          @Override
          public void stepEnd(StepEnd e) {
            told.add("step " + e.step() + " of epoch " + e.epoch() + " at " + e.rate());
          }

          @Override
          public void epochEnd(EpochEnd e) {
            told.add("epoch " + e.row().epoch());
          }

          @Override
          public void fitEnd(FitEnd e) {
            told.add(String.valueOf(e.ending()));
          }
        };
    // The rate is zero from the second round on, so nothing gets better there.
    Schedule schedule = (step, steps) -> step < 5 ? 1e-2 : 0;
    List<LocalSgd.Round> rounds =
        pair(driver)
            .outer(1, 0)
            .onRound(each::add)
            .fit(9, schedule, events, EarlyStopping.of("valid_loss").patience(2));
    assertThat(each).isEqualTo(rounds);
    assertThat(driver.history().rows()).hasSize(3);
    assertThat(driver.history().columns()).contains("train_loss", "valid_loss", "valid_accuracy");
    assertThat(driver.history().stepLosses()).hasSize(15);
    assertThat(driver.history().epochStarts()).containsExactly(0, 5, 10);
    assertThat(told)
        .hasSize(15 + 3 + 1)
        .startsWith("step 1 of epoch 1 at 0.01", "step 2 of epoch 1 at 0.01")
        .endsWith("step 15 of epoch 3 at 0.0", "epoch 3", "STOPPED");
    assertThat(rounds.get(0).loss()).isEqualTo(driver.history().rows().get(0).get("train_loss"));
    assertThat(driver.history().values("valid_loss")[0]).isLessThan(2);
    assertThat(rounds).allMatch(round -> round.examples() == 2 * 5 * 32 && round.seconds() > 0);
  }

  @Test
  void whatWasCutOffGoesOnWithTheSameWeightsBitForBit(@TempDir Path folder) {
    float[] begin = weights(judged());
    Learner whole = startingAt(judged(), begin);
    pair(whole).fit(5, Schedules.cosine(1e-2));

    Learner cutOff = startingAt(judged(), begin);
    LocalSgd training = pair(cutOff).checkpoints(folder);
    assertThatThrownBy(
            () ->
                training
                    .onRound(
                        round -> {
                          if (round.number() == 4) {
                            throw new UnsupportedOperationException("the driver's own fault");
                          }
                        })
                    .fit(5, Schedules.cosine(1e-2)))
        .hasMessage("the driver's own fault");
    Learner again = judged();
    List<LocalSgd.Round> rest = pair(again).checkpoints(folder).fit(5, Schedules.cosine(1e-2));
    assertThat(rest).extracting(LocalSgd.Round::number).containsExactly(4, 5);
    assertThat(weights(again)).isEqualTo(weights(whole));
    assertThat(again.history().stepLosses()).isEqualTo(whole.history().stepLosses());
    // To call it once more is to find it done.
    assertThat(pair(judged()).checkpoints(folder).fit(5, Schedules.cosine(1e-2))).isEmpty();
    assertThatThrownBy(() -> pair(judged()).checkpoints(folder).fit(6, Schedules.cosine(1e-2)))
        .hasMessageContaining("takes 25 steps, not 30");
  }

  @Test
  void checkpointsLoadOnOneMachineAndTheReverse(@TempDir Path folder) {
    Learner cluster = judged();
    pair(cluster).checkpoints(folder.resolve("cluster")).fit(2, Schedules.constant(1e-3));
    Learner alone = judged().optimizer(AdamW.of(1e-3));
    alone.loadWeights(folder.resolve("cluster/step-00000010.safetensors"));
    assertThat(weights(alone)).isEqualTo(weights(cluster));

    alone.fitSteps(3, Schedules.constant(1e-3), Checkpoints.in(folder.resolve("one")).every(3));
    Learner back = judged();
    back.loadWeights(folder.resolve("one/step-00000003.safetensors"));
    // A round at rate zero changes nothing, and shows which weights it began with.
    pair(back).fit(1, Schedules.constant(0));
    assertThat(weights(back)).isEqualTo(weights(alone)).isNotEqualTo(weights(cluster));
  }

  @Test
  void changesTravelInLessSpace() {
    float[] begin = weights(judged());
    List<Long> bytes = new ArrayList<>();
    List<float[]> ends = new ArrayList<>();
    for (Storage storage :
        List.of(Storage.FLOAT32, Storage.BFLOAT16, Storage.INT8, Storage.FLOAT16)) {
      Learner driver = startingAt(judged(), begin);
      LocalSgd.Round round =
          pair(driver).averaging().compress(storage).fit(1, Schedules.constant(1e-3)).get(0);
      bytes.add(round.bytes() - 4L * begin.length); // without the weights on their way
      ends.add(weights(driver));
    }
    long exact = bytes.get(0);
    assertThat(bytes.get(1)).isBetween(exact / 2, exact / 2 + 3000);
    assertThat(bytes.get(2)).isBetween(exact / 4, exact / 4 + 6000);
    assertThat(bytes.get(3)).isBetween(exact / 2, exact / 2 + 3000);
    float[] expected = ends.get(0);
    double largest = 0;
    for (int i = 0; i < begin.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - begin[i]));
    }
    for (int i = 0; i < begin.length; i++) {
      // bfloat16 has 8 bits of fraction, int8 127 parts of a row's largest: rounded once for each
      // worker and once for the sum
      double change = Math.abs(expected[i] - begin[i]);
      assertThat(ends.get(1)[i]).isCloseTo(expected[i], within((float) (largest / 256 * 2)));
      assertThat(ends.get(2)[i])
          .isCloseTo(expected[i], within((float) (largest / 254 * 2 + change * 1e-6)));
    }
    assertThat(ends.get(2)).isNotEqualTo(expected);
  }

  @Test
  void theExamplesOfThreeWorkersAreCountedThroughTheTree() {
    Learner driver = judged();
    List<LocalSgd.Round> rounds =
        LocalSgd.of(
                driver,
                3,
                shard -> {
                  float value = 1 << shard.worker();
                  var made =
                      new MadeBatches(
                          1,
                          shard.worker() + 1,
                          (owner, i) ->
                              new Batch(
                                  new NDList(
                                      owner.zeros(new Shape(shard.worker() + 1, 784)).add(value)),
                                  new NDList(owner.create(new long[shard.worker() + 1]))));
                  return learner(shard.loader(made)).optimizer(Sgd.of(1e-3));
                })
            .steps(2)
            .fit(2, Schedules.constant(1e-3));
    // batches of 1, 2 and 3 examples, two steps each
    assertThat(rounds).allMatch(round -> round.examples() == 2 * (1 + 2 + 3));
  }

  @Test
  void aWorkerThatCannotGoOnIsNamedAtOnce() {
    STARTED.set(0);
    Learner driver = judged();
    LocalSgd training =
        LocalSgd.of(
                driver,
                2,
                shard -> {
                  STARTED.incrementAndGet();
                  Loader own = parts(shard.worker(), 2);
                  if (shard.worker() == 0) {
                    return learner(shard.loader(own));
                  }
                  return learner(
                      shard.loader(
                          new MadeBatches(
                              BATCHES,
                              32,
                              (owner, i) -> {
                                if (i == 7) {
                                  throw new DataException("shard-0003 is torn at byte 512");
                                }
                                return ((MadeBatches) own).maker().make(owner, i);
                              })));
                })
            .steps(5);
    assertThatThrownBy(() -> training.fit(4, Schedules.constant(1e-3)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContainingAll("worker 1 of 2 in round 2", "shard-0003 is torn at byte 512");
    assertThat(STARTED.get()).isEqualTo(2); // nothing was tried again
    assertThat(driver.history().rows()).hasSize(1); // the first round is whole

    assertThatThrownBy(
            () ->
                LocalSgd.of(judged(), 1, shard -> learner(parts(0, 1)))
                    .steps(2)
                    .fit(1, Schedules.constant(0.1)))
        .hasMessageContaining("give the learner shard.loader(data)");
  }

  /** Batches of 16 from shards of 50, three rounds of two workers. */
  private static LocalSgd sharded(Learner driver, String shards, boolean skips) {
    return LocalSgd.of(
            driver,
            2,
            shard -> {
              ImageData images = ImageData.open(shards);
              images = skips ? images.skipDamaged() : images;
              SKIPPED.set(images.skipped().size());
              return things(shard.loader(images.batch(16).train()));
            })
        .steps(4);
  }

  private static Learner things(Loader data) {
    return Learner.classifier(
        data, null, List.of("a", "b", "c", "d", "e"), new Shape(3, 8, 8), flat());
  }

  private static Block flat() {
    return new SequentialBlock().add(Blocks.batchFlattenBlock()).add(Mlp.of(192, 16, 5));
  }

  private static List<Path> trainShards(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("train")).sorted().toList();
    }
  }

  private static void tear(Path shard) throws IOException {
    byte[] bytes = Files.readAllBytes(shard);
    for (int i = 20; i < bytes.length; i += 100) {
      bytes[i] ^= 1;
    }
    Files.write(shard, bytes);
  }

  /** What is torn during the second round is written again, and the same call made again. */
  @Test
  void trainingGoesOnFromTheLastWholeRoundWhenATornShardIsMended(@TempDir Path folder)
      throws IOException {
    var pictures = ImageShards.of(ImageData.open("../datasets/openmoji/things").size(8));
    Path shards = folder.resolve("shards");
    Path states = folder.resolve("states");
    ImageData data = pictures.perShard(50).write(shards);
    Loader first = data.batch(16).train();
    float[] begin = weights(things(first));
    Learner whole = startingAt(things(first), begin);
    sharded(whole, shards.toString(), false).fit(3, Schedules.constant(1e-2));

    Learner cutOff = startingAt(things(first), begin);
    List<Path> train = trainShards(shards);
    LocalSgd training = sharded(cutOff, shards.toString(), false).checkpoints(states);
    assertThatThrownBy(
            () ->
                training
                    .onRound(
                        round -> {
                          try {
                            for (Path shard : train) {
                              tear(shard);
                            }
                          } catch (IOException e) {
                            throw new UncheckedIOException(e);
                          }
                        })
                    .fit(3, Schedules.constant(1e-2)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContainingAll("of 2 in round ", "train-", "is damaged");
    assertThat(cutOff.history().rows()).hasSizeBetween(1, 2);

    try (Stream<Path> torn = Files.list(shards)) {
      for (Path file : torn.toList()) {
        Files.delete(file);
      }
    }
    pictures.perShard(50).write(shards);
    Learner again = things(first);
    List<LocalSgd.Round> rest =
        sharded(again, shards.toString(), false)
            .checkpoints(states)
            .fit(3, Schedules.constant(1e-2));
    assertThat(rest).isNotEmpty().allMatch(round -> round.examples() == 2 * 4 * 16);
    assertThat(again.history().rows()).hasSize(3);
    assertThat(weights(again)).isEqualTo(weights(whole));
  }

  @Test
  void whatIsDamagedIsLeftOutByWorkersThatAreToldTo(@TempDir Path folder) throws IOException {
    ImageData data =
        ImageShards.of(ImageData.open("../datasets/openmoji/things").size(8))
            .perShard(50)
            .write(folder);
    Learner driver = things(data.batch(16).train());
    tear(trainShards(folder).get(2));
    assertThat(sharded(driver, folder.toString(), true).fit(3, Schedules.constant(1e-2)))
        .hasSize(3)
        .allMatch(round -> round.examples() == 2 * 4 * 16);
    assertThat(SKIPPED.get()).isEqualTo(50);
  }

  @Test
  void aRoundWaitsForItsSlowestWorkerAndSaysHowLong() {
    float[] begin = weights(judged());
    Learner quick = startingAt(judged(), begin);
    pair(quick).fit(1, Schedules.constant(1e-3));
    Learner slow = startingAt(judged(), begin);
    LocalSgd.Round round =
        LocalSgd.of(
                slow,
                2,
                shard -> {
                  Loader own = parts(shard.worker(), 2);
                  var late =
                      new MadeBatches(
                          BATCHES,
                          32,
                          (owner, i) -> {
                            if (shard.worker() == 1 && i == 2) {
                              LockSupport.parkNanos(1_500_000_000);
                            }
                            return ((MadeBatches) own).maker().make(owner, i);
                          });
                  return learner(shard.loader(late)).optimizer(AdamW.of(1e-3));
                })
            .steps(5)
            .fit(1, Schedules.constant(1e-3))
            .get(0);
    assertThat(round.slowest()).isGreaterThan(1.4);
    assertThat(round.waited()).isBetween(0.1, round.slowest());
    assertThat(weights(slow)).isEqualTo(weights(quick));
  }

  @Test
  void anInterruptEndsItAfterTheLastWholeRound() {
    Learner driver = judged();
    Thread here = Thread.currentThread();
    List<LocalSgd.Round> rounds =
        pair(driver)
            .onRound(
                round -> {
                  if (round.number() == 2) {
                    here.interrupt();
                  }
                })
            .fit(1000, Schedules.constant(1e-3));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rounds.size()).isBetween(2, 3);
    assertThat(driver.history().stepLosses()).hasSize(5 * rounds.size());
  }

  @Test
  void theGpuIsTheOneThatSparkGaveTheTask() {
    assertThat(Worker.device(new String[] {"3", "1"})).isEqualTo(Device.gpu(3));
    assertThatThrownBy(() -> Worker.device(new String[] {"GPU-0aef"}))
        .hasMessageContainingAll("number of a GPU", "GPU-0aef");
    Device chosen = Devices.preferring(Device.gpu(3), Devices::preferred);
    assertThat(chosen).isEqualTo(Device.gpu(3));
  }

  @Test
  void theOuterOptimizerIsNesterovs() {
    Block model = judged().model();
    float[] begin = new FlatWeights(model).read();
    var outer = new OuterStep(model, 0.5, 0.9);
    float[] changes = new float[begin.length];
    changes[0] = 2; // the sum of two workers, whose mean is 1
    assertThat(outer.step(changes, 2)).isEqualTo(1);
    // v = 1; θ - 0.5 · (1 + 0.9 · 1)
    assertThat(new FlatWeights(model).read()[0]).isCloseTo(begin[0] - 0.95f, within(1e-6f));
    outer.step(changes, 2);
    // v = 0.9 + 1; θ - 0.5 · (1 + 0.9 · 1.9)
    assertThat(new FlatWeights(model).read()[0])
        .isCloseTo(begin[0] - 0.95f - 1.355f, within(1e-6f));
    assertThat(new FlatWeights(model).read()[1]).isEqualTo(begin[1]);
  }

  @Test
  void workersStayWhereTheyAre() {
    assertThat(RoundTask.assigned(List.of("a", "b"), Map.of())).containsExactly(0, 1);
    assertThat(RoundTask.assigned(List.of("b", "a"), Map.of(0, "a", 1, "b"))).containsExactly(1, 0);
    // Executor a had both and has one task now; the other task takes what is left.
    assertThat(RoundTask.assigned(List.of("c", "a"), Map.of(0, "a", 1, "a"))).containsExactly(1, 0);
    assertThat(RoundTask.assigned(List.of("a", "a", "b"), Map.of(0, "b", 1, "a", 2, "a")))
        .containsExactly(1, 2, 0);
    // Executor b is lost.
    assertThat(RoundTask.assigned(List.of("d", "c", "a"), Map.of(0, "a", 1, "b", 2, "c")))
        .containsExactly(1, 2, 0);
  }

  @Test
  void aWorkerThatBeginsLaterBeginsWhereItWouldBe() {
    var shard = new Shard(0, 1, 4, 3); // 12 steps were before: an epoch of 10, and 2
    List<Long> seen = new ArrayList<>();
    try (var epoch = shard.loader(parts(0, 1)).epoch(0)) {
      while (epoch.hasNext()) {
        try (var scope = manager.newSubManager()) {
          seen.add(epoch.next(scope).targets().head().toLongArray()[0]);
        }
      }
    }
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(2, 6).mapToObj(i -> LABELS.get(i)[0]).toList());
    assertThat(new Shard(1, 3, 1, 0).of(List.of(0, 1, 2, 3, 4, 5, 6))).containsExactly(1, 4);
  }

  @Test
  void wrongNumbersAndOtherLayersAreNamed() {
    LocalSgd training = LocalSgd.of(judged(), 1, shard -> learner(shard.loader(parts(0, 1))));
    assertThatThrownBy(() -> training.outer(0.7, 1)).hasMessageContaining("got 0.7 and 1.0");
    assertThatThrownBy(() -> training.steps(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> training.fit(0, Schedules.constant(0.1)))
        .hasMessageContaining("got 0");
    var other = Learner.classifier(parts(0, 1), null, CLASSES, new Shape(784), Mlp.of(784, 8, 10));
    assertThatThrownBy(
            () ->
                LocalSgd.of(other, 1, shard -> learner(shard.loader(parts(0, 1))))
                    .steps(1)
                    .fit(1, Schedules.constant(0.1)))
        .hasMessageContaining("both must have the same layers");
    assertThatThrownBy(
            () ->
                LocalSgd.of(judged(), 5, shard -> learner(shard.loader(parts(0, 1))))
                    .fit(1, Schedules.constant(0.1)))
        .hasMessageContainingAll("5 workers train at once", "room for 4 tasks");
  }
}
