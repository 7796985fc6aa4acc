package lungo.tasks;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Threads of this process.
 *
 * @param slots how many
 */
record LocalTasks(int slots) implements TaskRunner {

  private static final long STOPPING_SECONDS = 30;

  LocalTasks {
    if (slots < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, got " + slots);
    }
  }

  @Override
  public <R extends Serializable> List<R> run(
      String what, List<? extends Task<R>> tasks, Consumer<Serializable> news)
      throws InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            slots,
            work -> {
              var thread = new Thread(work, what);
              thread.setDaemon(true);
              return thread;
            });
    try {
      var futures = new ArrayList<Future<R>>();
      for (Task<R> task : tasks) {
        futures.add(pool.submit(() -> task.run(new First(news))));
      }
      var results = new ArrayList<R>();
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw rethrow(what, e.getCause() == null ? e : e.getCause());
    } finally {
      end(pool);
    }
  }

  private static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdownNow();
    var unused = pool.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS);
  }

  private static RuntimeException rethrow(String what, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e
        ? e
        : new IllegalStateException(what + " failed: " + cause, cause);
  }

  /** In one's own process nothing is begun twice. */
  private record First(Consumer<Serializable> news) implements Task.Attempt {

    @Override
    public int number() {
      return 0;
    }

    @Override
    public void tell(Serializable told) {
      news.accept(told);
    }
  }
}
