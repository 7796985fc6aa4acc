package lungo.training;

import static lungo.training.Schedules.chain;
import static lungo.training.Schedules.constant;
import static lungo.training.Schedules.cosine;
import static lungo.training.Schedules.exponential;
import static lungo.training.Schedules.oneCycle;
import static lungo.training.Schedules.polynomial;
import static lungo.training.Schedules.step;
import static lungo.training.Schedules.warmup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.optim.Sgd;
import org.junit.jupiter.api.Test;

class SchedulesTest {

  @Test
  void schedulesFollowPyTorch() throws IOException {
    Map<String, Schedule> schedules =
        Map.of(
            "oneCycle", oneCycle(0.4),
            "oneCycleShort", oneCycle(0.4),
            "cosine", cosine(0.4, 0.01),
            "step", step(0.4, 6, 0.5),
            "warmup", warmup(5, cosine(0.4)),
            "exponential", exponential(0.4, 0.9),
            "polynomial", polynomial(0.4, 2),
            "chain", chain(constant(0.4), 5, step(0.4, 4, 0.5)));
    var expected = References.read("schedules");
    expected.keySet().removeIf(name -> name.startsWith("plateau"));
    assertThat(schedules.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, rates) ->
            assertThat(Objects.requireNonNull(schedules.get(name)).rates(rates.length))
                .as(name)
                .containsExactly(rates, within(1e-8)));
  }

  @Test
  void plateausLowerTheRateAsPyTorchDoes() throws IOException {
    List<Double> values =
        List.of(1.0, 0.9, 0.9, 0.95, 0.89995, 0.7, 0.8, 0.8, 0.8, 0.8, 0.8, 0.6, 0.6, 0.6, 0.6);
    var low = ReduceOnPlateau.of("valid_loss").factor(0.5).patience(2);
    var high = ReduceOnPlateau.of("valid_accuracy").factor(0.5).patience(2);
    for (int i = 1; i <= values.size(); i++) {
      assertThat(low.scale(values.subList(0, i))).isEqualTo(factor("plateau", i));
      assertThat(high.scale(values.subList(0, i))).isEqualTo(factor("plateauHigh", i));
    }
  }

  private static double factor(String name, int epoch) throws IOException {
    return Objects.requireNonNull(References.read("schedules").get(name))[epoch - 1];
  }

  @Test
  void oneCycleRisesToTheHighestRateAndEndsNearZero() {
    double[] rates = oneCycle(1).rates(100);
    assertThat(rates[0]).isEqualTo(1.0 / 25, within(1e-12));
    assertThat(rates[29]).isEqualTo(1.0, within(1e-12));
    assertThat(rates[99]).isEqualTo(1.0 / 25 / 1e4, within(1e-12));
  }

  @Test
  void constantStays() {
    assertThat(constant(0.3).rates(3)).containsExactly(0.3, 0.3, 0.3);
  }

  @Test
  void oneStepIsEnough() {
    assertThat(oneCycle(0.4).rates(1)).hasSize(1);
    assertThat(warmup(5, cosine(0.4)).rates(1)[0]).isCloseTo(0.4 * 0.01, within(1e-12));
  }

  @Test
  void ratesThatTrainNothingAreRefusedWithTheirValue() {
    assertThatThrownBy(() -> oneCycle(Double.NaN)).hasMessageContaining("got NaN");
    assertThatThrownBy(() -> constant(-1)).hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> step(0.1, 0, 0.5)).hasMessageContaining("got 0");
    Schedule broken = (step, steps) -> step == 2 ? Double.NaN : 0.1;
    assertThatThrownBy(() -> broken.rates(5)).hasMessageContaining("got NaN at step 3 of 5");
    assertThatThrownBy(() -> Sgd.of(0.1).nesterov()).hasMessageContaining("momentum above 0");
    assertThatThrownBy(() -> Sgd.of(0.1).momentum(1)).hasMessageContaining("[0, 1), got 1.0");
  }
}
