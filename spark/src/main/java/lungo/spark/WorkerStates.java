package lungo.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lungo.training.Callback;
import lungo.training.Learner;
import org.jspecify.annotations.Nullable;

/**
 * Where the learner of a worker is kept after each round, with its optimizer's state: a checkpoint
 * in a folder that all executors see, so that a worker whose executor is lost goes on as if it had
 * not been. Those of the last two rounds are kept: the driver's own may be a round behind.
 *
 * @param folder of all workers; empty if none is kept
 * @param worker counted from 0
 */
record WorkerStates(String folder, int worker) {

  private Path of(int round) {
    return Path.of(folder, "worker-" + worker, "round-" + (round + 1));
  }

  /** Keeps the learner at a round's end. */
  Callback keep(int round) {
    if (folder.isEmpty()) {
      return new Callback() {};
    }
    return new Callback() {
      private @Nullable Run run;

      @Override
      public void fitBegin(FitBegin event) {
        run = event.run();
      }

      @Override
      public void epochEnd(EpochEnd event) {
        if (run != null) {
          run.save(of(round), "step-%08d".formatted(event.history().stepLosses().length));
          delete(of(round - 2));
        }
      }
    };
  }

  /**
   * Brings a new learner to where the worker was after the round before.
   *
   * @param before the rates of that round
   */
  void restore(Learner learner, int round, double[] before) {
    if (folder.isEmpty() || round == 0 || !learner.resume(of(round - 1))) {
      return;
    }
    // That run was at its end, so this takes no step; the next one is a new one.
    learner.fitSteps(before.length, (step, all) -> before[step]);
  }

  private static void delete(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the state of an older round cannot be deleted", e);
    }
  }
}
