package lungo.experiment;

import java.nio.file.Path;
import tech.tablesaw.api.Table;

/**
 * The runs that were kept.
 *
 * <pre>{@code
 * Experiments.table();                                     // those in runs/
 * var runs = Experiments.in(Path.of("elsewhere")).all("clothes");
 * Experiments.compare(runs.get(0), runs.get(1));
 * }</pre>
 */
public final class Experiments {

  /** Where runs go unless another folder is named. */
  static final Path DEFAULT = Path.of("runs");

  private Experiments() {}

  /**
   * The runs in another folder than {@code runs}.
   *
   * @param folder is made when the first run begins
   * @return the folder
   */
  public static RunFolder in(Path folder) {
    return new RunFolder(folder);
  }

  /**
   * All runs in {@code runs} below the working directory. See {@link RunFolder#table()}.
   *
   * @return a row a run, the oldest first
   */
  public static Table table() {
    return in(DEFAULT).table();
  }

  /**
   * What differs between two runs: settings, seed, environment, data, results, curves.
   *
   * @param first a run
   * @param second another one
   * @return the comparison, which shows itself
   */
  public static RunComparison compare(StoredRun first, StoredRun second) {
    return new RunComparison(first, second);
  }
}
