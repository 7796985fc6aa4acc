package lungo.kernel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS) // has no sh
class MachineCheckTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void aProgramsAnswerIsWhatItPrintsIfItEndsWell() throws InterruptedException {
    assertThat(MachineCheck.answer(LONG, "sh", "-c", "echo one; echo two >&2")).contains("one");
    assertThat(MachineCheck.answer(LONG, "sh", "-c", "echo one; exit 3")).isEmpty();
    assertThat(MachineCheck.answer(LONG, "no-such-program")).isEmpty();
  }

  @Test
  void aJdkWithoutItsSourcesGetsAHint() {
    boolean has = Files.isRegularFile(Path.of(System.getProperty("java.home"), "lib/src.zip"));
    assertThat(MachineCheck.documentation().isPresent()).isNotEqualTo(has);
    MachineCheck.documentation().ifPresent(hint -> assertThat(hint.advice()).contains("openjdk-"));
  }

  @Test
  void aProgramThatHangsIsGivenUp() throws InterruptedException {
    long begin = System.nanoTime();
    assertThat(MachineCheck.answer(Duration.ofMillis(200), "sh", "-c", "echo one; exec sleep 60"))
        .isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
  }
}
