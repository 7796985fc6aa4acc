package lungo.spark;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lungo.display.Progress;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A bar for each job that takes longer than a moment, in the output of the cell that runs it: its
 * tasks, and which of its stages is under way.
 */
final class JobProgress extends SparkListener {

  /** The local property that says which cell a job is of. */
  static final String CELL = "lungo.cell";

  private static final long DELAY_MILLIS = 500;
  private static final int MOST_CELLS = 64;

  private final Map<String, Consumer<Runnable>> outputs =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Consumer<Runnable>> eldest) {
          return size() > MOST_CELLS;
        }
      };
  private final Map<Integer, Job> jobs = new LinkedHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "spark-progress");
            thread.setDaemon(true);
            return thread;
          });
  private int cells;

  /** One job and its bar, which comes when the job has run for a while. */
  private static final class Job {
    final int id;
    final Consumer<Runnable> output;
    final Set<Integer> stages = new LinkedHashSet<>();
    final int tasks;
    final Set<Integer> submitted = new HashSet<>();
    int done;
    String stage = "";
    @Nullable Progress bar;

    Job(int id, Consumer<Runnable> output, Iterable<StageInfo> infos) {
      this.id = id;
      this.output = output;
      int count = 0;
      for (StageInfo info : infos) {
        stages.add(info.stageId());
        count += info.numTasks();
      }
      this.tasks = count;
    }

    void show() {
      output.accept(
          () -> {
            bar = Progress.start("Spark job " + id, tasks).note(stage);
            bar.step(done);
          });
    }

    void step() {
      done++;
      if (bar != null) {
        bar.note(stage).step(1);
      }
    }

    private String stages() {
      int skipped = stages.size() - submitted.size();
      return (stages.size() == 1 ? "1 stage" : stages.size() + " stages")
          + (skipped > 0 ? ", " + skipped + " skipped" : "");
    }

    void end(boolean succeeded) {
      if (bar != null) {
        if (succeeded) {
          // Tasks of stages whose results were there already count as done.
          bar.note(stages()).step(Math.max(0, tasks - done)).done();
        }
        bar.close();
      }
    }
  }

  /** Says that a cell begins; returns its name for the local property. */
  synchronized String begin(Consumer<Runnable> output) {
    String name = String.valueOf(++cells);
    outputs.put(name, output);
    return name;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart event) {
    String cell = Optional.ofNullable(event.properties()).map(p -> p.getProperty(CELL)).orElse("");
    Consumer<Runnable> output = outputs.get(cell);
    if (output == null) {
      return;
    }
    var job = new Job(event.jobId(), output, CollectionConverters.asJava(event.stageInfos()));
    jobs.put(job.id, job);
    var unused = clock.schedule(() -> show(job), DELAY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void show(Job job) {
    if (jobs.containsKey(job.id)) {
      job.show();
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    int stage = event.stageInfo().stageId();
    for (Job job : jobs.values()) {
      if (job.stages.contains(stage)) {
        int number = job.stages.stream().toList().indexOf(stage) + 1;
        job.submitted.add(stage);
        job.stage = "stage " + number + " of " + job.stages.size() + ": " + name(event.stageInfo());
      }
    }
  }

  /** What a stage does, without the line of the class that was made of the cell. */
  private static String name(StageInfo stage) {
    return stage.name().replaceFirst(" at \\$JShell.*", "");
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    for (Job job : jobs.values()) {
      if (job.stages.contains(event.stageId()) && event.taskInfo().successful()) {
        job.step();
      }
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd event) {
    Job job = jobs.remove(event.jobId());
    if (job != null) {
      job.end(event.jobResult().equals(JobSucceeded$.MODULE$));
    }
  }
}
