package lungo.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes event files for TensorBoard: the epochs' values under their names, and loss and rate of
 * some steps as {@code step/loss} and {@code step/rate}, over the learner's steps.
 *
 * <pre>{@code
 * learner.fit(10, oneCycle(0.05), TensorBoard.in(Path.of("runs/first")));
 * // tensorboard --logdir runs
 * }</pre>
 */
public final class TensorBoard implements Callback {

  private final Path directory;
  private final int every;
  private @Nullable EventFile file;
  private long before;
  private long step;

  private TensorBoard(Path directory, int every) {
    this.directory = directory;
    this.every = every;
    if (every < 1) {
      throw new IllegalArgumentException("every must be 1 step or more, got " + every);
    }
  }

  /**
   * Every tenth step, and the epochs.
   *
   * @param directory is made if it is not there; each run adds a file
   * @return a callback for one run at a time
   */
  public static TensorBoard in(Path directory) {
    return new TensorBoard(directory, 10);
  }

  /**
   * With other steps.
   *
   * @param steps after how many steps each time, 1 or more; a loss is waited for on a GPU
   * @return a new callback
   */
  public TensorBoard every(int steps) {
    return new TensorBoard(directory, steps);
  }

  @Override
  public void fitBegin(FitBegin event) {
    before = event.history().stepLosses().length - (long) event.run().step();
    step = before + event.run().step();
    long millis = System.currentTimeMillis();
    String name =
        String.format(
            Locale.ROOT, "events.out.tfevents.%d.%s.%d", millis / 1000, host(), millis % 1000);
    try {
      Files.createDirectories(directory);
      file = new EventFile(directory.resolve(name), millis / 1e3);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public void stepEnd(StepEnd event) {
    step = before + event.step();
    if (event.step() % every == 0) {
      add("step/loss", event.loss().getAsDouble());
      add("step/rate", event.rate());
    }
  }

  @Override
  public void epochEnd(EpochEnd event) {
    event.row().values().forEach(this::add);
  }

  private void add(String tag, double value) {
    if (file == null) {
      return;
    }
    try {
      file.scalar(tag, value, step, System.currentTimeMillis() / 1e3);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void fitEnd(FitEnd event) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw failed(e);
    } finally {
      file = null;
    }
  }

  private TrainingException failed(IOException e) {
    return new TrainingException(
        "cannot write an event file in " + directory + ": " + e.getMessage(), e);
  }
}
