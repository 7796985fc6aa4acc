package lungo.kernel.execution.cell;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaFileManager.Location;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import lungo.kernel.classpath.ClassPathIndex;
import lungo.kernel.classpath.JarDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What the jars and folders of a class path hold, as compilers list it. javac's own files open each
 * jar as a file system and read all of it before the first package is known, which took most of a
 * session's start.
 */
final class ClassPath implements Closeable {

  private final StandardJavaFileManager files;
  private final List<Element> elements = new ArrayList<>();
  private final List<Path> paths = new ArrayList<>();
  private final Map<String, List<Jar>> jarsOf = new HashMap<>();
  private Set<String> replaced = Set.of();

  private sealed interface Element {}

  /** A folder, listed by javac's files under a location of its own. */
  private record Folder(String getName) implements Element, Location {
    @Override
    public boolean isOutputLocation() {
      return false;
    }
  }

  /** A jar; opened when the first of its classes is read. */
  private static final class Jar implements Element {

    final Path path;
    final URI uri;
    private @Nullable JarFile file;

    Jar(Path path) {
      this.path = path;
      this.uri = path.toUri();
    }

    synchronized InputStream open(String entry) throws IOException {
      if (file == null) {
        file = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
      }
      ZipEntry found = file.getEntry(entry);
      if (found == null) {
        throw new FileNotFoundException(path + " holds no " + entry);
      }
      return file.getInputStream(found);
    }

    synchronized void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  /** A class in a jar. */
  static final class JarClass extends SimpleJavaFileObject {

    private final Jar jar;
    private final String entry;

    private JarClass(Jar jar, String entry) {
      super(jar.uri, Kind.CLASS);
      this.jar = jar;
      this.entry = entry;
    }

    String binaryName() {
      return entry.substring(0, entry.length() - Kind.CLASS.extension.length()).replace('/', '.');
    }

    @Override
    public String getName() {
      return jar.path + "(" + entry + ")";
    }

    @Override
    public InputStream openInputStream() throws IOException {
      return jar.open(entry);
    }
  }

  /** An empty path; {@code files} lists the folders that are added. */
  ClassPath(StandardJavaFileManager files) {
    this.files = files;
  }

  /** Adds jars and folders; what is neither counts for nothing, as with javac. */
  void add(Iterable<? extends Path> more) throws IOException {
    for (Path path : more) {
      paths.add(path);
      if (Files.isDirectory(path)) {
        var folder = new Folder("class path " + elements.size());
        files.setLocationFromPaths(folder, List.of(path));
        elements.add(folder);
      } else if (Files.isRegularFile(path)) {
        addJar(new Jar(path));
      }
    }
  }

  /** The jars and folders that were added. */
  List<Path> paths() {
    return List.copyOf(paths);
  }

  /** Says of which libraries the version that was added last counts, not the first. */
  void replace(Set<String> libraries) {
    replaced = Set.copyOf(libraries);
  }

  private void addJar(Jar jar) {
    try {
      for (String name : packages(jar.path)) {
        jarsOf.computeIfAbsent(name, key -> new ArrayList<>(1)).add(jar);
      }
      elements.add(jar);
    } catch (IOException e) {
      return; // it is no jar
    }
  }

  private static Collection<String> packages(Path jar) throws IOException {
    Optional<Set<String>> noted = ClassPathIndex.ofProcess().flatMap(index -> index.packages(jar));
    return noted.isPresent()
        ? noted.get()
        : JarDirectory.read(jar).packages().stream().map(name -> name.replace('/', '.')).toList();
  }

  /** Whether a jar has classes in a package. */
  boolean hasPackage(String name) {
    return jarsOf.containsKey(name);
  }

  /** The classes of a package, and with {@code kinds} their sources in folders. */
  List<JavaFileObject> list(String name, Set<JavaFileObject.Kind> kinds) throws IOException {
    List<Jar> jars =
        kinds.contains(JavaFileObject.Kind.CLASS)
            ? jarsOf.getOrDefault(name, List.of())
            : List.of();
    var found = new ArrayList<JavaFileObject>();
    var order = new ArrayList<>(elements);
    if (Replaceable.libraryOf(name).filter(replaced::contains).isPresent()) {
      Collections.reverse(order);
    }
    for (Element element : order) {
      if (element instanceof Folder folder) {
        files.list(folder, name, kinds, false).forEach(found::add);
      } else if (element instanceof Jar jar && jars.contains(jar)) {
        String folder = name.replace('.', '/');
        String prefix = folder.isEmpty() ? "" : folder + "/";
        JarDirectory.read(jar.path).classes(folder).stream()
            .map(simple -> new JarClass(jar, prefix + simple + JavaFileObject.Kind.CLASS.extension))
            .forEach(found::add);
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    for (Element element : elements) {
      if (element instanceof Jar jar) {
        jar.close();
      }
    }
    elements.clear();
    jarsOf.clear();
  }
}
