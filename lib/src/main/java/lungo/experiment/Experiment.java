package lungo.experiment;

import java.nio.file.Path;

/**
 * Runs that are kept: what they were made from, and what came out.
 *
 * <pre>{@code
 * record Settings(double rate, int epochs) {}
 *
 * var run = Experiment.run("clothes", new Settings(0.1, 3), r -> {
 *   var data = ImageData.open(r.data("datasets/fashion-mnist")).split(0.1).batch(100);
 *   var learner = Learner.classifier(data, ResNet.of("resnet18", 10));
 *   r.fit(learner, r.config().integer("epochs"), oneCycle(r.config().number("rate")));
 *   r.log(1, "test_accuracy", learner.evaluate(data.test()).accuracy());
 * });
 * Experiments.table();
 * }</pre>
 *
 * Each run has a directory {@code runs/NAME/ID} of its own:
 *
 * <ul>
 *   <li>{@code run.json}: configuration, seed, versions of JDK, library and native engine, device,
 *       git commit, sums of the data, times, how it ended;
 *   <li>{@code git.diff}: what differed from the commit in tracked files; {@code notebook.ipynb}:
 *       the notebook as it was saved, where it is known;
 *   <li>{@code metrics.jsonl} and {@code metrics.csv}: what was logged; {@code history.jsonl} and
 *       {@code history.csv}: the learner's steps and epochs;
 *   <li>{@code checkpoints/}, {@code data/}, the plots, {@code error.txt}.
 * </ul>
 */
public final class Experiment {

  private Experiment() {}

  /**
   * Begins a run in {@code runs} below the working directory, does it and keeps it. A run that the
   * thread is interrupted in is kept as interrupted; one that is killed shows as crashed.
   *
   * @param <X> what the body may throw
   * @param name the experiment's name, which becomes a folder's: letters, digits, blanks and {@code
   *     ._+=-}
   * @param config a record or a map; in it text, finite numbers, truth values, enums, paths,
   *     durations, and lists, records and maps of these
   * @param body what to do
   * @return the run as it was kept
   * @throws X what the body threw; the run is kept as failed
   * @throws IllegalArgumentException if the name or the configuration cannot be written
   */
  public static <X extends Exception> StoredRun run(String name, Object config, Body<X> body)
      throws X {
    return Experiments.in(Experiments.DEFAULT).run(name, config, body);
  }

  /**
   * Takes up a run that was interrupted, failed or crashed, with the seed and the configuration
   * that it began with. The body is done again from its start; {@link Run#fit} goes on from the
   * newest checkpoint, on a CPU to the same weights, bit for bit, as without the cut.
   *
   * @param <X> what the body may throw
   * @param directory the run's directory
   * @param body what it did before
   * @return the run as it was kept
   * @throws X what the body threw
   * @throws ExperimentException if the run is finished or under way, or if there is none
   */
  public static <X extends Exception> StoredRun resume(Path directory, Body<X> body) throws X {
    return RunFolder.resume(directory, body);
  }
}
