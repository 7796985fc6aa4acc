package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.tasks.Task;
import lungo.tasks.TaskRunner;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkTasksTest {

  private static SparkSession spark;
  private static TaskRunner runner;

  @BeforeAll
  static void start() {
    spark = LocalSessions.start();
    runner = Spark.executors();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Task<Integer> square(int n) {
    return attempt -> {
      attempt.tell("squaring " + n);
      return n * n + 1000 * attempt.number();
    };
  }

  @Test
  void resultsComeInTheTasksOrderAndNewsWhileTheyWork() throws InterruptedException {
    Queue<Serializable> news = new ConcurrentLinkedQueue<>();
    var tasks = IntStream.range(0, 5).mapToObj(SparkTasksTest::square).toList();
    assertThat(runner.run("squares", tasks, news::add)).containsExactly(0, 1, 4, 9, 16);
    while (news.size() < 5) {
      Thread.sleep(10); // the last may still be on its way
    }
    assertThat(news).contains("squaring 0", "squaring 4");
    assertThat(runner.slots()).isEqualTo(4);
  }

  @Test
  void whatATaskThrowsIsThrownHere() {
    Task<Integer> damaged =
        attempt -> {
          throw new DataException("a.png is empty");
        };
    assertThatThrownBy(() -> runner.run("decoding", List.of(damaged), news -> {}))
        .isInstanceOf(DataException.class)
        .hasMessage("a.png is empty");
    Task<Integer> unreadable =
        attempt -> {
          throw new IOException("the disk is gone");
        };
    assertThatThrownBy(() -> runner.run("decoding", List.of(unreadable), news -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("decoding failed:")
        .hasMessageContaining("the disk is gone");
  }

  /** In this process, where tasks run too. */
  private static final CountDownLatch ASLEEP = new CountDownLatch(1);

  private static final AtomicBoolean ENDED = new AtomicBoolean();

  @Test
  void anInterruptEndsTheTasksBeforeItIsPassedOn() throws InterruptedException {
    Task<Integer> sleeper =
        attempt -> {
          try {
            ASLEEP.countDown();
            Thread.sleep(60_000);
            return 1;
          } finally {
            ENDED.set(true);
          }
        };
    var interrupted = new AtomicBoolean();
    var waiting =
        new Thread(
            () -> {
              try {
                runner.run("sleep", List.of(sleeper), news -> {});
              } catch (InterruptedException e) {
                interrupted.set(ENDED.get());
              }
            });
    waiting.start();
    ASLEEP.await();
    waiting.interrupt();
    waiting.join(30_000);
    assertThat(interrupted).isTrue();
  }

  @Test
  void whatCannotBeSentIsNamed() {
    var thread = new Thread();
    Task<String> capturing = attempt -> thread.getName();
    assertThatThrownBy(() -> runner.run("naming", List.of(capturing), news -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("naming cannot be sent to executors: it captures a java.lang.Thread");
  }
}
