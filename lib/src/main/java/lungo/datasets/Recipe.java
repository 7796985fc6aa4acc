package lungo.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** How the files of a set are made of those in its package. */
@FunctionalInterface
interface Recipe {

  /** The files are there already. */
  Recipe MOVED =
      (unpacked, set, into) -> {
        for (String file : set.storedFiles()) {
          Path found = unpacked.resolve(file);
          if (!Files.exists(found)) {
            throw new IOException(set.parcel().name() + " holds no " + file);
          }
          Files.move(found, into.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      };

  /**
   * Makes them.
   *
   * @param unpacked the package's folder that {@link Parcel#folder} names
   * @param set the set
   * @param into where its files are to lie
   */
  void make(Path unpacked, DataSet set, Path into) throws IOException;
}
