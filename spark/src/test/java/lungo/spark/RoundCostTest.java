package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import lungo.weights.Storage;
import org.junit.jupiter.api.Test;

class RoundCostTest {

  @Test
  void oneMachineDoesOneAfterTheOtherWhatItDoesForAllWorkers() {
    var cost = new RoundCost(0.1, 0.03, 1e9, Double.POSITIVE_INFINITY, 2);
    var job = new RoundCost.Job(10_000_000, 4, 3, 0.2, Storage.FLOAT32);
    // 4 workers have a tree of 2 levels; they take 2 turns on 2 processors.
    double stages = 4 * 0.1 / 2 + 2 * 0.03;
    double steps = 2 * 3 * 0.2;
    // driver 2 times 40 MB down and 4 times 40 up, workers 2 turns of 4 times 40 and 40,
    // the two sums at once and the last one 120 each
    double bytes = (80 + 160 + 2 * 200 + 120 + 120) * 1e6 / 1e9;
    assertThat(cost.seconds(job)).isCloseTo(stages + steps + bytes, within(1e-9));
    assertThat(cost.efficiency(job)).isCloseTo(steps / (stages + steps + bytes), within(1e-9));
  }

  @Test
  void aWorkerAloneHasNothingToAddTo() {
    var cost = new RoundCost(0, 0, 1e9, Double.POSITIVE_INFINITY, 1);
    var one = new RoundCost.Job(10_000_000, 1, 1, 0, Storage.FLOAT32);
    assertThat(cost.seconds(one)).isCloseTo((240 + 200) * 1e6 / 1e9, within(1e-9));
    // Of three, two are added, and the third to their sum.
    var three = new RoundCost.Job(10_000_000, 3, 1, 0, Storage.FLOAT32);
    assertThat(cost.seconds(three)).isCloseTo((240 + 3 * 200 + 2 * 120) * 1e6 / 1e9, within(1e-9));
  }

  @Test
  void aNetworkAddsTheWeightsDownAndAChangeALevel() {
    var network = new RoundCost(0, 0, 1e30, 1.25e9, 100);
    var job = new RoundCost.Job(1_000_000_000, 100, 1, 0, Storage.FLOAT32);
    // ceil(log2 100) = 7 levels: 4 GB down, 8 times 4 GB up, at 1.25 GB a second
    assertThat(network.seconds(job)).isCloseTo((4 + 8 * 4) / 1.25, within(1e-6));
    var small = new RoundCost.Job(1_000_000_000, 100, 1, 0, Storage.INT8);
    assertThat(network.seconds(small)).isCloseTo((4 + 8 * 1) / 1.25, within(1e-6));
    var half = new RoundCost.Job(1_000_000_000, 2, 1, 0, Storage.BFLOAT16);
    assertThat(network.seconds(half)).isCloseTo((4 + 2 * 2) / 1.25, within(1e-6));
    var one = new RoundCost.Job(1_000_000_000, 1, 1, 0, Storage.FLOAT32);
    assertThat(network.seconds(one)).isCloseTo((4 + 2 * 4) / 1.25, within(1e-6));
  }

  @Test
  void theFewestStepsThatPayAreThose() {
    var cost = new RoundCost(0.5, 0.5, 1e9, 1.25e9, 100);
    var job = new RoundCost.Job(25_557_032, 100, 1, 0.1, Storage.FLOAT32);
    int steps = cost.steps(job, 0.9);
    assertThat(cost.efficiency(job.with(steps))).isGreaterThanOrEqualTo(0.9);
    assertThat(cost.efficiency(job.with(steps - 1))).isLessThan(0.9);
  }

  @Test
  void impossibleNumbersAreNamed() {
    assertThatThrownBy(() -> new RoundCost(0.1, 0.2, 0, 1, 1))
        .hasMessageContaining("got 0.1, 0.2, 0.0");
    assertThatThrownBy(() -> new RoundCost.Job(0, 1, 1, 1, Storage.FLOAT32))
        .hasMessageContaining("got 0, 1, 1");
    var cost = new RoundCost(0.5, 0.5, 1e9, 1.25e9, 100);
    var job = new RoundCost.Job(1000, 100, 1, 1e-9, Storage.FLOAT32);
    assertThatThrownBy(() -> cost.steps(job, 0.9)).hasMessageContaining("too short");
    assertThatThrownBy(() -> cost.steps(job, 1)).hasMessageContaining("got 1.0");
  }

  @Test
  void theConstantsAreFoundFromTimesThatFollowThem() {
    var real = new RoundCost(0.07, 0.02, 4e8, Double.POSITIVE_INFINITY, 2);
    List<RoundTimes.Measured> measured = new ArrayList<>();
    for (long weights : new long[] {50_000, 5_000_000}) {
      for (int workers : new int[] {1, 2, 4}) {
        var job = new RoundCost.Job(weights, workers, 1, weights * 1e-9, Storage.FLOAT32);
        // What was not fitted is off, and is not looked at.
        boolean isFitted = workers < 4 || weights == 50_000;
        double seconds = real.seconds(job) * (isFitted ? 1 : 3);
        measured.add(new RoundTimes.Measured(job, 0, seconds, isFitted));
      }
    }
    RoundCost found = RoundTimes.fitted(measured, 2);
    assertThat(found.worker()).isCloseTo(0.07, within(1e-9));
    assertThat(found.level()).isCloseTo(0.02, within(1e-9));
    assertThat(found.work()).isCloseTo(4e8, within(1.0));
  }

  @Test
  void aLatencyIsNeverBelowZero() {
    var real = new RoundCost(0, 0.1, 4e8, Double.POSITIVE_INFINITY, 2);
    List<RoundTimes.Measured> measured = new ArrayList<>();
    for (int workers : new int[] {1, 2, 4}) {
      for (long weights : new long[] {50_000, 5_000_000}) {
        var job = new RoundCost.Job(weights, workers, 1, 0, Storage.FLOAT32);
        measured.add(new RoundTimes.Measured(job, 0, real.seconds(job) - 0.01 * workers, true));
      }
    }
    RoundCost found = RoundTimes.fitted(measured, 2);
    assertThat(found.worker()).isZero();
    for (RoundTimes.Measured m : measured) {
      assertThat(found.seconds(m.job()) / m.seconds()).isCloseTo(1, within(0.15));
    }
  }
}
