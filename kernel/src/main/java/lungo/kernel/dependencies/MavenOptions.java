package lungo.kernel.dependencies;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where Maven keeps and finds things; empty means Maven's own defaults.
 *
 * @param localRepository the folder of downloaded artifacts, {@code ~/.m2/repository} by default
 * @param settings the user's settings, {@code ~/.m2/settings.xml} by default
 */
public record MavenOptions(Optional<Path> localRepository, Optional<Path> settings) {

  /**
   * Maven's defaults.
   *
   * @return options that change nothing
   */
  public static MavenOptions defaults() {
    return new MavenOptions(Optional.empty(), Optional.empty());
  }
}
