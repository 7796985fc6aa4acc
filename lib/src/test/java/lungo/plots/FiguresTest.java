package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import lungo.training.History;
import lungo.training.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What the figures' pictures hold. */
class FiguresTest {

  private static final int BLUE = Style.blue().getRGB();
  private static final int VERMILION = Style.vermilion().getRGB();
  private static final int WHITE = Color.WHITE.getRGB();

  private static BufferedImage painted(IChart chart) {
    var picture = Png.paint(chart);
    assertThat(picture.getWidth()).isEqualTo(2 * chart.getWidth());
    assertThat(picture.getHeight()).isEqualTo(2 * chart.getHeight());
    return picture;
  }

  private static int pixels(BufferedImage picture, int rgb) {
    return pixels(picture, rgb, 0, picture.getWidth());
  }

  /** How many pixels have a colour between two columns. */
  private static int pixels(BufferedImage picture, int rgb, int from, int to) {
    int found = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = from; x < to; x++) {
        found += picture.getRGB(x, y) == rgb ? 1 : 0;
      }
    }
    return found;
  }

  private static History history(int steps, boolean metric) {
    var history = new History();
    for (int i = 0; i < steps; i++) {
      history.addStep(2.0 / (1 + i), 0.1);
    }
    for (int epoch = 1; epoch <= 3; epoch++) {
      var values = new LinkedHashMap<String, Double>();
      values.put(History.VALID_LOSS, 1.0 / epoch);
      if (metric) {
        values.put("valid_accuracy", 0.3 * epoch);
      }
      history.add(new History.Row(epoch, values));
    }
    return history;
  }

  @Test
  void learningCurvesHaveLossAndMetricSideBySide() {
    var picture = painted(LearningCurves.of(history(100, true)));
    int half = picture.getWidth() / 2;

    assertThat(pixels(picture, BLUE, 0, half)).as("train loss").isGreaterThan(300);
    assertThat(pixels(picture, VERMILION, 0, half)).as("valid loss").isGreaterThan(300);
    assertThat(pixels(picture, VERMILION, half, 2 * half)).as("accuracy").isGreaterThan(300);
    assertThat(picture.getRGB(0, 0)).as("a light ground").isEqualTo(WHITE);
  }

  @Test
  void withoutAMetricTheLearningRateIsDrawn() {
    var picture = painted(LearningCurves.of(history(100, false)));

    assertThat(pixels(picture, Style.green().getRGB(), picture.getWidth() / 2, picture.getWidth()))
        .isGreaterThan(300);
  }

  @Test
  void learningCurvesBearWhateverALossCanBe() {
    var history = new History();
    assertThat(painted(LearningCurves.of(history))).isNotNull();
    for (double loss :
        new double[] {Double.NaN, 0, 0, Double.POSITIVE_INFINITY, 1e300, -1e9, 1e-300}) {
      history.addStep(loss, 0);
      assertThat(painted(LearningCurves.of(history))).isNotNull();
    }
    history.add(new History.Row(1, Map.of("valid_x", Double.NaN, "valid_loss", Double.NaN)));
    assertThat(painted(LearningCurves.of(history))).isNotNull();
  }

  @Test
  void aWildStepDoesNotPressTheOthersFlat() {
    var history = history(1000, true);
    history.addStep(1e6, 0.1);
    var picture = painted(LearningCurves.of(history));

    // Were the axis a million high, the valid losses of 1, 1/2 and 1/3 were one flat line.
    int left = 0;
    int right = 0;
    int half = picture.getWidth() / 2;
    for (int y = 80; y < picture.getHeight(); y++) {
      for (int x = half / 3; x < half - 250; x++) {
        if (picture.getRGB(x, y) == VERMILION) {
          left = left == 0 ? y : left;
          right = y;
        }
      }
    }
    assertThat(right - left).isGreaterThan(50);
  }

  @Test
  void theConfusionOfTenClassesIsBlueOnTheDiagonalAndOrangeBesideIt() {
    long[][] counts = new long[10][10];
    for (int i = 0; i < 10; i++) {
      counts[i][i] = 100;
    }
    counts[6][0] = 60;
    var classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();

    var figure = ConfusionPlot.of("Confusion matrix", counts, classes);
    var picture = painted(figure);

    // Nine full cells of 46 pixels; the tenth class lost 60 of 160 to another.
    assertThat(pixels(picture, BLUE)).isBetween(9 * 80 * 80, 9 * 92 * 92);
    assertThat(figure).hasToString("Confusion matrix: 1,000 of 1,060 right, 10 classes");
  }

  @Test
  void aConfusionMatrixOfAnyNumberOfClassesFits() {
    for (int n : new int[] {1, 2, 25, 100}) {
      var figure =
          ConfusionPlot.of(
              "Confusion matrix",
              new long[n][n],
              Collections.nCopies(n, "a class whose name is far too long to be drawn as it is"));
      assertThat(figure.getWidth()).isLessThan(1900);
      painted(figure);
    }
  }

  @Test
  void countsThatDoNotFitTheClassesAreRejected() {
    assertThatThrownBy(() -> ConfusionPlot.of("x", new long[2][3], List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 classes need 2 × 2 counts, got rows of 3 and 3");
    assertThatThrownBy(() -> ConfusionPlot.of("x", new long[0][0], List.of()))
        .hasMessage("1 to 1000 classes can be drawn, got 0");
  }

  @Test
  void otherScriptsAreDrawnWhateverFontsThereAre() {
    var names = List.of("犬", "고양이", "🐕");
    painted(ConfusionPlot.of("混同行列", new long[3][3], names));
    var picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    painted(Gallery.of(List.of(new Gallery.Item(picture, "犬\n猫", Gallery.Mark.WRONG))));
    painted(Plots.probabilities(Map.of("犬", 1.0), 1));
  }

  private static BufferedImage chequered(int side) {
    var picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        picture.setRGB(x, y, (x + y) % 2 == 0 ? 0xff0000 : 0x00ff00);
      }
    }
    return picture;
  }

  @Test
  void smallPicturesStaySharpInAGallery() {
    var item = new Gallery.Item(chequered(28), "", Gallery.Mark.NONE);
    var picture = painted(Gallery.of(List.of(item, item, item)));

    int red = pixels(picture, 0xffff0000);
    int green = pixels(picture, 0xff00ff00);
    // Three chequers of 84 by 84 at two pixels a pixel; no pixel is a mixture.
    assertThat(red).isEqualTo(3 * 168 * 168 / 2);
    assertThat(green).isEqualTo(red);
  }

  @Test
  void wrongPicturesHaveAnOrangeFrame() {
    var item = new Gallery.Item(chequered(28), "Shirt", Gallery.Mark.WRONG);
    var framed = painted(Gallery.of(List.of(item)));
    var plain =
        painted(Gallery.of(List.of(new Gallery.Item(chequered(28), "Shirt", Gallery.Mark.NONE))));

    assertThat(pixels(framed, VERMILION)).isGreaterThan(4 * 168);
    assertThat(pixels(plain, VERMILION)).isZero();
  }

  @Test
  void aGalleryFitsThePageAndFillsItsRowsEvenly() {
    var items = Collections.nCopies(16, new Gallery.Item(chequered(28), "x", Gallery.Mark.NONE));
    var gallery = Gallery.of(items);

    assertThat(gallery.getWidth()).isLessThanOrEqualTo(880);
    // 16 in two rows of 8 and not 9 and 7: 8 cells of 84 and gaps of 10
    assertThat(gallery.getWidth()).isEqualTo(20 + 8 * 84 + 7 * 10);
    assertThatThrownBy(() -> Gallery.of(List.of()))
        .hasMessage("a gallery has 1 to 1,000 pictures, got 0");
  }

  @Test
  void theLikeliestClassIsDrawnFirstAndInColour() {
    var figure = Plots.probabilities(Map.of("Shirt", 0.25, "Coat", 0.75), 5);
    var picture = painted(figure);

    assertThat(figure).hasToString(" 75.0 %  Coat\n 25.0 %  Shirt");
    // 260 wide and 14 high, three quarters of it, at two by two pixels
    assertThat(pixels(picture, BLUE)).isBetween(195 * 14 * 4 - 200, 195 * 14 * 4);
    assertThatThrownBy(() -> new ProbabilityPlot.Entry("x", 1.5))
        .hasMessage("probability must be in [0, 1], got 1.5");
  }

  @Test
  void scheduleAndHistogramAreXChartsOwn() {
    var schedule = Plots.plot(Schedules.oneCycle(0.05), 100_000);
    assertThat(schedule.getSeriesCollection().iterator().next().getXData()).hasSize(2000);
    assertThat(pixels(painted(schedule), BLUE)).isGreaterThan(1000);

    painted(Plots.histogram("one value", 3, 3, 3));
    painted(Plots.histogram("wild", Double.NaN, Double.POSITIVE_INFINITY, 1, 2, 1e6));
    assertThatThrownBy(() -> Plots.histogram("none", Double.NaN))
        .hasMessage("a histogram needs at least 1 finite value, got none in 1");
  }

  @Test
  void aHistogramCountsEveryValueOnce() {
    var series =
        Plots.histogram("h", IntStream.range(0, 1000).mapToDouble(i -> i).toArray())
            .getSeriesCollection()
            .iterator()
            .next();

    // Each bin has two corners at its height; Freedman and Diaconis: 2 · 500 / 10 = 100 wide.
    double corners = 0;
    for (double y : series.getYData()) {
      corners += y;
    }
    assertThat(corners / 2).isEqualTo(1000);
    assertThat(series.getXData()).hasSize(2 * 10 + 2);
  }

  @Test
  void aFigureIsSavedAsPng(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("plots/curves.png");
    LearningCurves.of(history(10, true)).save(file);

    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(1760);
  }

  @Test
  void barsShowTheirNumbersAndRejectWhatCannotBeDrawn() {
    var plot =
        BarPlot.of(
            "falls by",
            List.of(new BarPlot.Bar("hour", 0.25, 0.05), new BarPlot.Bar("visibility", -0.1, 0)));
    assertThat(plot).hasToString("falls by\n0.2500 ± 0.0500  hour\n-0.1  visibility");
    assertThat(plot.table().doubleColumn("value").asDoubleArray()).containsExactly(0.25, -0.1);
    assertThat(plot.table().stringColumn("name").asList()).containsExactly("hour", "visibility");
    var picture = painted(plot);
    double blue = pixels(picture, BLUE);
    // The bars are as long as 0.25 and 0.1, but for the whisker over the first.
    assertThat(blue / pixels(picture, VERMILION)).isBetween(2.2, 2.55);
    assertThatThrownBy(() -> new BarPlot.Bar("x", Double.NaN, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> BarPlot.of("", List.of())).hasMessageContaining("at least 1 bar");
  }

  /** Names that would be cut off below stand beside: the picture's last columns are empty. */
  @Test
  void namesOfLinesAreShownWhole() {
    var points = new TreeMap<Integer, Double>(Map.of(1, 0.2, 2, 0.5, 3, 0.4));
    var few = Plots.lines("few", "epoch", Map.of("one", points, "two", points));
    assertThat(few.getStyler().getLegendPosition()).isEqualTo(LegendPosition.OutsideS);
    var many = new LinkedHashMap<String, SortedMap<Integer, Double>>();
    for (String name : List.of("frozen body, new head", "head first, then all", "from scratch")) {
      many.put(name + ", as long", points);
      many.put(name + ", twice as long", points);
    }
    var wide = Plots.lines("many", "epoch", many);
    assertThat(wide.getWidth()).isGreaterThan(few.getWidth());
    var picture = painted(wide);
    int inLastColumns = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      inLastColumns += picture.getRGB(picture.getWidth() - 1, y) == WHITE ? 0 : 1;
      inLastColumns += picture.getRGB(picture.getWidth() - 8, y) == WHITE ? 0 : 1;
    }
    assertThat(inLastColumns).isZero();
  }
}
