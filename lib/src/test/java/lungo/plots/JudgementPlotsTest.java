package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lungo.metrics.Calibration;
import lungo.metrics.Predictions;
import lungo.metrics.Ranking;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class JudgementPlotsTest {

  private static Predictions predictions() {
    var all = new Predictions(List.of("ham", "spam"));
    float[] spam = {0.9f, 0.8f, 0.35f, 0.6f, 0.3f, 0.1f};
    int[] labels = {1, 1, 1, 0, 0, 0};
    for (int i = 0; i < spam.length; i++) {
      all.add(labels[i], new float[] {1 - spam[i], spam[i]});
    }
    return all;
  }

  private static double[] y(XYChart chart, String name) {
    return chart.getSeries(name).getYData();
  }

  @Test
  void curvesNameTheirAreas() {
    var spam = Ranking.of(predictions(), "spam");
    // Of nine pairs one is the wrong way round: 0.35 of spam, 0.6 of ham.
    XYChart roc = Plots.roc(spam, Ranking.of(predictions(), "ham"));
    assertThat(roc.getSeriesCollection())
        .extracting(XYSeries::getName)
        .containsExactly("spam, area 0.889", "ham, area 0.889", "chance");
    assertThat(y(roc, "spam, area 0.889")).startsWith(0).endsWith(1).isSorted();
    XYChart curve = Plots.precisionRecall(spam);
    // (1 + 1 + 3/4) / 3
    assertThat(y(curve, "spam, average precision 0.917")).startsWith(1).endsWith(0.5);
    assertThat(y(curve, "chance")).containsOnly(0.5);
    assertThatThrownBy(() -> Plots.roc()).hasMessageContaining("one ranking or more");
  }

  @Test
  void aReliabilityDiagramHasABinEach() {
    XYChart chart = Plots.plot(Calibration.of(predictions(), 10));
    assertThat(chart.getTitle()).startsWith("Reliability, expected error ");
    assertThat(chart.getSeriesCollection())
        .extracting(XYSeries::getName)
        .containsExactly("predictions, 3 at most", "model", "as often right as it says");
    assertThat(y(chart, "predictions, 3 at most")).hasSize(20);
    // Two of three are wrong where the model gave 0.6 to 0.7.
    assertThat(y(chart, "model")).containsExactly(1.0 / 3, 1);
  }
}
