package lungo.kernel.execution.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lungo.kernel.classpath.JarDirectory;

/**
 * Libraries that those of the process use inside, so that a notebook can have its own version of
 * them: their classes are looked for first in the jars that the notebook added. Cells that do so
 * cannot take the library's objects from those of the process any more (DJL's {@code
 * JsonUtils.GSON}). The kernel's own libraries need none of this, they have other names in its jar.
 */
public final class Replaceable {

  /** DJL's Gson. */
  private static final List<String> PACKAGES = List.of("com.google.gson");

  private Replaceable() {}

  /**
   * The library that a class or package is of.
   *
   * @param name with dots
   * @return the library's outermost package; empty for all else
   */
  public static Optional<String> libraryOf(String name) {
    for (String library : PACKAGES) {
      if (name.startsWith(library)
          && (name.length() == library.length() || name.charAt(library.length()) == '.')) {
        return Optional.of(library);
      }
    }
    return Optional.empty();
  }

  /**
   * The libraries that a jar holds.
   *
   * @param jar a jar, or what is none
   * @return outermost packages
   */
  public static Set<String> in(Path jar) {
    if (!Files.isRegularFile(jar)) {
      return Set.of();
    }
    try {
      Set<String> packages = JarDirectory.read(jar).packages();
      return PACKAGES.stream()
          .filter(p -> packages.contains(p.replace('.', '/')))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of(); // it is no jar, which counts for nothing on a class path
    }
  }
}
