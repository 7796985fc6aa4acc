package lungo.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run to disk from time to time, so that it can go on exactly where it was cut off.
 *
 * <pre>{@code
 * var checkpoints = Checkpoints.in(Path.of("runs/first")).every(500).keep(3).best("valid_loss");
 * learner.resume(checkpoints.directory());           // false, if there is none yet
 * learner.fit(10, oneCycle(0.05), checkpoints);
 * }</pre>
 *
 * Each is a safetensors file, which Python reads, and a JSON beside it: {@code
 * step-00000500.safetensors} and {@code step-00000500.json}. Files are whole or not there; an older
 * one goes when a newer one is on the disk.
 */
public final class Checkpoints implements Callback {

  private static final Pattern NAME = Pattern.compile("(step-\\d+)\\.json");
  private static final String BEST = "best";

  private final Path directory;
  private final int every;
  private final int keep;
  private final @Nullable String best;
  private @Nullable Run run;
  private int lastSaved;

  private Checkpoints(Path directory, int every, int keep, @Nullable String best) {
    this.directory = directory;
    this.every = every;
    this.keep = keep;
    this.best = best;
    if (every < 0) {
      throw new IllegalArgumentException("every must be 1 step or more, got " + every);
    }
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be 1 checkpoint or more, got " + keep);
    }
  }

  /**
   * After each epoch, and when a run ends; the newest one is kept.
   *
   * @param directory is made if it is not there; of one run alone
   * @return a callback for one run at a time
   */
  public static Checkpoints in(Path directory) {
    return new Checkpoints(directory, 0, 1, null);
  }

  /**
   * Also within epochs.
   *
   * @param steps after how many steps each time, 1 or more
   * @return a new callback
   */
  public Checkpoints every(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("every must be 1 step or more, got " + steps);
    }
    return new Checkpoints(directory, steps, keep, best);
  }

  /**
   * With more than the newest one.
   *
   * @param count how many, 1 or more
   * @return a new callback
   */
  public Checkpoints keep(int count) {
    return new Checkpoints(directory, every, count, best);
  }

  /**
   * Also keeps the best epoch's as {@code best.safetensors}, for {@link Learner#loadWeights}.
   *
   * @param column what is best when it is low, if {@link History#isLowGood} says so, or else high;
   *     such as {@code valid_loss}
   * @return a new callback
   */
  public Checkpoints best(String column) {
    return new Checkpoints(directory, every, keep, column);
  }

  /**
   * Where they are written.
   *
   * @return the directory
   */
  public Path directory() {
    return directory;
  }

  @Override
  public void fitBegin(FitBegin event) {
    run = event.run();
    lastSaved = event.run().step();
  }

  @Override
  public void stepEnd(StepEnd event) {
    if (every > 0 && event.step() % every == 0) {
      save();
    }
  }

  @Override
  public void epochEnd(EpochEnd event) {
    save();
    Run current = run;
    if (best != null && current != null && isBest(event, current.firstEpoch())) {
      current.save(directory, BEST);
    }
  }

  private boolean isBest(EpochEnd event, int firstEpoch) {
    String column = best == null ? History.TRAIN_LOSS : best;
    double now = event.row().get(column);
    OptionalDouble before =
        BestEpoch.value(event.history(), column, firstEpoch, event.row().epoch() - 1);
    return before.isEmpty() || BestEpoch.isBetter(column, now, before.getAsDouble());
  }

  /** A run that was interrupted or stopped can go on from where it was. */
  @Override
  public void fitEnd(FitEnd event) {
    boolean whole = event.ending() == Ending.INTERRUPTED || event.ending() == Ending.STOPPED;
    if (whole && run != null && lastSaved != run.step()) {
      save();
    }
    run = null;
  }

  private void save() {
    if (run == null) {
      return;
    }
    lastSaved = run.step();
    run.save(directory, String.format("step-%08d", lastSaved));
    List<Checkpoint> all = steps(directory);
    all.subList(Math.min(keep, all.size()), all.size()).forEach(Checkpoint::delete);
  }

  /** Those in a directory, the newest first. */
  static List<Checkpoint> steps(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(matcher -> matcher.matches())
          .map(matcher -> new Checkpoint(directory, matcher.group(1)))
          .sorted(Comparator.comparing(Checkpoint::name).reversed())
          .toList();
    } catch (IOException e) {
      throw new TrainingException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
