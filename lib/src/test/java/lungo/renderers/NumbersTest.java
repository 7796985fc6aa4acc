package lungo.renderers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void aColumnHasOneCountOfDecimals() {
    // five digits of 75.27291 are 75.273
    assertThat(Numbers.column(new double[] {75.27291, -3.36841, 0.5}))
        .containsExactly("75.273", "-3.368", "0.500");
  }

  @Test
  void noMoreDecimalsAreWrittenThanTheNumbersHave() {
    assertThat(Numbers.column(new double[] {0.05, 0.1, 0})).containsExactly("0.05", "0.10", "0.00");
    assertThat(Numbers.column(new double[] {1, 2, 3})).containsExactly("1", "2", "3");
    assertThat(Numbers.column(new double[] {0.1f})).containsExactly("0.1");
  }

  @Test
  void theSmallestNumberKeepsTwoDigits() {
    assertThat(Numbers.column(new double[] {12.5, 0.001234})).containsExactly("12.5000", "0.0012");
  }

  @Test
  void verySmallAndVeryLargeNumbersHaveAnExponent() {
    assertThat(Numbers.column(new double[] {0.05, 2e-7})).containsExactly("0.05", "2e-7");
    assertThat(Numbers.one(1.25e15)).isEqualTo("1.25e15");
    assertThat(Numbers.one(-1e-30)).isEqualTo("-1e-30");
    assertThat(Numbers.one(Double.NaN)).isEqualTo("NaN");
    assertThat(Numbers.one(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
  }
}
