package lungo.kernel.magics;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import lungo.display.Extension;
import lungo.kernel.classpath.ClassPathIndex;
import lungo.kernel.dependencies.DependencyException;
import lungo.kernel.dependencies.MavenDependencies;
import lungo.kernel.execution.Interpreter;

/**
 * The extensions of an installation, in its folder {@code modules}: each a folder with the
 * extension's jars, and a {@code pom.xml} of what they depend on, which Maven brings when a
 * notebook first asks for it.
 */
public final class Extensions implements Extension.Notebook {

  private static final Path LISTING = Path.of("lungo.jar");
  private static final Path FOLDER = Path.of("modules");

  private final CellRunner runner;
  private final Map<String, Extension> loaded = new TreeMap<>();

  Extensions(CellRunner runner) {
    this.runner = runner;
  }

  /**
   * Brings an extension in, which has no say yet.
   *
   * @param name its name
   * @return the extension, the same each time
   * @throws MagicException if there is none of that name
   * @throws DependencyException if what it depends on cannot be had
   */
  public synchronized Extension find(String name) throws DependencyException {
    Extension known = loaded.get(name);
    if (known != null) {
      return known;
    }
    Path folder =
        folder().map(all -> all.resolve(name)).filter(f -> names().contains(name)).orElse(null);
    if (folder == null) {
      throw new MagicException(missing(name));
    }
    var jars = new ArrayList<Path>(jarsIn(folder));
    MavenDependencies maven = runner.dependencies();
    jars.addAll(
        maven.resolvePom(folder.resolve("pom.xml"), MavenDependencies.DEFAULT_SCOPES).jars());
    runner.addToClassPath(jars);
    for (Extension extension : ServiceLoader.load(Extension.class, loader())) {
      loaded.putIfAbsent(extension.name(), extension);
    }
    return Optional.ofNullable(loaded.get(name))
        .orElseThrow(() -> new MagicException(folder + " holds no extension " + name));
  }

  /**
   * The names of the extensions that the installation has.
   *
   * @return folder names, sorted
   */
  public List<String> names() {
    return folder().map(Extensions::foldersIn).orElse(List.of());
  }

  private String missing(String name) {
    String where = folder().map(Path::toString).orElse("the installation's folder modules");
    List<String> there = names();
    return "there is no extension "
        + name
        + " in "
        + where
        + "; there "
        + (there.isEmpty() ? "is none" : "are: " + String.join(", ", there))
        + ". In a checkout, ./mvnw package -P"
        + name
        + " -Dmaven.test.skip=true builds it, if Lungo has it";
  }

  /** Beside the list of the process's jars. */
  private static Optional<Path> folder() {
    return ClassPathIndex.elementsOfProcess().stream()
        .filter(element -> LISTING.equals(element.getFileName()))
        .findFirst()
        .map(listing -> listing.resolveSibling(FOLDER));
  }

  private static List<String> foldersIn(Path modules) {
    return list(modules).stream()
        .filter(folder -> Files.isRegularFile(folder.resolve("pom.xml")))
        .map(folder -> String.valueOf(folder.getFileName()))
        .sorted()
        .toList();
  }

  private static List<Path> jarsIn(Path folder) {
    return list(folder).stream().filter(path -> path.toString().endsWith(".jar")).sorted().toList();
  }

  private static List<Path> list(Path folder) {
    var found = new ArrayList<Path>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
        children.forEach(found::add);
      } catch (IOException e) {
        return List.of(); // as if it were not there
      }
    }
    return found;
  }

  private Interpreter interpreter() {
    return runner.interpreter();
  }

  @Override
  public ClassLoader loader() {
    return interpreter().loader();
  }

  @Override
  public List<Path> jars() {
    return ClassPathIndex.ofProcess()
        .map(ClassPathIndex::jars)
        .orElseGet(ClassPathIndex::elementsOfProcess);
  }

  @Override
  public void onClasses(Consumer<Map<String, byte[]>> watcher) {
    interpreter().watchers().onClasses(watcher);
  }

  @Override
  public void onClassPath(Consumer<List<Path>> watcher) {
    interpreter().watchers().onClassPath(watcher);
  }

  @Override
  public void onCell(Runnable watcher) {
    interpreter().watchers().onCell(watcher);
  }

  @Override
  public void onInterrupt(Runnable watcher) {
    interpreter().watchers().onInterrupt(watcher);
  }

  @Override
  public Consumer<Runnable> outputOfCell() {
    return interpreter().outputOfCell();
  }
}
