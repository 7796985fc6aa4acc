package lungo.spark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lungo.tasks.TaskRunner;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The Spark session of this process.
 *
 * <pre>{@code
 * %use spark
 * spark.read().parquet("trips").groupBy("city").count()
 * }</pre>
 */
public final class Spark {

  private static final AtomicReference<@Nullable NotebookSession> CURRENT = new AtomicReference<>();

  private Spark() {}

  /**
   * The session that {@code %use spark} has started, or that another part of the program has.
   *
   * @return the session
   * @throws IllegalStateException if there is none
   */
  public static SparkSession session() {
    NotebookSession own = CURRENT.get();
    if (own != null) {
      return own.spark();
    }
    var any = SparkSession.getActiveSession();
    if (any.isEmpty()) {
      any = SparkSession.getDefaultSession();
    }
    if (any.isEmpty()) {
      throw new IllegalStateException("there is no Spark session; %use spark starts one");
    }
    return any.get();
  }

  /**
   * The session's executors, where sweeps and the writing of shards may take place.
   *
   * <pre>{@code
   * Sweep.grid(space).minimize("valid_loss").on(Spark.executors()).run("clothes", run -> { … });
   * ImageShards.of(images).on(Spark.executors()).write("shards");
   * }</pre>
   *
   * @return what runs tasks there, as many at once as they have cores
   * @throws IllegalStateException if there is no session
   */
  public static TaskRunner executors() {
    return new SparkTasks(session());
  }

  static Optional<NotebookSession> notebook() {
    return Optional.ofNullable(CURRENT.get());
  }

  static void set(@Nullable NotebookSession session) {
    CURRENT.set(session);
  }
}
