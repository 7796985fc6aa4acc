package lungo.experiment;

import java.nio.file.Path;

/** The runs that were kept. */
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
}
