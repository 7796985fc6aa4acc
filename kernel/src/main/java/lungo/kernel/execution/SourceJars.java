package lungo.kernel.execution;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Where the documentation of a class path's classes is: in {@code NAME-sources.jar} beside {@code
 * NAME.jar}, as in a Maven repository, and in the folder {@code sources} of this installation.
 */
final class SourceJars {

  static final Pattern JAR = Pattern.compile("\\.jar$");
  private static final Path LISTING = Path.of("lungo.jar");
  private static final Path FOLDER = Path.of("sources");

  private SourceJars() {}

  /** The source jars that there are for the elements of a class path. */
  static Set<Path> of(List<Path> classPath) {
    var found = new LinkedHashSet<Path>();
    for (Path element : classPath) {
      if (LISTING.equals(element.getFileName())) {
        found.addAll(jars(element.resolveSibling(FOLDER)));
      } else {
        Path sources = beside(element);
        if (!sources.equals(element) && Files.isRegularFile(sources)) {
          found.add(sources);
        }
      }
    }
    return found;
  }

  /** The jar with the sources of a jar's classes, whether there is one or not. */
  static Path beside(Path jar) {
    return Path.of(JAR.matcher(jar.toString()).replaceFirst("-sources.jar"));
  }

  /**
   * Has JShell read documentation there, too. It looks into the JDK's {@code src.zip} only, and has
   * no public way to name more; where this one is closed, the documentation is missing.
   */
  static void attach(Set<Path> sources, SourceCodeAnalysis analysis) {
    if (sources.isEmpty()) {
      return;
    }
    try {
      Method find = analysis.getClass().getDeclaredMethod("findSources");
      find.setAccessible(true);
      @SuppressWarnings("unchecked") // it is declared as this
      var known = (List<Path>) find.invoke(analysis);
      var missing = new ArrayList<>(sources);
      missing.removeAll(known);
      known.addAll(missing);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return; // signatures are known without
    }
  }

  private static List<Path> jars(Path folder) {
    var jars = new ArrayList<Path>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
        files.forEach(jars::add);
      } catch (IOException e) {
        return List.of();
      }
    }
    return jars;
  }
}
