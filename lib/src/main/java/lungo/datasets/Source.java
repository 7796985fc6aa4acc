package lungo.datasets;

import java.io.IOException;
import java.nio.file.Path;

/** A place that a set can come from. */
interface Source {

  /** In messages. */
  String name();

  /**
   * Brings the set's files into a folder.
   *
   * @throws IOException with the reason if that cannot be done now
   * @throws InterruptedException if the user ends it
   */
  void bring(DataSet set, Path into) throws IOException, InterruptedException;
}
