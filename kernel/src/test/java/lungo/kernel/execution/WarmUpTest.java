package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {

  private final ReentrantLock lock = new ReentrantLock();
  private final List<String> compiled = new CopyOnWriteArrayList<>();

  @Test
  void aSessionIsTheSameAfterIt() {
    try (var notebook = new Notebook()) {
      notebook.run("int number1 = 7; void println(int x) { System.out.println(x); }");
      List<String> before = notebook.interpreter.variables().toString().lines().toList();
      notebook.interpreter.warmUp();
      await(() -> threads().stream().noneMatch(name -> name.equals("lungo-warm-up")));
      assertThat(notebook.interpreter.variables().toString().lines().toList()).isEqualTo(before);
      assertThat(notebook.value("number1 + 1")).isEqualTo("8");
      assertThat(notebook.failure("twice2(1)")).contains("twice2");
      assertThat(notebook.failure("text1")).contains("text1");
    }
  }

  @Test
  void itCompilesDifferentCellsAndEnds() {
    new WarmUp(lock, () -> false, compiled::add, () -> compiled::add).run();
    assertThat(compiled).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void itDoesNothingWhileACellRuns() throws InterruptedException {
    var warmUp = new WarmUp(lock, () -> false, compiled::add, () -> compiled::add);
    warmUp.pause();
    var thread = new Thread(warmUp);
    thread.start();
    thread.join(1_000);
    assertThat(compiled).isEmpty();
    warmUp.resume();
    thread.join();
    assertThat(compiled).isNotEmpty();
  }

  @Test
  void itStopsWhenTheNotebookIsClosed() {
    new WarmUp(lock, () -> compiled.size() == 3, compiled::add, () -> compiled::add).run();
    assertThat(compiled).hasSize(3);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
