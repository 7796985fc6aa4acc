package lungo.datasets;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import lungo.data.DataException;
import lungo.data.Sha256Sums;

/**
 * Brings a set into a folder, whole and checked or not at all: it is gathered in a folder beside
 * and moved to its place at the end.
 *
 * @param sources asked in turn until one has the set
 */
record Fetch(List<Source> sources) {

  /** The package manager, then the authors. */
  static Fetch standard() {
    return new Fetch(List.of(new PackageManager(), new Web()));
  }

  /** What {@link #fetch} did. */
  enum Result {
    /** The set was there, and its sums agree. */
    PRESENT,
    /** The set was brought. */
    FETCHED
  }

  /**
   * Brings a set.
   *
   * @throws DataException if no source has it, or the target holds something else
   * @throws InterruptedException if the user ends it
   */
  Result fetch(DataSet set, Path target) throws InterruptedException {
    if (isFilled(target)) {
      checkContents(set, target);
      return Result.PRESENT;
    }
    Path whole = target.toAbsolutePath();
    Path beside = whole.resolveSibling("." + whole.getFileName() + "-" + UUID.randomUUID());
    try {
      try {
        Files.createDirectories(beside);
        gather(set, beside);
        complete(set, beside);
        Files.deleteIfExists(whole);
        Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Trees.delete(beside);
      }
    } catch (FileAlreadyExistsException e) {
      throw new DataException(e.getFile() + " is no folder", e);
    } catch (IOException e) {
      throw new DataException(target + " could not be written: " + e.getMessage(), e);
    }
    return Result.FETCHED;
  }

  private static boolean isFilled(Path target) {
    try {
      return Trees.isFilled(target);
    } catch (IOException e) {
      throw new DataException(target + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private void gather(DataSet set, Path into) throws InterruptedException {
    var reasons = new ArrayList<String>();
    for (Source source : sources) {
      try {
        source.bring(set, into);
        checkContents(set, into);
        return;
      } catch (IOException | DataException e) {
        reasons.add(source.name() + ": " + e.getMessage());
      }
    }
    throw new DataException(
        set.name() + " could not be fetched.\n  " + String.join("\n  ", reasons));
  }

  /** The sums of what the files hold, whoever compressed them. */
  static void checkContents(DataSet set, Path folder) {
    set.contents()
        .sums()
        .forEach(
            (file, expected) -> {
              Path stored = folder.resolve(set.stored(file));
              if (!Files.exists(stored)) {
                throw new DataException(
                    stored + " is missing; the folder holds something else than " + set.name());
              }
              String actual = sum(stored, set.isGzipped());
              if (!actual.equals(expected)) {
                throw new DataException(
                    stored
                        + " is not the file that is expected: the SHA-256 sum of its content is "
                        + actual
                        + ", not "
                        + expected);
              }
            });
  }

  private static String sum(Path stored, boolean isGzipped) {
    try (var file = Files.newInputStream(stored);
        var in = isGzipped ? new GZIPInputStream(file) : file) {
      return Sha256Sums.of(in);
    } catch (IOException e) {
      throw new DataException(stored + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Adds names, licence and the sums of the files as they are. */
  private static void complete(DataSet set, Path folder) throws IOException {
    var sums = new StringBuilder();
    for (String file : set.companions()) {
      Files.write(folder.resolve(file), DataSet.resource(set.name(), file));
    }
    for (String file : set.storedFiles()) {
      try (var in = Files.newInputStream(folder.resolve(file))) {
        sums.append(Sha256Sums.of(in)).append("  ").append(file).append('\n');
      }
    }
    Files.writeString(folder.resolve(Sha256Sums.FILE), sums);
  }
}
