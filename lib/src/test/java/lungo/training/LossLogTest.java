package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Losses that wait on the device, as on a GPU. */
class LossLogTest {

  private final NDManager manager = Seed.engine().newBaseManager();
  private final History history = new History();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void lossesWaitUntilSomebodyAsks() {
    try (var log = new LossLog(history, 1, manager, false, false)) {
      history.beginEpoch(log::drain, true);
      add(log, 1, 4f, 10);
      add(log, 2, 1f, 5);
      assertThat(history.stepLosses()).containsExactly(4, 1);
      add(log, 3, 2f, 5);
      assertThat(log.mean()).isCloseTo((4 * 10 + 1 * 5 + 2 * 5) / 20.0, within(1e-9));
      assertThat(log.last()).isEqualTo(2);
    }
    assertThat(history.stepLosses()).containsExactly(4, 1, 2);
  }

  @Test
  void closingReadsWhatIsLeft() {
    try (var log = new LossLog(history, 1, manager, false, false)) {
      add(log, 1, 3f, 1);
    }
    assertThat(history.stepLosses()).containsExactly(3);
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  @Test
  void firstLossThatIsNotFiniteIsNamedThoughOthersFollowed() {
    try (var log = new LossLog(history, 2, manager, false, false)) {
      add(log, 7, 1f, 1);
      add(log, 8, Float.POSITIVE_INFINITY, 1);
      add(log, 9, 1f, 1);
      assertThatThrownBy(log::mean)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("the loss is Infinity at step 8 (epoch 2");
    }
    assertThat(history.stepLosses()).containsExactly(1);
  }

  private void add(LossLog log, int step, float loss, int examples) {
    try (var scope = new StepScope(manager)) {
      log.add(scope.manager().create(loss), step, 0.1, examples);
    }
  }
}
