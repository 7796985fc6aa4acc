package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.metrics.Calibration;
import lungo.metrics.Predictions;
import lungo.metrics.Ranking;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

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

  /** Many names stand beside the chart, each of them whole, so that no curve lies below them. */
  @Test
  void namesOfManyClassesStandBesideTheCurves() {
    List<String> classes =
        IntStream.range(0, 30).mapToObj(i -> "class number " + i + " of thirty").toList();
    var all = new Predictions(classes);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      float[] probabilities = new float[30];
      for (int c = 0; c < 30; c++) {
        probabilities[c] = (float) random.nextDouble() + (c == i % 30 ? 0.7f : 0);
      }
      all.add(i % 30, probabilities);
    }
    Ranking[] rankings = classes.stream().map(c -> Ranking.of(all, c)).toArray(Ranking[]::new);
    for (XYChart chart : List.of(Plots.roc(rankings), Plots.precisionRecall(rankings))) {
      assertThat(chart.getStyler().getLegendPosition()).isEqualTo(LegendPosition.OutsideE);
      var picture = BitmapEncoder.getBufferedImage(chart);
      assertThat(inked(picture, picture.getWidth() - 8, 0, 8, picture.getHeight())).isZero();
      assertThat(inked(picture, 0, picture.getHeight() - 6, picture.getWidth(), 6)).isZero();
      // The pieces of line before the names lie below each other, one a curve.
      int curves = chart.getSeriesCollection().size();
      assertThat(IntStream.range(460, picture.getWidth()).map(x -> lines(picture, x)))
          .contains(curves);
    }
    XYChart few = Plots.roc(rankings[0], rankings[1], rankings[2]);
    assertThat(few.getStyler().getLegendPosition()).isEqualTo(LegendPosition.InsideSE);
    assertThat(few.getWidth()).isEqualTo(460);
    XYChart unit = Style.unit(460, 300, "", "x", "y", List.of("a", "b"));
    assertThat(unit.getStyler().getLegendPosition()).isEqualTo(LegendPosition.OutsideS);
    assertThat(Style.unit(460, 300, "", "x", "y", classes).getWidth()).isGreaterThan(600);
  }

  /** How many thin pieces of ink a column has; 0 if it has a thick one. */
  private static int lines(BufferedImage picture, int x) {
    int lines = 0;
    int thickness = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      thickness = picture.getRGB(x, y) == 0xffffffff ? 0 : thickness + 1;
      lines += thickness == 1 ? 1 : 0;
      if (thickness > 4) {
        return 0;
      }
    }
    return lines;
  }

  private static int inked(BufferedImage picture, int left, int top, int width, int height) {
    int inked = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        inked += picture.getRGB(x, y) == 0xffffffff ? 0 : 1;
      }
    }
    return inked;
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
