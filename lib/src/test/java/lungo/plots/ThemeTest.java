package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lungo.training.History;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.IChart;

/** Light and dark grounds, and the charts behind figures. */
class ThemeTest {

  @AfterEach
  void light() {
    Theme.LIGHT.use();
  }

  static History history() {
    var history = new History();
    for (int i = 0; i < 60; i++) {
      history.addStep(2.0 / (1 + i), 0.1);
    }
    double[] losses = {1, 0.5, 0.75};
    for (int epoch = 1; epoch <= 3; epoch++) {
      history.add(
          new History.Row(
              epoch,
              Map.of("valid_loss", losses[epoch - 1], "valid_accuracy", 1 - losses[epoch - 1])));
    }
    return history;
  }

  private static List<IChart> charts() {
    return List.of(
        LearningCurves.of(history()),
        ConfusionPlot.of("c", new long[][] {{5, 1}, {0, 4}}, List.of("no", "yes")),
        Plots.probabilities(Map.of("cat", 0.25, "dog", 0.75), 2),
        BarPlot.of("bars", List.of(new BarPlot.Bar("age", 0.3, 0.1))),
        Plots.histogram("h", 1, 2, 2, 3),
        Plots.lines("l", "x", Map.of("a", new TreeMap<>(Map.of(1, 2.0, 2, 1.0)))));
  }

  @ParameterizedTest
  @EnumSource
  void figuresAndChartsAreOnTheThemesGroundWithInkThatReads(Theme theme) {
    theme.use();
    for (IChart chart : charts()) {
      var picture = Png.paint(chart);
      assertThat(picture.getRGB(0, 0)).as(chart.toString()).isEqualTo(theme.ground().getRGB());
      assertThat(contrast(theme.ink(), theme.ground())).isGreaterThan(7); // WCAG 2.1, AAA
    }
    assertThat(contrast(theme.quiet(), theme.ground())).isGreaterThan(4.5); // AA
    for (int n = 0; n < 3; n++) {
      assertThat(contrast(Style.series(n), theme.ground())).isGreaterThan(3); // graphics
    }
  }

  /** WCAG 2.1's contrast ratio, from 1 to 21. */
  private static double contrast(Color a, Color b) {
    double light = Math.max(luminance(a), luminance(b));
    return (light + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
  }

  private static double luminance(Color colour) {
    float[] rgb = colour.getRGBColorComponents(null);
    double sum = 0;
    double[] weights = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
      double c = rgb[i];
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  @Test
  void aFigureKeepsTheThemeThatItWasMadeIn() {
    Theme.DARK.use();
    var curves = LearningCurves.of(history());
    Theme.LIGHT.use();
    assertThat(Png.paint(curves).getRGB(0, 0)).isEqualTo(Theme.DARK.ground().getRGB());
    assertThat(Theme.current()).isEqualTo(Theme.LIGHT);
  }

  @Test
  void theBestEpochHasARingAndLateProgressIsSeenOnALogarithmicAxis() {
    var curves = LearningCurves.of(history());
    var loss = curves.charts().get(0);
    assertThat(loss.getSeries("best valid").getXData()).containsExactly(2);
    assertThat(loss.getSeries("best valid").getYData()).containsExactly(0.5);
    assertThat(curves.charts().get(1).getSeries("best valid").getYData()).containsExactly(0.5);
    assertThat(loss.getStyler().isYAxisLogarithmic()).isFalse();
    var logarithmic = curves.logarithmic();
    assertThat(logarithmic.charts().get(0).getStyler().isYAxisLogarithmic()).isTrue();
    assertThat(logarithmic.charts().get(1).getStyler().isYAxisLogarithmic()).isFalse();
    assertThat(Png.paint(logarithmic)).isNotNull();
    var zero = new History();
    zero.addStep(0, 0.1);
    zero.addStep(-1, 0.1);
    assertThat(Png.paint(LearningCurves.of(zero).logarithmic())).isNotNull();
  }

  @Test
  void severalRunsLieOverEachOtherAColourARun() {
    var two = new TreeMap<String, History>();
    two.put("first", history());
    two.put("second", history());
    var curves = Plots.plot(two);
    var loss = curves.charts().get(0);
    assertThat(loss.getSeriesCollection())
        .extracting(XYSeries::getName)
        .containsExactly(
            "first, train", "first", "best first", "second, train", "second", "best second");
    assertThat(loss.getSeries("first").getLineColor()).isEqualTo(Style.series(0));
    assertThat(loss.getSeries("second").getLineColor()).isEqualTo(Style.series(1));
    assertThat(curves.charts().get(1).getSeriesCollection())
        .extracting(XYSeries::getName)
        .contains("first", "second");
    assertThat(curves).asString().contains("first: learning curves, epoch 3");
    assertThat(curves.logarithmic().charts().get(0).getStyler().isYAxisLogarithmic()).isTrue();
    assertThat(curves.table().stringColumn("series").asSet()).contains("second");
  }

  @Test
  void whatIsChangedInAPanelsChartShowsInTheFigure() {
    var curves = LearningCurves.of(history());
    curves.charts().get(0).getSeries("train").setLineColor(Color.MAGENTA);
    var picture = Png.paint(curves);
    int magenta = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        magenta += picture.getRGB(x, y) == Color.MAGENTA.getRGB() ? 1 : 0;
      }
    }
    assertThat(magenta).isGreaterThan(100);
  }

  @Test
  void aNormalisedConfusionMatrixSaysHowManyOfAHundred() {
    var counts = ConfusionPlot.of("c", new long[][] {{3, 1}, {0, 400}}, List.of("no", "yes"));
    var shares = counts.normalized();
    assertThat(shares.getTitle()).isEqualTo("c, % of each true class");
    assertThat(shares.table().longColumn("count").asList()).containsExactly(3L, 1L, 0L, 400L);
    // "75" and "25" in place of "3" and "1", "100" in place of "400"
    assertThat(Svg.encode(shares)).isNotEqualTo(Svg.encode(counts));
  }

  @Test
  void figuresThatAreDrawnHereHaveChartsOfXChartsToChange() {
    var confusion = ConfusionPlot.of("c", new long[][] {{5, 1}, {0, 4}}, List.of("no", "yes"));
    var bars = BarPlot.of("bars", List.of(new BarPlot.Bar("age", 0.3, 0.1)));
    var attention =
        AttentionPlot.of(
            "a", List.of("x", "x"), List.of("y"), new float[][][] {{{1}, {0.5f}}, {{0}, {1}}});
    var trials =
        ParallelCoordinates.of(
            List.of(Map.of("rate", 0.1), Map.of("rate", 1)), "loss", List.of(2.0, 1.0), true);
    assertThat(attention.charts()).hasSize(2);
    assertThat(attention.table().doubleColumn("weight").asList())
        .containsExactly(1.0, 0.5, 0.0, 1.0);
    for (Figure figure :
        List.of(
            confusion,
            bars,
            attention,
            trials,
            LayerHistograms.of("w", Map.of("fc", new float[] {1, 2, 3})),
            Plots.probabilities(Map.of("cat", 0.25, "dog", 0.75), 2))) {
      assertThat(figure.charts()).as(figure.toString()).isNotEmpty();
      figure.charts().forEach(chart -> assertThat(Png.paint(chart)).isNotNull());
      assertThat(Png.paint(figure)).isNotNull();
      assertThat(figure.table().rowCount()).isPositive();
    }
  }
}
