package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LineTest {

  @Test
  void whatIsNotFiniteIsDropped() {
    var line =
        Line.of(
            new double[] {1, 2, 3, 4, 5},
            new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY, -1e200, 0.25});

    assertThat(line.x()).containsExactly(1, 5);
    assertThat(line.y()).containsExactly(0.5, 0.25);
  }

  @Test
  void aLongLineIsThinnedAndKeepsItsPeaks() {
    double[] x = new double[1_000_000];
    Arrays.setAll(x, i -> i);
    double[] y = new double[x.length];
    y[123_456] = 7;
    y[654_321] = -3;

    var line = Line.of(x, y);

    assertThat(line.x()).hasSize(2000).isSorted();
    assertThat(line.y()).contains(7).contains(-3);
  }

  @Test
  void aShortLineStaysAsItIs() {
    double[] y = new double[2000];
    Arrays.setAll(y, i -> i % 7);

    assertThat(Line.of(y.clone(), y).y()).isEqualTo(y);
  }

  @Test
  void smoothingForgetsWithoutAPullTowardsZero() {
    double[] smooth = Line.smooth(new double[] {4, 2, Double.NaN, 2}, 2);

    // keep = 1/2. s1 = 4·½ / ½; s2 = (½·2 + ½·2) / (1 − ¼); s4 = (½·2 + ½·2) / (1 − ⅛)
    assertThat(smooth[0]).isCloseTo(4, within(1e-12));
    assertThat(smooth[1]).isCloseTo(2 / 0.75, within(1e-12));
    assertThat(smooth[2]).isNaN();
    assertThat(smooth[3]).isCloseTo(2 / 0.875, within(1e-12));
  }

  @Test
  void smoothingAConstantGivesTheConstant() {
    double[] y = new double[1000];
    Arrays.fill(y, 0.3);

    assertThat(Line.smooth(y, 20)).usingComparatorWithPrecision(1e-12).containsOnly(0.3);
  }

  @Test
  void ticksHaveFourDigitsAtMost() {
    assertThat(Style.tick(0)).isEqualTo("0");
    assertThat(Style.tick(0.05)).isEqualTo("0.05");
    assertThat(Style.tick(0.30000000000000004)).isEqualTo("0.3");
    assertThat(Style.tick(-2.5)).isEqualTo("-2.5");
    assertThat(Style.tick(100)).isEqualTo("100");
    assertThat(Style.tick(20_000)).isEqualTo("20,000");
    assertThat(Style.tick(2.5e-5)).isEqualTo("2.5e-5");
    assertThat(Style.tick(3e9)).isEqualTo("3e9");
  }
}
