package lungo.training;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import lungo.data.Batch;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.data.ImageLoader;
import lungo.data.Loader;
import lungo.metrics.Metrics;
import lungo.metrics.Report;
import lungo.metrics.ReportIntervals;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real training on the shipped pictures, with a network small enough for a test. */
class LearnerTest {

  private static final Path FASHION = Path.of("../datasets/fashion-mnist");

  private static final Shape SHAPE = data().shape();
  private static final List<String> CLASSES = data().classes();

  private static ImageBatches data() {
    return ImageData.open(FASHION).split(0.1).normalize().batch(100);
  }

  private static Block mlp() {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(64).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(10).build());
  }

  private static Learner learner() {
    Seed.set(7);
    return Learner.classifier(data(), mlp()).optimizer(Sgd.of(0.1).momentum(0.9));
  }

  @Test
  void aSmallNetworkLearnsClothes() {
    var learner = learner();
    var history = learner.fit(3, Schedules.oneCycle(0.1));
    assertThat(history.values(History.TRAIN_LOSS))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(history.last().get("valid_accuracy")).isGreaterThan(0.8);
    assertThat(learner.evaluate(data().test()).accuracy()).isGreaterThan(0.8); // chance: 0.1
    assertThat(history.table().rowCount()).isEqualTo(3);
  }

  @Test
  void withoutAnArgumentTheTestPartJudgesElseTheValidationPart() {
    var learner = learner();
    learner.fit(1);
    Report report = learner.evaluate();
    assertThat(report.predictions().size()).isEqualTo(2000); // the test part; 1,000 validate
    assertThat(report.accuracy()).isEqualTo(learner.evaluate(data().test()).accuracy());
    assertThat(report.examples()).containsInstanceOf(ImageLoader.class);
    ReportIntervals intervals = report.intervals();
    assertThat(intervals.accuracy()).isEqualTo(report.interval(Metrics.accuracy()));
    assertThat(intervals.loss().orElseThrow().value()).isCloseTo(report.loss(), within(1e-4));
    var loaded =
        Learner.classifier(data().train(), data().valid(), CLASSES, SHAPE, learner.model());
    assertThat(loaded.evaluate().predictions().size()).isEqualTo(1000);
    var blind = Learner.classifier(data().train(), null, CLASSES, SHAPE, learner.model());
    assertThatThrownBy(blind::evaluate)
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no test part and no validation part")
        .hasMessageContaining("split(0.1)");
    // a shuffled part is judged, but nobody can say which picture a prediction is about
    assertThat(blind.evaluate(data().train()).examples()).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    double[] first = learner().fit(1).stepLosses();
    double[] second = learner().fit(1).stepLosses();
    assertThat(first).hasSize(90).isEqualTo(second); // 9,000 examples in batches of 100
  }

  @Test
  void anInterruptEndsTheStepInHandAndFitGoesOn() {
    var learner = learner();
    var history =
        learner.fit(
            2,
            new Callback() {
              @Override
              public void stepEnd(StepEnd event) {
                if (event.step() == 5) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(history.stepLosses()).hasSize(5);
    learner.fit(1);
    assertThat(history.stepLosses()).hasSize(5 + 90);
    assertThat(learner.evaluate(data().test()).accuracy()).isGreaterThan(0.7);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryIsFlatOverManySteps() throws IOException {
    var learner = learner();
    learner.fit(2);
    long before = residentBytes();
    learner.fit(6);
    // 540 steps; one batch that stays a step would be 100 × 784 × 4 bytes × 540 = 169 MB
    assertThat(residentBytes() - before).isLessThan(80_000_000);
  }

  private static long residentBytes() throws IOException {
    try (var statm = new Scanner(Path.of("/proc/self/statm"), US_ASCII)) {
      statm.nextLong(); // pages of address space
      return 4096 * statm.nextLong();
    }
  }

  @Test
  void aLossThatExplodesNamesItsStep() {
    assertThatThrownBy(() -> learner().fit(1, Schedules.constant(1e30)))
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching("the loss is (NaN|Infinity|-Infinity) at step \\d+ .*")
        .hasMessageContaining("a lower learning rate");
  }

  @Test
  void aLabelOutOfRangeIsNamed() {
    var learner =
        Learner.classifier(
            new OneBatch(List.of(0L, 10L)), null, data().classes(), new Shape(1, 28, 28), mlp());
    assertThatThrownBy(() -> learner.fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("label 10 at example 1")
        .hasMessageContaining("there are 10 classes");
  }

  @Test
  void aModelOfOtherClassesIsRefused() {
    var learner =
        Learner.classifier(
            new OneBatch(List.of(0L)), null, List.of("a", "b", "c"), new Shape(1, 28, 28), mlp());
    assertThatThrownBy(() -> learner.fit(1))
        .hasMessageContaining("the model must give (1, 3)")
        .hasMessageContaining("(1, 10)");
    assertThatThrownBy(() -> learner.data(data()))
        .hasMessageContaining("the model tells apart [a, b, c], the data have [");
  }

  /** One batch of black pictures. */
  private record OneBatch(List<Long> labels) implements Loader {

    @Override
    public int batches() {
      return 1;
    }

    @Override
    public long examples() {
      return labels.size();
    }

    @Override
    public Epoch epoch(int epoch) {
      return new Epoch() {
        private boolean taken;

        @Override
        public boolean hasNext() {
          return !taken;
        }

        @Override
        public Batch next(NDManager manager) {
          taken = true;
          return new Batch(
              new NDList(manager.zeros(new Shape(labels.size(), 1, 28, 28))),
              new NDList(manager.create(labels.stream().mapToLong(l -> l).toArray())));
        }

        @Override
        public void close() {}
      };
    }
  }
}
