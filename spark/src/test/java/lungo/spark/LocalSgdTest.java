package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.ImageData;
import lungo.data.Loader;
import lungo.models.Mlp;
import lungo.optim.AdamW;
import lungo.optim.Sgd;
import lungo.training.Learner;
import lungo.training.Schedules;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On real pictures: 640 of Fashion-MNIST, in ten batches of 64. */
class LocalSgdTest {

  private static final int BATCHES = 10;
  private static final int BATCH = 64;
  private static final List<float[]> PICTURES = new ArrayList<>();
  private static final List<long[]> LABELS = new ArrayList<>();
  private static final List<String> CLASSES =
      IntStream.range(0, 10).mapToObj(String::valueOf).toList();

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
  private record Parts(int worker, int workers) implements Loader {

    @Override
    public int batches() {
      return BATCHES;
    }

    @Override
    public long examples() {
      return (long) BATCHES * BATCH / workers;
    }

    @Override
    public Epoch epoch(int epoch) {
      return new Epoch() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < BATCHES;
        }

        @Override
        public Batch next(NDManager owner) {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int size = BATCH / workers;
          int pixels = PICTURES.get(next).length / BATCH;
          var pictures =
              java.util.Arrays.copyOfRange(
                  PICTURES.get(next), worker * size * pixels, (worker + 1) * size * pixels);
          var labels =
              java.util.Arrays.copyOfRange(LABELS.get(next), worker * size, (worker + 1) * size);
          next++;
          return new Batch(
              new NDList(owner.create(pictures, new Shape(size, pixels))),
              new NDList(owner.create(labels)));
        }

        @Override
        public void close() {}
      };
    }
  }

  private static Block model(float[] weights) {
    Block model = Mlp.of(784, 16, 10);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 784));
    if (weights.length > 0) {
      new FlatWeights(model).write(weights);
    }
    return model;
  }

  private static Learner learner(Loader data) {
    return Learner.classifier(data, null, CLASSES, new Shape(784), Mlp.of(784, 16, 10));
  }

  @Test
  void oneStepARoundAveragedIsOneMachineWithTheBatchesOfAll() {
    float[] begin = new FlatWeights(model(new float[0])).read();

    var alone = learner(new Parts(0, 1)).optimizer(Sgd.of(0.1));
    new FlatWeights(alone.model()).write(begin);
    alone.fitSteps(BATCHES, Schedules.constant(0.1));
    float[] expected = new FlatWeights(alone.model()).read();

    Block model = model(begin);
    List<LocalSgd.Round> rounds =
        LocalSgd.of(
                model,
                2,
                shard ->
                    learner(shard.loader(new Parts(shard.worker(), shard.workers())))
                        .optimizer(Sgd.of(0.1)))
            .steps(1)
            .averaging()
            .fit(BATCHES, Schedules.constant(0.1));
    float[] together = new FlatWeights(model).read();

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
    // 784 · 16 + 16 + 16 · 10 + 10 = 12,730 weights of 4 bytes, to two workers and back
    assertThat(rounds.get(0).bytes()).isEqualTo(4L * 12_730 * 2 * 2);
  }

  @Test
  void manyStepsARoundWithAnOuterOptimizerLearn() {
    Block model = model(new float[0]);
    List<LocalSgd.Round> told = new ArrayList<>();
    List<LocalSgd.Round> rounds =
        LocalSgd.of(
                model,
                2,
                shard ->
                    learner(shard.loader(new Parts(shard.worker(), shard.workers())))
                        .optimizer(AdamW.of(1e-3)))
            .steps(BATCHES)
            .onRound(told::add)
            .fit(6, Schedules.constant(1e-3));
    assertThat(told).isEqualTo(rounds);
    assertThat(rounds.get(0).loss()).isGreaterThan(rounds.get(5).loss() + 0.5);
    assertThat(rounds).allMatch(round -> round.change() > 0 && round.seconds() > 0);
  }

  @Test
  void theOuterOptimizerIsNesterovs() {
    Block model = model(new float[0]);
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
    assertThat(RoundTask.assigned(List.of("a ", "b "))).containsExactly(0, 1);
    assertThat(RoundTask.assigned(List.of("b 1", "a 0"))).containsExactly(1, 0);
    // Executor a had both and has one task now; the other task takes what is left.
    assertThat(RoundTask.assigned(List.of("c ", "a 0 1"))).containsExactly(1, 0);
    assertThat(RoundTask.assigned(List.of("a 0 1", "a 0 1", "b 0"))).containsExactly(0, 1, 2);
  }

  @Test
  void aWorkerThatBeginsLaterBeginsWhereItWouldBe() {
    var shard = new Shard(0, 1, 4, 3); // 12 steps were before: an epoch of 10, and 2
    List<Long> seen = new ArrayList<>();
    try (var epoch = shard.loader(new Parts(0, 1)).epoch(0)) {
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
    Block model = model(new float[0]);
    LocalSgd training = LocalSgd.of(model, 1, shard -> learner(shard.loader(new Parts(0, 1))));
    assertThatThrownBy(() -> training.outer(0.7, 1)).hasMessageContaining("got 0.7 and 1.0");
    assertThatThrownBy(() -> training.steps(0)).hasMessageContaining("got 0");
    Block other = Mlp.of(784, 8, 10);
    other.initialize(manager, DataType.FLOAT32, new Shape(1, 784));
    assertThatThrownBy(
            () ->
                LocalSgd.of(other, 1, shard -> learner(shard.loader(new Parts(0, 1))))
                    .steps(1)
                    .fit(1, Schedules.constant(0.1)))
        .hasStackTraceContaining("both must have the same layers");
  }
}
