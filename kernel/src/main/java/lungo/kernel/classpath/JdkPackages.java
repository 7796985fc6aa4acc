package lungo.kernel.classpath;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The classes in the packages {@code java…} of a JDK's module {@code java.base}, as an installed
 * kernel has noted them: the JDK's own file system takes 2 to 7 ms to list the first packages, of
 * which {@code 1 + 1} needs five. The notes count for the JDK that they were made of.
 */
public final class JdkPackages {

  /** The system property that names the notes. */
  public static final String PROPERTY = "lungo.jdk.packages";

  private static final String MODULE = "/modules/java.base";
  private static final String JDK = "jdk ";
  private static final String CLASS = ".class";

  private static final JdkPackages OF_PROCESS =
      read(System.getProperty(PROPERTY, ""), Runtime.version().toString());

  private final Map<String, String> packages;

  private JdkPackages(Map<String, String> packages) {
    this.packages = packages;
  }

  /**
   * The notes of this process's JDK.
   *
   * @return the notes, which know no package if there are none or they are another JDK's
   */
  public static JdkPackages ofProcess() {
    return OF_PROCESS;
  }

  /**
   * The packages.
   *
   * @return names with dots; none if there are no notes
   */
  public Set<String> names() {
    return Collections.unmodifiableSet(packages.keySet());
  }

  /**
   * The classes of a package.
   *
   * @param name the package, with dots
   * @return binary names without the package; empty for packages that are not noted
   */
  public Optional<List<String>> classes(String name) {
    return Optional.ofNullable(packages.get(name)).map(classes -> List.of(classes.split("\n")));
  }

  /**
   * Reads notes.
   *
   * @param file the notes; empty for none
   * @param version the full version of the JDK that is to be described
   * @return the notes, which know no package if they cannot be read or are another JDK's
   */
  public static JdkPackages read(String file, String version) {
    var packages = new HashMap<String, String>();
    if (!file.isEmpty()) {
      try {
        Notes notes = Notes.read(Path.of(file));
        if (notes.next().head().equals(JDK + version)) {
          while (notes.hasNext()) {
            Notes.Section section = notes.next();
            packages.put(section.head(), section.body());
          }
        }
      } catch (IOException | IllegalArgumentException e) {
        packages.clear(); // the JDK says the same
      }
    }
    return new JdkPackages(packages);
  }

  /**
   * Notes the packages of a JDK.
   *
   * @param home the JDK's folder
   * @param version its full version
   * @param file where to
   * @throws IOException if the JDK cannot be read or the file not be written
   */
  public static void write(Path home, String version, Path file) throws IOException {
    var sections = new StringBuilder(Notes.section(JDK + version, ""));
    try (FileSystem modules =
            FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()));
        Stream<Path> folders = Files.walk(modules.getPath(MODULE, "java"))) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        var classes = new TreeSet<String>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + CLASS)) {
          for (Path path : files) {
            String name = String.valueOf(path.getFileName());
            classes.add(name.substring(0, name.length() - CLASS.length()));
          }
        }
        if (!classes.isEmpty()) {
          String name = folder.toString().substring(MODULE.length() + 1).replace('/', '.');
          sections.append(Notes.section(name, String.join("\n", classes)));
        }
      }
    }
    Notes.write(file, sections);
  }
}
