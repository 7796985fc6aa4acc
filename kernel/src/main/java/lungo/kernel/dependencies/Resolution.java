package lungo.kernel.dependencies;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of a resolution.
 *
 * @param jars the files to add to the class path, each named artifact before what it depends on
 * @param notes what the user should know, one line each: versions that were kept although others
 *     were asked for
 */
public record Resolution(List<Path> jars, List<String> notes) {

  /**
   * Copies the lists.
   *
   * @param jars the files to add to the class path, each named artifact before what it depends on
   * @param notes what the user should know, one line each: versions that were kept although others
   *     were asked for
   */
  public Resolution {
    jars = List.copyOf(jars);
    notes = List.copyOf(notes);
  }
}
