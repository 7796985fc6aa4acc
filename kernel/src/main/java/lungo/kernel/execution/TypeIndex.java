package lungo.kernel.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import lungo.kernel.classpath.ClassPathIndex;
import lungo.kernel.classpath.JarDirectory;
import lungo.kernel.classpath.JdkPackages;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** The types that a cell could import, by their simple names: the JDK's and the class path's. */
final class TypeIndex {

  /** What people mean most often comes first. */
  private static final List<String> FAVOURITES = List.of("java.", "lungo.", "ai.djl.", "javax.");

  private static final String CLASS = ".class";

  /** The kernel's own libraries, under the names that its jar has them by. */
  private static final String SHADED = "lungo/kernel/shaded/";

  private final TreeMap<String, List<String>> bySimpleName = new TreeMap<>();
  private final ClassLoader loader;

  /** Reads what the process's class path and the JDK hold. */
  TypeIndex(ClassLoader loader) {
    this.loader = loader;
    addJdk();
    ClassPathIndex.elementsOfProcess().forEach(this::add);
  }

  private void addJdk() {
    boolean isNoted =
        JdkPackages.ofProcess()
            .forEach(
                (name, classes) -> {
                  String folder = name.replace('.', '/') + "/";
                  classes.forEach(simple -> addEntry(folder + simple + CLASS));
                });
    if (!isNoted) {
      listJdk();
    }
  }

  private void listJdk() {
    FileSystem jrt = FileSystems.getFileSystem(URI.create("jrt:/"));
    ModuleLayer.boot()
        .modules()
        .forEach(
            module ->
                module.getDescriptor().exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(Exports::source)
                    .forEach(name -> addPackage(jrt, module.getName(), name)));
  }

  private void addPackage(FileSystem jrt, String module, String name) {
    Path folder = jrt.getPath("/modules", module, name.replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> addEntry(name.replace('.', '/') + "/" + file.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the JDK's package " + name, e);
    }
  }

  /** Adds what a jar or folder holds; nothing for what cannot be read. */
  void add(Path path) {
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.walk(path)) {
          files.forEach(f -> addEntry(path.relativize(f).toString().replace('\\', '/')));
        }
      } else if (Files.isRegularFile(path)) {
        JarDirectory.read(path).names().forEach(this::addEntry);
      }
    } catch (IOException e) {
      return; // the compiler ignores such a path as well
    }
  }

  private void addEntry(String entry) {
    int slash = entry.lastIndexOf('/');
    boolean isImportable =
        entry.endsWith(CLASS)
            && slash > 0
            && entry.indexOf('$') < 0
            && !entry.startsWith("META-INF/")
            && !entry.startsWith(SHADED)
            && Character.isUpperCase(entry.charAt(slash + 1));
    if (isImportable) {
      String name = entry.substring(0, entry.length() - CLASS.length()).replace('/', '.');
      List<String> known =
          bySimpleName.computeIfAbsent(name.substring(slash + 1), key -> new ArrayList<>(1));
      if (!known.contains(name)) {
        known.add(name);
      }
    }
  }

  /**
   * The public types whose simple names begin with some letters.
   *
   * @param most how many at most
   * @return full names, the likeliest first
   */
  List<String> beginningWith(String letters, int most) {
    return likeliest(
        bySimpleName.subMap(letters, letters + Character.MAX_VALUE).values().stream()
            .flatMap(List::stream),
        most);
  }

  /**
   * The public types of a simple name.
   *
   * @param most how many at most
   * @return full names, the likeliest first
   */
  List<String> named(String name, int most) {
    return likeliest(bySimpleName.getOrDefault(name, List.of()).stream(), most);
  }

  private List<String> likeliest(Stream<String> names, int most) {
    return names
        .sorted(
            Comparator.comparing(TypeIndex::rank)
                .thenComparing(String::length)
                .thenComparing(Comparator.naturalOrder()))
        .filter(this::isPublic)
        .limit(most)
        .toList();
  }

  private static int rank(String name) {
    for (int i = 0; i < FAVOURITES.size(); i++) {
      if (name.startsWith(FAVOURITES.get(i))) {
        return i;
      }
    }
    return FAVOURITES.size();
  }

  private boolean isPublic(String name) {
    try (InputStream file = loader.getResourceAsStream(name.replace('.', '/') + CLASS)) {
      return file != null && (new ClassReader(file).getAccess() & Opcodes.ACC_PUBLIC) != 0;
    } catch (IOException | IllegalArgumentException e) {
      return false; // a file that is damaged, or of a later release than the reader knows
    }
  }
}
