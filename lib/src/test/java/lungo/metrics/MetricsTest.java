package lungo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final List<String> PETS = List.of("cat", "dog", "emu");
  private static final Offset<Double> EXACT = within(1e-12);

  /** Three cats (one taken for a dog), two dogs (one for a cat), one emu (for a dog). */
  private static final Predictions PREDICTIONS =
      Predictions.of(PETS, new int[] {0, 0, 0, 1, 1, 2}, new int[] {0, 0, 1, 1, 0, 1});

  @Test
  void confusionCountsRowsByLabelAndColumnsByPrediction() {
    var matrix = ConfusionMatrix.of(PREDICTIONS);
    assertThat(matrix.count(0, 1)).isEqualTo(1);
    assertThat(matrix.count(1, 0)).isEqualTo(1);
    assertThat(matrix.count(2, 1)).isEqualTo(1);
    assertThat(matrix.support(0)).isEqualTo(2 + 1);
    assertThat(matrix.predictions(1)).isEqualTo(1 + 1 + 1);
    assertThat(matrix.total()).isEqualTo(6);
  }

  @Test
  void ratesFollowFromTheCounts() {
    var matrix = ConfusionMatrix.of(PREDICTIONS);
    assertThat(matrix.accuracy()).hasValueCloseTo((2 + 1 + 0) / 6.0, EXACT);
    assertThat(matrix.precision(0)).hasValueCloseTo(2 / (2 + 1.0), EXACT);
    assertThat(matrix.recall(0)).hasValueCloseTo(2 / (2 + 1.0), EXACT);
    assertThat(matrix.precision(1)).hasValueCloseTo(1 / (1 + 1 + 1.0), EXACT);
    assertThat(matrix.recall(1)).hasValueCloseTo(1 / (1 + 1.0), EXACT);
    assertThat(matrix.f1(1)).hasValueCloseTo(2 * (1 / 3.0) * 0.5 / (1 / 3.0 + 0.5), EXACT);
  }

  @Test
  void undefinedRatesAreSaidAndCountAsZeroInAverages() {
    var matrix = ConfusionMatrix.of(PREDICTIONS);
    assertThat(matrix.precision(2)).isEmpty();
    assertThat(matrix.recall(2)).hasValueCloseTo(0.0, EXACT);
    assertThat(matrix.f1(2)).hasValueCloseTo(0.0, EXACT);
    assertThat(matrix.undefined())
        .containsExactly("precision of 'emu' is undefined: it was never predicted");
    assertThat(matrix.macro().precision()).isCloseTo((2 / 3.0 + 1 / 3.0 + 0) / 3, EXACT);
    assertThat(matrix.weighted().precision())
        .isCloseTo((3 * 2 / 3.0 + 2 * 1 / 3.0 + 1 * 0) / 6, EXACT);
    assertThat(matrix.weighted().recall()).isCloseTo((3 * 2 / 3.0 + 2 * 0.5 + 0) / 6, EXACT);
    assertThat(matrix.table().doubleColumn("precision").isMissing(2)).isTrue();
  }

  @Test
  void classWithoutExamplesHasNoRecall() {
    var matrix = ConfusionMatrix.of(Predictions.of(PETS, new int[] {0}, new int[] {1}));
    assertThat(matrix.recall(2)).isEmpty();
    assertThat(matrix.f1(2)).isEmpty();
    assertThat(matrix.undefined())
        .contains("recall of 'emu' is undefined: no example has this class");
  }

  @Test
  void metricsAreTheAveragesOfTheReport() {
    assertThat(Metrics.accuracy().of(PREDICTIONS)).isCloseTo(3 / 6.0, EXACT);
    assertThat(Metrics.precision().of(PREDICTIONS)).isCloseTo(1 / 3.0, EXACT);
    assertThat(Metrics.recall().of(PREDICTIONS)).isCloseTo((2 / 3.0 + 0.5 + 0) / 3, EXACT);
    double catF1 = 2 * 2 / (3 + 3.0);
    double dogF1 = 2 * 1 / (3 + 2.0);
    assertThat(Metrics.f1().of(PREDICTIONS)).isCloseTo((catF1 + dogF1 + 0) / 3, EXACT);
  }

  @Test
  void topKCountsLabelsAmongTheLikeliest() {
    var predictions =
        new Predictions(PETS)
            .add(0, 0, 0.9, 0)
            .add(1, 0, 0.6, 1)
            .add(2, 0, 0.5, 2)
            .add(2, 1, 0.4, 1);
    assertThat(Metrics.topK(1).of(predictions)).isCloseTo(1 / 4.0, EXACT);
    assertThat(Metrics.topK(2).of(predictions)).isCloseTo(3 / 4.0, EXACT);
    assertThat(Metrics.topK(2).name()).isEqualTo("top2");
  }

  @Test
  void worstMistakesAreThoseTheModelWasSurestOf() {
    var predictions = new Predictions(PETS).add(0, 1, 0.6, 1).add(1, 1, 0.99, 0).add(2, 0, 0.9, 1);
    assertThat(predictions.mistakes(5))
        .containsExactly(
            new Predictions.Mistake(2, "emu", "cat", 0.9),
            new Predictions.Mistake(0, "cat", "dog", 0.6));
    assertThat(predictions.mistakes(1)).hasSize(1);
  }

  @Test
  void reportHasARowForEachClassAndTheAverages() {
    var report = new Report(0.5, PREDICTIONS);
    assertThat(report.accuracy()).isCloseTo(0.5, EXACT);
    assertThat(report.table().stringColumn("class").asList())
        .containsExactly("cat", "dog", "emu", "macro average", "weighted average");
    assertThat(report.table().intColumn("support").asList()).containsExactly(3, 2, 1, 6, 6);
    assertThat(report.toString())
        .contains("loss 0.5000, accuracy 0.5000 over 6 examples")
        .contains("precision of 'emu' is undefined");
  }

  @Test
  void whatIsNoClassIsRefusedWithTheChoices() {
    assertThatThrownBy(() -> Predictions.of(PETS, new int[] {0, 3}, new int[] {0, 0}))
        .hasMessage(
            "a label must be in [0, 3), got 3 at example 1; the classes are [cat, dog, emu]");
    assertThatThrownBy(() -> Predictions.of(PETS, new int[] {0}, new int[] {-1}))
        .hasMessageContaining("a prediction must be in [0, 3), got -1");
    assertThatThrownBy(() -> Predictions.of(PETS, new int[] {0}, new int[] {0, 1}))
        .hasMessage("got 1 labels, but 2 predictions");
    assertThatThrownBy(() -> Metrics.topK(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> Metrics.accuracy().of(new Predictions(PETS)))
        .hasMessageContaining("accuracy needs one prediction or more");
    assertThatThrownBy(() -> new Report(0, new Predictions(PETS)))
        .hasMessageContaining("needs one prediction");
  }
}
