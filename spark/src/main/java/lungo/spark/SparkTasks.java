package lungo.spark;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import lungo.tasks.Task;
import lungo.tasks.TaskRunner;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Tasks on a session's executors, a task of Spark's each. One whose executor is lost is begun again
 * by Spark on another one; what one throws itself comes back at once and is thrown here.
 *
 * @param session whose executors
 */
record SparkTasks(SparkSession session) implements TaskRunner {

  private static final int STOPPING_SECONDS = 30;
  private static final List<String> PROPERTIES =
      List.of(JobProgress.CELL, "spark.job.description", "spark.job.interruptOnCancel");

  @Override
  public int slots() {
    return session.sparkContext().defaultParallelism();
  }

  @Override
  public <R extends Serializable> List<R> run(
      String what, List<? extends Task<R>> tasks, Consumer<Serializable> news)
      throws InterruptedException {
    Shipping.check(what, tasks.get(0));
    SparkContext context = session.sparkContext();
    String id = UUID.randomUUID().toString();
    List<Property> before = PROPERTIES.stream().map(name -> Property.of(context, name)).toList();
    try (var told = TaskNews.of(id, news)) {
      context.setLocalProperty("spark.job.description", what);
      context.setLocalProperty("spark.job.interruptOnCancel", "true");
      if (tasks.size() == 1) {
        context.setLocalProperty(JobProgress.CELL, null); // a bar of one task tells nothing
      }
      try {
        return results(what, context, id, tasks);
      } catch (InterruptedException e) {
        told.awaitEnd(STOPPING_SECONDS);
        throw e;
      }
    } finally {
      before.forEach(property -> context.setLocalProperty(property.name(), property.value()));
    }
  }

  /** A setting of this thread's jobs. */
  private record Property(String name, @Nullable String value) {
    static Property of(SparkContext context, String name) {
      return new Property(name, context.getLocalProperty(name));
    }
  }

  private static <R extends Serializable> List<R> results(
      String what, SparkContext context, String id, List<? extends Task<R>> tasks)
      throws InterruptedException {
    Function<Task<R>, Outcome> doing = new Doing<>(id);
    JavaFutureAction<List<Outcome>> job =
        JavaSparkContext.fromSparkContext(context)
            .<Task<R>>parallelize(List.copyOf(tasks), tasks.size())
            .map(doing)
            .collectAsync();
    List<Outcome> outcomes;
    try {
      outcomes = job.get();
    } catch (InterruptedException | CancellationException e) {
      job.cancel(true);
      throw new InterruptedException(what + " was interrupted");
    } catch (ExecutionException e) {
      String reason = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      if (reason.contains("cancelled")) {
        throw new InterruptedException(what + " was cancelled");
      }
      throw new IllegalStateException(what + " failed: " + reason, e);
    }
    var results = new ArrayList<R>();
    for (Outcome outcome : outcomes) {
      if (outcome.failure() != null) {
        throw outcome.failure();
      }
      @SuppressWarnings("unchecked") // what the task gave
      R result = (R) outcome.result();
      results.add(result);
    }
    return results;
  }

  /** What came of a task on its executor: a result, or what it threw itself. */
  private record Outcome(@Nullable Serializable result, @Nullable RuntimeException failure)
      implements Serializable {}

  /** Does a task on an executor. */
  private record Doing<R extends Serializable>(String id) implements Function<Task<R>, Outcome> {

    private static final long serialVersionUID = 1;

    @Override
    public Outcome call(Task<R> task) throws Exception {
      int number = TaskContext.get().attemptNumber();
      int own = TaskContext.get().partitionId();
      TaskNews.begins(id, own);
      try {
        return new Outcome(
            task.run(
                new Task.Attempt() {
                  @Override
                  public int number() {
                    return number;
                  }

                  @Override
                  public void tell(Serializable news) {
                    TaskNews.tell(id, news);
                  }
                }),
            null);
      } catch (CancellationException e) {
        throw e;
      } catch (RuntimeException e) {
        // To try again would help nobody; what Spark tries again is lost executors and files that
        // cannot be read at the moment.
        return new Outcome(null, sendable(e));
      } finally {
        TaskNews.ends(id, own);
      }
    }

    private static RuntimeException sendable(RuntimeException e) {
      try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
        out.writeObject(e);
        return e;
      } catch (IOException no) {
        return new IllegalStateException(e.toString());
      }
    }
  }
}
