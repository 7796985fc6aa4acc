package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.metrics.Averaging;
import lungo.metrics.Metric;
import lungo.metrics.Metrics;
import lungo.metrics.Predictions;
import lungo.metrics.Report;
import lungo.metrics.Tally;
import lungo.models.LeNet;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Validation counts on the device, and says what a report of all predictions says. */
class ClassCountsTest {

  private static final List<Metric> STREAMING =
      List.of(
          Metrics.accuracy(),
          Metrics.topK(3),
          Metrics.f1(),
          Metrics.fBeta(2, Averaging.WEIGHTED),
          Metrics.cohensKappa(),
          Metrics.matthewsCorrelation(),
          Metrics.logLoss(),
          Metrics.calibrationError());

  private final ImageBatches data =
      ImageData.open(Path.of("../datasets/fashion-mnist")).split(0.1).normalize().batch(300);

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Would keep predictions, and must not. */
  private static final Metric NO_PREDICTIONS =
      new Metric() {
        @Override
        public String name() {
          return "counted";
        }

        @Override
        public double of(Predictions predictions) {
          throw new AssertionError("predictions were kept");
        }

        @Override
        public OptionalDouble of(Tally tally) {
          return OptionalDouble.of((double) tally.size());
        }

        @Override
        public boolean isStreaming() {
          return true;
        }
      };

  private Learner learner(Metric... more) {
    Seed.set(3);
    var metrics = new ArrayList<>(STREAMING);
    metrics.addAll(List.of(more));
    return Learner.classifier(data, LeNet.lenet5(10)).metrics(metrics.toArray(Metric[]::new));
  }

  private void assertSame(Learner learner) {
    Report report = learner.evaluate(data.valid());
    History.Row row = learner.history().last();
    assertThat(row.get(History.VALID_LOSS)).isCloseTo(report.loss(), within(1e-6));
    for (Metric metric : STREAMING) {
      assertThat(row.get("valid_" + metric.name()))
          .as(metric.name())
          .isCloseTo(metric.of(report.predictions()), within(1e-6));
    }
  }

  @Test
  void whatIsCountedOnTheDeviceIsWhatAllPredictionsSay() {
    var learner = learner(NO_PREDICTIONS);
    learner.fit(1, Schedules.constant(0.05));
    assertSame(learner);
    assertThat(learner.history().last().get("valid_counted")).isEqualTo(data.valid().size());
    assertThat(learner.history().last().get("valid_accuracy")).isBetween(0.3, 0.99);
  }

  @Test
  void aMetricThatNeedsAllPredictionsGetsThem() {
    var learner = learner(Metrics.rocAuc());
    learner.fit(1, Schedules.constant(0.05));
    assertSame(learner);
    assertThat(learner.history().last().get("valid_roc_auc")).isBetween(0.8, 1.0);
  }

  @Test
  void severalDevicesMergeToTheSameFigures() {
    var learner = learner(NO_PREDICTIONS).dataParallel(Device.cpu(), Device.cpu());
    learner.fit(1, Schedules.constant(0.05));
    assertSame(learner);
    assertThat(learner.history().last().get("valid_counted")).isEqualTo(data.valid().size());
  }
}
