package lungo.kernel.classpath;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packages, and what the services are, of the jars of an installation, as its build noted them
 * in {@value #FILE} beside {@code lungo.jar}. A kernel starts with thirty jars and as many thousand
 * entries, and to look for a resource in all of them or for a package takes it longer than to
 * compile the first cell. The notes count only if they tell of the whole class path and each jar
 * has still its size; without them jars are opened.
 */
public final class ClassPathIndex {

  static final String FILE = "class-path.txt";
  static final String LISTING = "lungo.jar";

  private static final Optional<ClassPathIndex> OF_PROCESS =
      of(System.getProperty("java.class.path", ""));

  private static final ClassLoader LOADER = loader(ClassPathIndex.class.getClassLoader());

  private final Map<Path, JarNotes> jars;
  private @Nullable Map<String, Set<Path>> byPackage; // made when it is first asked for

  private ClassPathIndex(Map<Path, JarNotes> jars) {
    this.jars = jars;
  }

  private static ClassLoader loader(ClassLoader parent) {
    return OF_PROCESS.isPresent() ? new IndexedLoader(OF_PROCESS.get(), parent) : parent;
  }

  /**
   * The index of this process's class path.
   *
   * @return the index; empty if the class path has what no installation has
   */
  public static Optional<ClassPathIndex> ofProcess() {
    return OF_PROCESS;
  }

  /**
   * The loader in which to look for services and other resources under {@code META-INF}.
   *
   * @return the process's loader, which by an index opens no jar for these
   */
  public static ClassLoader loaderOfProcess() {
    return LOADER;
  }

  /**
   * The jars and folders of this process's class path.
   *
   * @return absolute paths in the order of the class path
   */
  public static List<Path> elementsOfProcess() {
    return elements(System.getProperty("java.class.path", ""));
  }

  private static List<Path> elements(String classPath) {
    return names(classPath).stream().map(Path::of).toList();
  }

  /** The absolute and normal paths of the elements; a start has sixty, all of them so already. */
  private static List<String> names(String classPath) {
    var names = new ArrayList<String>();
    for (String element : classPath.split(File.pathSeparator, -1)) {
      boolean isNormal =
          element.startsWith("/") && !element.contains("/.") && !element.contains("//");
      if (!element.isEmpty()) {
        names.add(isNormal ? element : Path.of(element).toAbsolutePath().normalize().toString());
      }
    }
    return names;
  }

  static Optional<ClassPathIndex> of(String classPath) {
    List<String> elements = names(classPath);
    for (String element : elements) {
      if (element.endsWith(File.separator + LISTING)) {
        return read(element, elements);
      }
    }
    return Optional.empty();
  }

  private static Optional<ClassPathIndex> read(String listing, List<String> elements) {
    String folder = listing.substring(0, listing.length() - LISTING.length());
    Path notes = Path.of(folder, FILE);
    if (!Files.isRegularFile(notes)) {
      return Optional.empty();
    }
    try {
      var known = new LinkedHashMap<String, JarNotes>();
      for (JarNotes jar : JarNotes.read(Notes.read(notes))) {
        known.put(folder + jar.name().replace('/', File.separatorChar), jar);
      }
      var found = new LinkedHashMap<String, JarNotes>();
      for (String element : elements) {
        if (element.equals(listing)) {
          for (Map.Entry<String, JarNotes> jar : known.entrySet()) {
            addIf(jar.getValue().isListed(), jar.getKey(), jar.getValue(), found);
          }
        } else if (known.containsKey(element)) {
          addIf(true, element, known.get(element), found);
        } else {
          return Optional.empty();
        }
      }
      var jars = new LinkedHashMap<Path, JarNotes>();
      for (Map.Entry<String, JarNotes> jar : found.entrySet()) {
        var file = new File(jar.getKey());
        if (file.length() != jar.getValue().size()) {
          return Optional.empty();
        }
        jars.put(file.toPath(), jar.getValue());
      }
      return Optional.of(new ClassPathIndex(jars));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // damaged; the jars say the same
    }
  }

  private static void addIf(
      boolean isWanted, String path, JarNotes jar, Map<String, JarNotes> found) {
    if (isWanted) {
      found.putIfAbsent(path, jar);
    }
  }

  /**
   * The class path.
   *
   * @return its jars in order, without the one that only lists the others
   */
  public List<Path> jars() {
    return List.copyOf(jars.keySet());
  }

  /**
   * The jars that have classes in a package.
   *
   * @param name the package, with dots
   * @return some of {@link #jars()}
   */
  public synchronized Set<Path> jarsOf(String name) {
    Map<String, Set<Path>> known = byPackage;
    if (known == null) {
      known = packages();
      byPackage = known;
    }
    return known.getOrDefault(name, Set.of());
  }

  private Map<String, Set<Path>> packages() {
    var found = new HashMap<String, Set<Path>>();
    jars.forEach(
        (path, jar) ->
            jar.packages()
                .lines()
                .forEach(name -> found.computeIfAbsent(name, key -> new HashSet<>(2)).add(path)));
    return found;
  }

  /**
   * The texts of a resource in this process's class path, as {@link #loaderOfProcess()} finds them.
   *
   * @param name such as {@code META-INF/lungo/imports}
   * @return one text for each jar that has it, in the order of the class path
   * @throws IOException if one cannot be read
   */
  public static List<String> textsOfProcess(String name) throws IOException {
    if (OF_PROCESS.isPresent() && JarNotes.keeps(name)) {
      return OF_PROCESS.get().resources(name);
    }
    var texts = new ArrayList<String>();
    for (URL resource : Collections.list(LOADER.getResources(name))) {
      try (InputStream in = resource.openStream()) {
        texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /** The texts of a resource, in the order of the class path. */
  List<String> resources(String name) {
    var texts = new ArrayList<String>();
    for (JarNotes jar : jars.values()) {
      String text = jar.resources().get(name);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }
}
