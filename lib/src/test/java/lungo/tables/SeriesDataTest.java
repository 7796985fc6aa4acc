package lungo.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.data.Standardization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class SeriesDataTest {

  private static final int ROWS = 20;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** 0, 1, … 19 with their tenfold, and days from a Saturday on. */
  private static Table counting() {
    return Table.create(
        "counting",
        IntColumn.create("n", IntStream.range(0, ROWS)),
        IntColumn.create("tenfold", IntStream.range(0, ROWS).map(i -> 10 * i)),
        DateColumn.create(
            "day", IntStream.range(0, ROWS).mapToObj(LocalDate.of(2000, 1, 1)::plusDays)));
  }

  @Test
  void windowsEndBeforeWhatIsToldAndKnownColumnsWithIt() {
    var data =
        SeriesData.of(counting(), "n")
            .past("tenfold")
            .known("tenfold")
            .windows(3, 2)
            .split(0.2)
            .batch(4);
    // 12 rows train, 4 validate, 4 test. The last windows of the test part end before row 18.
    assertThat(data.train().size()).isEqualTo(12 - 3 - 2 + 1);
    assertThat(data.test().size()).isEqualTo(3);
    assertThat(data.test().row(0)).isEqualTo(16);
    assertThat(data.test().actual(2)).containsExactly(18, 19);
    assertThat(data.shape()).isEqualTo(new Shape(3, 3));
    // Mean and deviation of 0 to 11: 5.5 and √((12² - 1) / 12) = √(143 / 12).
    assertThat(data.scale().mean()).isEqualTo(5.5);
    assertThat(data.scale().std()).isCloseTo(Math.sqrt(143 / 12.0), within(1e-12));
    try (var epoch = data.test().epoch(0)) {
      var batch = epoch.next(manager);
      float[] x = batch.inputs().head().toFloatArray(); // (3, 3, 3)
      // Before row 16 stand 13, 14, 15, their tenfold, and the tenfold of two steps later.
      Standardization scale = data.scale();
      int[] expected = {13, 13, 15, 14, 14, 16, 15, 15, 17};
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) x[i]).as("%d", i).isCloseTo(scale.apply(expected[i]), within(1e-5));
      }
      float[] y = batch.targets().head().toFloatArray();
      assertThat(scale.invert(y[0])).isCloseTo(16, within(1e-5));
      assertThat(scale.invert(y[1])).isCloseTo(17, within(1e-5));
    }
  }

  @Test
  void nothingToldIsInTwoParts() {
    var data = SeriesData.of(counting(), "n").windows(2, 2).split(0.2).batch(1);
    var seen = new HashSet<Double>();
    for (var loader : new SeriesLoader[] {data.train(), data.valid(), data.test()}) {
      var own = new HashSet<Double>();
      for (int i = 0; i < loader.size(); i++) {
        for (double value : loader.actual(i)) {
          own.add(value);
        }
      }
      assertThat(seen).noneMatch(own::contains);
      seen.addAll(own);
    }
    assertThat(seen).hasSize(ROWS - 2); // all but the first window
  }

  @Test
  void naiveForecastsRepeat() {
    var data = SeriesData.of(counting(), "n").windows(3, 4).split(0.2).batch(1);
    // One window, told 16 to 19: 15 is off by 1, 2, 3, 4; a season of 3 says 13, 14, 15, 13.
    assertThat(data.test().size()).isEqualTo(1);
    assertThat(data.test().naive().meanAbsolute()).isEqualTo((1 + 2 + 3 + 4) / 4.0);
    assertThat(data.test().seasonalNaive(3).meanAbsolute()).isEqualTo((3 + 3 + 3 + 6) / 4.0);
    assertThatThrownBy(() -> data.test().seasonalNaive(17))
        .hasMessage("a season must have 1 to 16 steps, got 17");
  }

  @Test
  void aCalendarSaysWeekdayAndSeason() {
    var columns = Calendar.of(counting().column("day"));
    assertThat(columns).hasSize(9);
    assertThat(columns.get(5).get(0)).isEqualTo(1); // 2000-01-01 was a Saturday
    assertThat(columns.get(6).get(1)).isEqualTo(1);
    assertThat(columns.get(0).get(2)).isEqualTo(1);
    assertThat(columns.get(7).get(0)).isZero();
    assertThat(columns.get(8).get(0)).isEqualTo(1);
    assertThat(SeriesData.of(counting(), "n").calendar("day").windows(2, 1).batch(1).inputs())
        .isEqualTo(10);
  }

  @Test
  void theWeekOfBirthsIsTheirStrongestPattern() {
    var births = CsvFile.read(Path.of("..", "datasets", "us-births", "births.csv"));
    var data = SeriesData.of(births, "births").windows(28, 7).batch(32);
    double week = data.test().seasonalNaive(7).meanAbsolute();
    assertThat(week).isLessThan(data.test().naive().meanAbsolute() / 4);
    assertThat(week).isLessThan(data.test().seasonalNaive(6).meanAbsolute() / 4);
  }

  @Test
  void whatIsNoSeriesIsRefused() {
    var table = counting();
    assertThatThrownBy(() -> SeriesData.of(table, "m"))
        .isInstanceOf(DataException.class)
        .hasMessage("no column 'm'; there are: [n, tenfold, day]");
    assertThatThrownBy(() -> SeriesData.of(table, "day"))
        .hasMessage("column 'day' is of type LOCAL_DATE; a series needs numbers");
    assertThatThrownBy(() -> SeriesData.of(table, "n").calendar("n"))
        .hasMessage("column 'n' is of type INTEGER; a calendar needs dates");
    var gap =
        Table.create(
            DoubleColumn.create("x", 1, Double.NaN, 3), StringColumn.create("s", "a", "b", "c"));
    assertThatThrownBy(() -> SeriesData.of(gap, "x"))
        .hasMessageStartingWith("column 'x' has no number in row 1;");
    assertThatThrownBy(() -> SeriesData.of(table, "n").windows(3, 5).split(0.2).batch(1))
        .hasMessage(
            "the valid part has rows 12 to 15, too few for a window of 3 steps and 5 to be told");
    assertThatThrownBy(() -> SeriesData.of(table, "n").windows(0, 5))
        .hasMessage("a window and its horizon must be 1 step or more, got 0 and 5");
  }
}
