package lungo.tasks;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where tasks are run: in this process, or on a cluster's executors ({@code Spark.executors()} of
 * the module spark).
 *
 * <pre>{@code
 * ImageShards.of(images).on(TaskRunner.here(4)).write("shards");
 * }</pre>
 */
public interface TaskRunner {

  /**
   * How many tasks it runs at once.
   *
   * @return 1 or more
   */
  int slots();

  /**
   * Runs tasks and waits for them. One whose process is lost is begun again elsewhere; one that
   * throws ends all, with what it threw.
   *
   * @param <R> what comes of them
   * @param what they do, in a word or two, for those who watch
   * @param tasks to be done, in any order
   * @param news hears what they tell, on a thread of the runner's
   * @return what came of each, in the tasks' order
   * @throws InterruptedException if the thread is interrupted, which interrupts the tasks; they
   *     have ended by then, or do not heed it
   */
  <R extends Serializable> List<R> run(
      String what, List<? extends Task<R>> tasks, Consumer<Serializable> news)
      throws InterruptedException;

  /**
   * Threads of this process.
   *
   * @param threads how many, 1 or more
   * @return a runner
   * @throws IllegalArgumentException if there are fewer
   */
  static TaskRunner here(int threads) {
    return new LocalTasks(threads);
  }
}
