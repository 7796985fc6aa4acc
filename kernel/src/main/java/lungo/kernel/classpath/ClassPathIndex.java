package lungo.kernel.classpath;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

  private static final ClassLoader LOADER =
      OF_PROCESS
          .<ClassLoader>map(i -> new IndexedLoader(i, ClassPathIndex.class.getClassLoader()))
          .orElse(ClassPathIndex.class.getClassLoader());

  private final Map<Path, JarNotes> jars;

  private ClassPathIndex(Map<Path, JarNotes> jars) {
    this.jars = jars;
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
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(classPath)
        .filter(element -> !element.isEmpty())
        .map(element -> Path.of(element).toAbsolutePath().normalize())
        .toList();
  }

  static Optional<ClassPathIndex> of(String classPath) {
    List<Path> elements = elements(classPath);
    return elements.stream()
        .filter(element -> element.endsWith(LISTING))
        .findFirst()
        .flatMap(listing -> read(listing, elements));
  }

  private static Optional<ClassPathIndex> read(Path listing, List<Path> elements) {
    Path notes = listing.resolveSibling(FILE);
    if (!Files.isRegularFile(notes)) {
      return Optional.empty();
    }
    try {
      List<JarNotes> all = JarNotes.read(Files.readAllLines(notes));
      var known = new LinkedHashMap<Path, JarNotes>();
      all.forEach(jar -> known.put(listing.resolveSibling(jar.name()), jar));
      var found = new LinkedHashMap<Path, JarNotes>();
      for (Path element : elements) {
        if (element.equals(listing)) {
          known.forEach((path, jar) -> addIf(jar.isListed(), path, jar, found));
        } else if (known.containsKey(element)) {
          addIf(true, element, known.get(element), found);
        } else {
          return Optional.empty();
        }
      }
      boolean isTrue =
          found.entrySet().stream()
              .allMatch(jar -> jar.getKey().toFile().length() == jar.getValue().size());
      return isTrue ? Optional.of(new ClassPathIndex(found)) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // damaged; the jars say the same
    }
  }

  private static void addIf(boolean isWanted, Path path, JarNotes jar, Map<Path, JarNotes> found) {
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
   * The packages with classes in a jar.
   *
   * @param jar one of {@link #jars()}
   * @return names with dots; nothing for other jars
   */
  public Optional<Set<String>> packages(Path jar) {
    return Optional.ofNullable(jars.get(jar)).map(JarNotes::packages);
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
