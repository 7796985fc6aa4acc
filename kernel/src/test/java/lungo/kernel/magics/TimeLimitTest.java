package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import lungo.kernel.dependencies.MavenOptions;
import lungo.kernel.execution.InterpreterOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimitTest {

  @Test
  void aCellBeyondItsTimeLimitIsStoppedAndTheNextOneRuns() {
    try (var limited =
        new Notebook(
            InterpreterOptions.defaults(),
            MavenOptions.defaults(),
            Optional.of(Duration.ofSeconds(5)))) {
      assertThat(limited.value("6 * 7")).isEqualTo("42");
      assertThat(limited.failure("Thread.sleep(60_000)"))
          .isEqualTo("the cell ran longer than its limit of 5000 ms");
      assertThat(limited.value("6 * 7")).isEqualTo("42");
    }
  }

  @Test
  void aLimitIsPositive() {
    assertThatThrownBy(() -> new TimeLimit(Duration.ZERO))
        .hasMessage("a time limit must be positive, got PT0S");
  }
}
