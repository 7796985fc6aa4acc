package lungo.kernel.execution.cell;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    final Predicate<String> packages;
    private @Nullable URI uri;
    private @Nullable JarFile file;

    Jar(Path path, Predicate<String> packages) {
      this.path = path;
      this.packages = packages;
    }

    synchronized URI uri() {
      URI known = uri;
      if (known == null) {
        known = path.toUri();
        uri = known;
      }
      return known;
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
      super(jar.uri(), Kind.CLASS);
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
        addJar(path);
      }
    }
  }

  /** Adds the jars of an index, which are there: none of them is looked at. */
  void add(ClassPathIndex index) {
    for (Path jar : index.jars()) {
      paths.add(jar);
      elements.add(new Jar(jar, name -> !isOfCells(name) && index.jarsOf(name).contains(jar)));
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

  private void addJar(Path jar) {
    try {
      Set<String> packages = JarDirectory.read(jar).packages();
      elements.add(new Jar(jar, name -> packages.contains(name.replace('.', '/'))));
    } catch (IOException e) {
      return; // it is no jar
    }
  }

  /** Whether a package is that of the cells, which is asked for first, and is in no library. */
  private static boolean isOfCells(String name) {
    return name.equals(ClassStore.PACKAGE);
  }

  /** Whether a jar has classes in a package. */
  boolean hasPackage(String name) {
    for (Element element : elements) {
      if (element instanceof Jar jar && jar.packages.test(name)) {
        return true;
      }
    }
    return false;
  }

  /** The classes of a package, and with {@code kinds} their sources in folders. */
  List<JavaFileObject> list(String name, Set<JavaFileObject.Kind> kinds) throws IOException {
    boolean hasJars = kinds.contains(JavaFileObject.Kind.CLASS);
    var found = new ArrayList<JavaFileObject>();
    var order = new ArrayList<>(elements);
    Optional<String> library = Replaceable.libraryOf(name);
    if (library.isPresent() && replaced.contains(library.get())) {
      Collections.reverse(order);
    }
    for (Element element : order) {
      if (element instanceof Folder folder) {
        files.list(folder, name, kinds, false).forEach(found::add);
      } else if (element instanceof Jar jar && hasJars && jar.packages.test(name)) {
        String folder = name.replace('.', '/');
        String prefix = folder.isEmpty() ? "" : folder + "/";
        for (String simple : JarDirectory.read(jar.path).classes(folder)) {
          found.add(new JarClass(jar, prefix + simple + JavaFileObject.Kind.CLASS.extension));
        }
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
  }
}
