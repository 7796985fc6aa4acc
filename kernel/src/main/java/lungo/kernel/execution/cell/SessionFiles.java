package lungo.kernel.execution.cell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import lungo.kernel.classpath.ClassPathIndex;
import org.jspecify.annotations.Nullable;

/** A compiler's files, with the session's classes on its class path and its output in memory. */
public class SessionFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {

  private final ClassStore store;
  private final ClassPath classPath;
  private final Predicate<String> isListed;
  private Map<String, ClassFile> output = new LinkedHashMap<>();

  /**
   * Files for JShell's compiler, which knows its own snippets. They share the class path of these,
   * and what was read of it, which is most of what a compiler keeps in memory.
   */
  SessionFiles forShell() {
    return new SessionFiles(
        fileManager,
        store,
        classPath,
        name -> name.startsWith(ClassStore.PACKAGE + "." + Unit.PREFIX)) {
      @Override
      public boolean handleOption(String current, Iterator<String> remaining) {
        if (current.equals("-classpath")) {
          remaining.next(); // it was set already
          return true;
        }
        return super.handleOption(current, remaining);
      }

      @Override
      public void close() {
        // Their owner closes the files.
      }
    };
  }

  /** Lists those of the session's classes that the compiler is not told of in another way. */
  static SessionFiles open(
      StandardJavaFileManager files, ClassStore store, Predicate<String> isListed) {
    var opened = new SessionFiles(files, store, new ClassPath(files), isListed);
    Optional<ClassPathIndex> index = ClassPathIndex.ofProcess();
    try {
      if (index.isPresent()) {
        opened.classPath.add(index.get());
      } else { // javac opens each jar to see whether its manifest names more
        opened.classPath.add(paths(files.getLocationAsPaths(StandardLocation.CLASS_PATH)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the class path cannot be read", e);
    }
    return opened;
  }

  private static List<Path> paths(@Nullable Iterable<? extends Path> location) {
    var paths = new ArrayList<Path>();
    if (location != null) {
      location.forEach(paths::add);
    }
    return paths;
  }

  private SessionFiles(
      StandardJavaFileManager files,
      ClassStore store,
      ClassPath classPath,
      Predicate<String> isListed) {
    super(files);
    this.store = store;
    this.classPath = classPath;
    this.isListed = isListed;
  }

  /** What the compiler has written since the last call, by binary name. */
  Map<String, ClassFile> takeOutput() {
    Map<String, ClassFile> taken = output;
    output = new LinkedHashMap<>();
    return taken;
  }

  /** Whether the class path's jars have classes in a package. */
  boolean hasPackage(String name) {
    return classPath.hasPackage(name);
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    if (location != StandardLocation.CLASS_PATH || recurse) {
      return super.list(location, packageName, kinds, recurse);
    }
    List<JavaFileObject> files = classPath.list(packageName, kinds);
    if (!packageName.equals(ClassStore.PACKAGE)) {
      return files;
    }
    if (kinds.contains(JavaFileObject.Kind.CLASS)) {
      for (String name : store.names()) {
        if (isListed.test(name)) {
          files.add(store.file(name));
        }
      }
    }
    return files;
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    if (file instanceof ClassFile session) {
      return session.binaryName();
    }
    return file instanceof ClassPath.JarClass library
        ? library.binaryName()
        : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return (isOurs(a) || isOurs(b)) ? a.equals(b) : super.isSameFile(a, b);
  }

  private static boolean isOurs(FileObject file) {
    return file instanceof ClassFile || file instanceof ClassPath.JarClass;
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    var file = new ClassFile(className, new byte[0]);
    output.put(className, file);
    return file;
  }

  /**
   * Where javac looks for its plug-ins, in each task anew. There are none among the libraries, and
   * a loader of its own would open each jar of the class path once more.
   */
  @Override
  public @Nullable ClassLoader getClassLoader(Location location) {
    return location == StandardLocation.CLASS_PATH
        ? ClassLoader.getPlatformClassLoader()
        : super.getClassLoader(location);
  }

  @Override
  public void close() throws IOException {
    classPath.close();
    super.close();
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, Iterable<? extends File> path) throws IOException {
    fileManager.setLocation(location, path);
  }

  @Override
  public void setLocationFromPaths(Location location, Collection<? extends Path> paths)
      throws IOException {
    fileManager.setLocationFromPaths(location, paths);
  }

  @Override
  public Iterable<? extends File> getLocation(Location location) {
    return location == StandardLocation.CLASS_PATH
        ? classPath.paths().stream().map(Path::toFile).toList()
        : fileManager.getLocation(location);
  }

  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    return location == StandardLocation.CLASS_PATH
        ? classPath.paths()
        : fileManager.getLocationAsPaths(location);
  }

  @Override
  public Path asPath(FileObject file) {
    return fileManager.asPath(file);
  }

  /** Adds jars and folders to the class path; of {@code replaced} libraries the last counts. */
  void addToClassPath(List<Path> paths, Set<String> replaced) throws IOException {
    classPath.replace(replaced);
    fileManager.setLocationFromPaths(StandardLocation.CLASS_PATH, paths);
    // With those that the manifests of jars name.
    List<Path> added = paths(fileManager.getLocationAsPaths(StandardLocation.CLASS_PATH));
    added.removeAll(classPath.paths());
    classPath.add(added);
  }
}
