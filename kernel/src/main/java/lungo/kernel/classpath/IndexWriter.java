package lungo.kernel.classpath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes the index of an installation; the build's last step but the options. */
public final class IndexWriter {

  private static final Pattern SPACES = Pattern.compile(" +");

  private IndexWriter() {}

  /**
   * Writes {@code class-path.txt}.
   *
   * @param args the folder with {@code lungo.jar}, {@code jars} and {@code native}
   * @throws IOException if a jar cannot be read or the file not be written
   */
  public static void main(String... args) throws IOException {
    write(Path.of(args[0]));
  }

  static void write(Path home) throws IOException {
    List<String> listed = listed(home.resolve(ClassPathIndex.LISTING));
    var names = new LinkedHashSet<>(listed);
    names.addAll(jarsIn(home, "jars"));
    names.addAll(jarsIn(home, "native"));
    var sections = new StringBuilder();
    for (String name : names) {
      sections.append(JarNotes.of(home, name, listed.contains(name)).sections());
    }
    Notes.write(home.resolve(ClassPathIndex.FILE), sections);
  }

  private static List<String> listed(Path listing) throws IOException {
    try (var jar = new JarFile(listing.toFile())) {
      String names = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return SPACES.splitAsStream(names.strip()).toList();
    }
  }

  private static List<String> jarsIn(Path home, String name) throws IOException {
    Path folder = home.resolve(name);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(file -> home.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }
}
