package lungo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import lungo.random.Formula;
import lungo.random.Seed;
import org.junit.jupiter.api.Test;

/** Compared with scikit-learn; {@code classification_reference.py} made the values. */
class JudgementTest {

  private static final int N = 400;
  private static final List<String> CLASSES = List.of("a", "b", "c", "d");
  private static final JsonObject REFERENCE = reference();

  private static JsonObject reference() {
    try (var in =
        Objects.requireNonNull(
            JudgementTest.class.getResourceAsStream("/lungo/metrics/classification.json"))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Predictions predictions() {
    int count = CLASSES.size();
    var all = new Predictions(CLASSES);
    for (int i = 0; i < N; i++) {
      int label = (int) Math.floor((Formula.uniform(i, 1) + 1) / 2 * count);
      double[] weights = new double[count];
      for (int c = 0; c < count; c++) {
        double logit = 1.5 * Formula.uniform((long) i * count + c, 2) + (c == label ? 1 : 0);
        weights[c] = Math.exp(logit);
      }
      double sum = Arrays.stream(weights).sum();
      float[] probabilities = new float[count];
      for (int c = 0; c < count; c++) {
        probabilities[c] = (float) (weights[c] / sum);
      }
      all.add(label, probabilities);
    }
    return all;
  }

  @Test
  void figuresAreScikitLearns() {
    var predictions = predictions();
    for (Metric metric :
        List.of(
            Metrics.fBeta(2),
            Metrics.fBeta(0.5),
            Metrics.fBeta(2, Averaging.MICRO),
            Metrics.fBeta(2, Averaging.WEIGHTED),
            Metrics.logLoss(),
            Metrics.rocAuc(),
            Metrics.averagePrecision(),
            Metrics.balancedAccuracy(),
            Metrics.cohensKappa(),
            Metrics.matthewsCorrelation(),
            Metrics.topK(2),
            Metrics.calibrationError())) {
      String name = metric.name();
      assertThat(metric.of(predictions))
          .as(name)
          .isCloseTo(REFERENCE.get(name).getAsDouble(), within(1e-7));
    }
  }

  private static double[] numbers(JsonArray array) {
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static double[] of(Ranking ranking, ToDoubleFunction<Ranking.Point> value) {
    return ranking.points().stream().mapToDouble(value).toArray();
  }

  @Test
  void curvesAndAreasAreScikitLearns() {
    var predictions = predictions();
    for (int c = 0; c < CLASSES.size(); c++) {
      int wanted = c;
      boolean[] positive = new boolean[N];
      IntStream.range(0, N).forEach(i -> positive[i] = predictions.label(i) == wanted);
      double[] scores =
          IntStream.range(0, N)
              .mapToDouble(i -> Math.rint(predictions.probability(i, wanted) * 100) / 100)
              .toArray();
      var ranking = Ranking.of(CLASSES.get(c), positive, scores);
      JsonObject expected = REFERENCE.getAsJsonObject("class " + c);
      assertThat(ranking.rocAuc()).isCloseTo(expected.get("roc_auc").getAsDouble(), within(1e-12));
      assertThat(ranking.averagePrecision())
          .isCloseTo(expected.get("average_precision").getAsDouble(), within(1e-12));
      assertThat(of(ranking, ranking::falsePositiveRate))
          .containsExactly(numbers(expected.getAsJsonArray("fpr")), within(1e-12));
      assertThat(of(ranking, ranking::truePositiveRate))
          .containsExactly(numbers(expected.getAsJsonArray("tpr")), within(1e-12));
      assertThat(of(ranking, Ranking.Point::precision))
          .containsExactly(numbers(expected.getAsJsonArray("precision")), within(1e-12));
      assertThat(of(ranking, ranking::truePositiveRate))
          .containsExactly(numbers(expected.getAsJsonArray("recall")), within(1e-12));
    }
  }

  @Test
  void oneClassAlsoWithoutAllProbabilities() {
    var two = new Predictions(List.of("ham", "spam"));
    two.add(0, 0, 0.9, 0).add(1, 1, 0.8, 0).add(1, 0, 0.6, 1).add(0, 0, 0.7, 0);
    var ranking = new Report(0.5, two).ranking("spam");
    assertThat(ranking.rocAuc()).isEqualTo(1); // 0.8 and 0.4 against 0.1 and 0.3
    assertThat(ranking.prevalence()).isEqualTo(0.5);
    var four = new Predictions(CLASSES).add(0, 0, 0.9, 0).add(1, 1, 0.5, 0);
    assertThatThrownBy(() -> Ranking.of(four, "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only the predicted one's probability is known");
  }

  @Test
  void whatIsUndefinedSaysSo() {
    var same = Predictions.of(CLASSES, new int[] {2, 2}, new int[] {2, 2});
    var matrix = ConfusionMatrix.of(same);
    assertThat(matrix.cohensKappa()).isEmpty();
    assertThat(matrix.matthewsCorrelation()).isEmpty();
    assertThat(matrix.fBeta(0, 2)).isEmpty();
    assertThat(matrix.balancedAccuracy()).hasValue(1);
    assertThat(ConfusionMatrix.of(new Predictions(CLASSES)).balancedAccuracy()).isEmpty();
    assertThatThrownBy(() -> Ranking.of("a", new boolean[] {true, true}, new double[] {1, 2}))
        .hasMessage("a ranking needs examples of 'a' and others, got 2 and 0");
    assertThatThrownBy(() -> Ranking.of("a", new boolean[2], new double[] {1, 2}))
        .hasMessageContaining("got 0 and 2");
    assertThatThrownBy(
            () -> Ranking.of("a", new boolean[] {true, false}, new double[] {1, 0.0 / 0}))
        .hasMessageContaining("example 1 is NaN");
    assertThatThrownBy(() -> Ranking.of("a", new boolean[1], new double[2]))
        .hasMessageContaining("got 1 examples, but 2 scores");
    assertThatThrownBy(() -> Ranking.of(predictions(), "e"))
        .hasMessageContaining("no class 'e'; there are [a, b, c, d]");
    assertThatThrownBy(() -> Metrics.fBeta(0)).hasMessageContaining("beta must be above 0");
    assertThatThrownBy(() -> Calibration.of(predictions(), 0)).hasMessageContaining("1 bin");
    assertThatThrownBy(() -> new Predictions(CLASSES).add(0, new float[3]))
        .hasMessageContaining("expected 4 probabilities, got 3");
    assertThatThrownBy(() -> new Predictions(CLASSES).add(0, 0, 1, 0).add(0, new float[4]))
        .hasMessageContaining("earlier examples have no probabilities");
  }

  @Test
  void calibrationCountsEachPredictionOnce() {
    var calibration = Calibration.of(predictions());
    assertThat(calibration.bins()).hasSize(15);
    assertThat(calibration.bins().stream().mapToInt(Calibration.Bin::count).sum()).isEqualTo(N);
    assertThat(calibration.maximumError()).isGreaterThan(calibration.expectedError());
    assertThat(calibration.table().rowCount()).isEqualTo(15);
    assertThat(calibration.table().doubleColumn("accuracy").countMissing()).isPositive();
    var sure = new Predictions(CLASSES).add(0, 0, 1, 0).add(0, 0, 1, 0);
    assertThat(Calibration.of(sure).expectedError()).isZero();
    var wrong = new Predictions(CLASSES).add(0, 1, 0, 1);
    assertThat(Calibration.of(wrong, 1).bins().get(0).count()).isEqualTo(1);
  }

  /** For a share the interval is about ± 1.96 · √(p (1 - p) / n). */
  @Test
  void anIntervalIsThatOfTheBinomial() {
    Seed.set(4);
    var report = new Report(1, predictions());
    Interval interval = report.interval(Metrics.accuracy());
    double p = report.accuracy();
    double half = 1.96 * Math.sqrt(p * (1 - p) / N);
    assertThat(interval.value()).isEqualTo(p);
    assertThat(p - interval.low()).isCloseTo(half, within(0.15 * half));
    assertThat(interval.high() - p).isCloseTo(half, within(0.15 * half));
    assertThat(report.interval(Metrics.accuracy())).isEqualTo(interval);
    var narrow = Interval.of(Metrics.accuracy(), report.predictions(), 0.5, 1000);
    assertThat(narrow.high() - narrow.low()).isLessThan(0.5 * (interval.high() - interval.low()));
    assertThat(interval.toString()).contains("(95 % interval ");
    assertThatThrownBy(() -> Interval.of(Metrics.accuracy(), report.predictions(), 1, 10))
        .hasMessageContaining("level in (0, 1)");
    Seed.set(0);
  }

  /** Drawn once for all figures, they are what each figure's own draws give. */
  @Test
  void intervalsOfAReportAreThoseOfItsMetrics() {
    Seed.set(4);
    var report = new Report(Metrics.logLoss().of(predictions()), predictions());
    ReportIntervals intervals = report.intervals();
    assertThat(intervals.accuracy()).isEqualTo(report.interval(Metrics.accuracy()));
    assertThat(intervals.macro().f1()).isEqualTo(report.interval(Metrics.f1()));
    assertThat(intervals.macro().recall()).isEqualTo(report.interval(Metrics.recall()));
    Interval loss = report.interval(Metrics.logLoss());
    assertThat(intervals.loss().orElseThrow().low()).isCloseTo(loss.low(), within(1e-9));
    assertThat(intervals.loss().orElseThrow().high()).isCloseTo(loss.high(), within(1e-9));
    assertThat(intervals.classes()).hasSize(CLASSES.size());
    var rates = intervals.classes().get(1);
    double recall = report.confusionMatrix().recall(1).orElseThrow();
    double half = 1.96 * Math.sqrt(recall * (1 - recall) / report.confusionMatrix().support(1));
    assertThat(rates.recall().value()).isEqualTo(recall);
    assertThat(recall - rates.recall().low()).isCloseTo(half, within(0.2 * half));
    // a loss of another kind than the examples' own gets no interval
    assertThat(new Report(9, predictions()).intervals().loss()).isEmpty();
    var never = new Report(1, Predictions.of(CLASSES, new int[] {0, 1}, new int[] {0, 0}));
    assertThat(never.intervals().classes().get(3).precision().undefined()).isEqualTo(1000);
    assertThat(never.intervals().loss()).isEmpty();
    Seed.set(0);
  }

  @Test
  void regressionErrorsAreScikitLearnsInPartsToo() {
    double[] actual =
        IntStream.range(0, N).mapToDouble(i -> 3 + 2 * Formula.uniform(i, 3)).toArray();
    double[] said =
        IntStream.range(0, N).mapToDouble(i -> actual[i] + Formula.uniform(i, 4)).toArray();
    var parts = new RegressionErrors();
    parts.merge(RegressionErrors.of(Arrays.copyOf(actual, 150), Arrays.copyOf(said, 150)));
    parts.merge(new RegressionErrors());
    parts.merge(
        RegressionErrors.of(Arrays.copyOfRange(actual, 150, N), Arrays.copyOfRange(said, 150, N)));
    JsonObject expected = REFERENCE.getAsJsonObject("regression");
    for (var errors : List.of(RegressionErrors.of(actual, said), parts)) {
      assertThat(errors.count()).isEqualTo(N);
      assertThat(errors.meanAbsolute()).isCloseTo(expected.get("mae").getAsDouble(), within(1e-9));
      assertThat(errors.meanSquared()).isCloseTo(expected.get("mse").getAsDouble(), within(1e-9));
      assertThat(errors.r2().orElseThrow())
          .isCloseTo(expected.get("r2").getAsDouble(), within(1e-9));
    }
    var constant = RegressionErrors.of(new double[] {2, 2}, new double[] {1, 3});
    assertThat(constant.r2()).isEmpty();
    assertThat(constant)
        .hasToString(
            "mean absolute error 1.000, root mean squared 1.000, R² undefined (all numbers are"
                + " equal) over 2 examples");
    assertThatThrownBy(() -> new RegressionErrors().meanAbsolute())
        .hasMessageContaining("one example or more");
    assertThatThrownBy(() -> RegressionErrors.of(actual, new double[0]))
        .hasMessageContaining("got 0 and 400");
  }

  /** One after the other, all in turn, as three devices would have them. */
  private static List<Predictions> parts() {
    var parts =
        List.of(new Predictions(CLASSES), new Predictions(CLASSES), new Predictions(CLASSES));
    Predictions all = predictions();
    for (int i = 0; i < N; i++) {
      float[] given = new float[CLASSES.size()];
      for (int c = 0; c < given.length; c++) {
        given[c] = (float) all.probability(i, c);
      }
      parts.get(i % 3).add(all.label(i), given);
    }
    return parts;
  }

  @Test
  void partsOfSeveralDevicesMergeToTheWhole() {
    List<Predictions> parts = parts();
    var whole = predictions();
    var matrix =
        parts.stream().map(ConfusionMatrix::of).reduce(ConfusionMatrix::merge).orElseThrow();
    assertThat(matrix).hasToString(ConfusionMatrix.of(whole).toString());
    var calibration = parts.stream().map(Calibration::of).reduce(Calibration::merge).orElseThrow();
    assertThat(calibration.expectedError())
        .isCloseTo(Calibration.of(whole).expectedError(), within(1e-12));
    var merged = parts.stream().reduce(new Predictions(CLASSES), Predictions::merge);
    assertThat(merged.size()).isEqualTo(N);
    for (Metric metric : List.of(Metrics.rocAuc(), Metrics.logLoss(), Metrics.topK(2))) {
      assertThat(metric.of(merged)).isCloseTo(metric.of(whole), within(1e-12));
    }
    assertThat(new Perplexity(1, 30).merge(new Perplexity(4, 10)).loss())
        .isCloseTo((1 * 30 + 4 * 10) / 40.0, within(1e-12));
    assertThat(new ErrorRate(1, 2, 3, 4).merge(new ErrorRate(10, 20, 30, 40)))
        .isEqualTo(new ErrorRate(11, 22, 33, 44));
    assertThatThrownBy(() -> ConfusionMatrix.of(whole).merge(ConfusionMatrix.of(twoClasses())))
        .hasMessageContaining("parts of the same classes");
  }

  @Test
  void countsAloneGiveTheSameFiguresAndMergeToo() {
    var whole = Tally.of(predictions());
    Tally merged = parts().stream().map(Tally::of).reduce(Tally::merge).orElseThrow();
    var streaming =
        List.of(
            Metrics.accuracy(),
            Metrics.topK(2),
            Metrics.precision(),
            Metrics.recall(),
            Metrics.f1(),
            Metrics.fBeta(2, Averaging.WEIGHTED),
            Metrics.balancedAccuracy(),
            Metrics.cohensKappa(),
            Metrics.matthewsCorrelation(),
            Metrics.logLoss(),
            Metrics.calibrationError());
    for (Metric metric : streaming) {
      assertThat(metric.isStreaming()).as(metric.name()).isTrue();
      for (Tally tally : List.of(whole, merged)) {
        assertThat(metric.of(tally).orElseThrow())
            .as(metric.name())
            .isCloseTo(metric.of(predictions()), within(1e-12));
      }
    }
    for (Metric metric : List.of(Metrics.rocAuc(), Metrics.averagePrecision())) {
      assertThat(metric.isStreaming()).as(metric.name()).isFalse();
      assertThat(metric.of(whole)).as(metric.name()).isEmpty();
    }
    assertThatThrownBy(() -> Tally.of(CLASSES, new double[16], new double[3], new double[45], 0))
        .hasMessage(
            "a tally of 4 classes needs 16 counts, 4 ranks and 45 numbers of bins, got 16, 3 and"
                + " 45");
    assertThatThrownBy(
            () ->
                Metrics.f1()
                    .of(Tally.of(CLASSES, new double[16], new double[4], new double[45], 0)))
        .hasMessageContaining("f1 needs one prediction or more");
  }

  private static Predictions twoClasses() {
    return Predictions.of(List.of("no", "yes"), new int[] {0, 0, 0, 1}, new int[] {0, 0, 0, 1});
  }

  @Test
  void drawsInWhichAFigureIsUndefinedAreSaidAndDoNotCount() {
    Seed.set(1);
    var interval = Interval.of(Metrics.cohensKappa(), twoClasses());
    // A draw of 4 lacks the one example with probability (3/4)^4 = 0.32, or has only it, (1/4)^4
    assertThat(interval.undefined() / 1000.0).isCloseTo(0.32, within(0.06));
    assertThat(interval.low()).isEqualTo(1, within(0.0)); // all predictions are right
    assertThat(interval).asString().contains("of 1000 draws, which are left out");
    var all = Predictions.of(List.of("no", "yes"), new int[] {0, 0}, new int[] {0, 0});
    assertThat(Metrics.matthewsCorrelation().of(all)).isNaN();
    assertThat(Metrics.rocAuc().of(all)).isNaN();
    assertThat(Interval.of(Metrics.matthewsCorrelation(), all).low()).isNaN();
  }

  @Test
  void aCertainMistakeCostsWhatScikitLearnSays() {
    var sure = new Predictions(List.of("a", "b"));
    sure.add(0, new float[] {1, 0}).add(1, new float[] {1, 0});
    assertThat(Metrics.logLoss().of(sure))
        .isCloseTo(REFERENCE.get("log_loss of a certain mistake").getAsDouble(), within(1e-9));
  }
}
