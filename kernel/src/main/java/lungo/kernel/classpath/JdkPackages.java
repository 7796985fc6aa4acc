package lungo.kernel.classpath;

import java.io.IOException;
import java.io.Serializable;
import java.lang.constant.Constable;
import java.lang.constant.ConstantDesc;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The classes in the packages that the JDK's modules export to all, as an installed kernel has
 * noted them. The JDK's own file system takes 13 ms to list the five that {@code 1 + 1} needs, and
 * 20 to 60 ms more for all of them, which the first misspelt name needs. Of the classes that javac
 * reads for each cell there is an outline. The notes count for the JDK that they were made of.
 */
public final class JdkPackages {

  /** The system property that names the notes. */
  public static final String PROPERTY = "lungo.jdk.packages";

  private static final String BASE = "java.base ";
  private static final String JDK = "jdk ";
  private static final String OUTLINE = "outline ";
  private static final String CLASS = ".class";

  /** What javac looks at before it has seen a cell: what everything extends, and the boxes. */
  private static final List<Class<?>> ALWAYS_READ =
      List.of(
          Object.class,
          String.class,
          Throwable.class,
          Error.class,
          RuntimeException.class,
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Void.class,
          Number.class,
          Comparable.class,
          AutoCloseable.class,
          Serializable.class,
          Constable.class,
          ConstantDesc.class);

  /** As {@code Runtime.version()}, which takes a start a millisecond to put together. */
  private static final String VERSION = System.getProperty("java.runtime.version");

  private static final JdkPackages OF_PROCESS = read(System.getProperty(PROPERTY, ""), VERSION);

  private final Map<String, String> outlines = new HashMap<>();
  private final Map<String, String> base = new HashMap<>();
  private final Map<String, String> others = new HashMap<>();
  private @Nullable Notes unread; // of the other modules, which a start does not need

  private JdkPackages() {}

  /**
   * The notes of this process's JDK.
   *
   * @return the notes, which know no package if there are none or they are another JDK's
   */
  public static JdkPackages ofProcess() {
    return OF_PROCESS;
  }

  /**
   * Reads notes.
   *
   * @param file the notes; empty for none
   * @param version the full version of the JDK that is to be described
   * @return the notes, which know no package if they cannot be read or are another JDK's
   */
  public static JdkPackages read(String file, String version) {
    var packages = new JdkPackages();
    if (file.isEmpty()) {
      return packages;
    }
    try {
      Notes notes = Notes.read(Path.of(file));
      if (notes.next().head().equals(JDK + version)) {
        while (notes.isNext(OUTLINE)) {
          Notes.Section section = notes.next();
          packages.outlines.put(section.head().substring(OUTLINE.length()), section.body());
        }
        while (notes.isNext(BASE)) {
          Notes.Section section = notes.next();
          packages.base.put(section.head().substring(BASE.length()), section.body());
        }
        packages.unread = notes;
      }
    } catch (IOException | IllegalArgumentException e) {
      packages.base.clear(); // the JDK says the same
      packages.outlines.clear();
    }
    return packages;
  }

  /**
   * The packages of the module {@code java.base}.
   *
   * @return names with dots; none if there are no notes
   */
  public Set<String> ofBase() {
    return base.keySet();
  }

  /**
   * The classes of a package of the module {@code java.base}.
   *
   * @param name the package, with dots
   * @return binary names without the package; empty for packages that are not noted
   */
  public Optional<List<String>> classesOfBase(String name) {
    String classes = base.get(name);
    return classes == null ? Optional.empty() : Optional.of(names(classes));
  }

  /**
   * The classes of a package.
   *
   * @param name the package, with dots
   * @return binary names without the package; empty for packages that are not noted
   */
  public Optional<List<String>> classes(String name) {
    return classesOfBase(name)
        .or(() -> Optional.ofNullable(others().get(name)).map(JdkPackages::names));
  }

  /**
   * Tells of all packages.
   *
   * @param each is given a package's name with dots, and the binary names of its classes without it
   * @return whether there are notes
   */
  public boolean forEach(BiConsumer<String, List<String>> each) {
    base.forEach((name, classes) -> each.accept(name, names(classes)));
    others().forEach((name, classes) -> each.accept(name, names(classes)));
    return !base.isEmpty();
  }

  /**
   * The outline of a class of the module {@code java.base}: a class file without code and private
   * members.
   *
   * @param name the class's binary name
   * @return a class file; empty for classes of which none is noted
   */
  public Optional<byte[]> outline(String name) {
    String outline = outlines.get(name);
    return outline == null
        ? Optional.empty()
        : Optional.of(outline.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<String> names(String classes) {
    return List.of(classes.split("\n"));
  }

  private synchronized Map<String, String> others() {
    Notes notes = unread;
    unread = null;
    try {
      while (notes != null && notes.hasNext()) {
        Notes.Section section = notes.next();
        String head = section.head();
        others.put(head.substring(head.indexOf(' ') + 1), section.body());
      }
    } catch (IllegalArgumentException e) {
      others.clear(); // as above
    }
    return others;
  }

  /**
   * Notes the packages of the JDK that runs this.
   *
   * @param args the file to write
   * @throws IOException if the JDK cannot be read or the file not be written
   */
  public static void main(String... args) throws IOException {
    FileSystem jrt = FileSystems.getFileSystem(URI.create("jrt:/"));
    var sections =
        new TreeMap<String, String>(
            Comparator.comparing(JdkPackages::isOther).thenComparing(Comparator.naturalOrder()));
    for (Module module : ModuleLayer.boot().modules()) {
      for (Exports exports : module.getDescriptor().exports()) {
        if (!exports.isQualified()) {
          String folder = exports.source().replace('.', '/');
          sections.put(
              module.getName() + " " + exports.source(),
              String.join("\n", classesIn(jrt.getPath("/modules", module.getName(), folder))));
        }
      }
    }
    var text = new StringBuilder(Notes.section(JDK + VERSION, ""));
    for (Class<?> each : ALWAYS_READ) {
      Path file = jrt.getPath("/modules/java.base", each.getName().replace('.', '/') + CLASS);
      byte[] outline = ClassOutline.of(Files.readAllBytes(file));
      text.append(
          Notes.section(
              OUTLINE + each.getName(), new String(outline, StandardCharsets.ISO_8859_1)));
    }
    sections.forEach((head, classes) -> text.append(Notes.section(head, classes)));
    Notes.write(Path.of(args[0]), text);
  }

  private static boolean isOther(String head) {
    return !head.startsWith(BASE);
  }

  private static Set<String> classesIn(Path folder) throws IOException {
    var classes = new TreeSet<String>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + CLASS)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        classes.add(name.substring(0, name.length() - CLASS.length()));
      }
    }
    return classes;
  }
}
