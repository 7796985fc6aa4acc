package lungo.kernel.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What an index says of a jar. As text, a line each: {@code jar SIZE listed|beside NAME}, then for
 * each package {@code package NAME}, and for each resource {@code resource NAME} with its lines
 * after {@code |}.
 *
 * @param name the jar, relative to the folder of the index
 * @param size in bytes
 * @param isListed whether the manifest of {@code lungo.jar} names it
 * @param packages the packages with classes, with dots
 * @param resources the texts under {@code META-INF/services} and {@code META-INF/lungo} by name
 */
record JarNotes(
    String name, long size, boolean isListed, Set<String> packages, Map<String, String> resources) {

  private static final String JAR = "jar ";
  private static final String PACKAGE = "package ";
  private static final String RESOURCE = "resource ";
  private static final String LINE = "|";
  private static final String LISTED = "listed";

  /** Whether an index has the resources of this name of all jars. */
  static boolean keeps(String resource) {
    return resource.startsWith("META-INF/services/") || resource.startsWith("META-INF/lungo/");
  }

  /** Looks into a jar. */
  static JarNotes of(Path folder, String name, boolean isListed) throws IOException {
    Path path = folder.resolve(name);
    var packages = new TreeSet<String>();
    JarDirectory.read(path).packages().forEach(p -> packages.add(p.replace('/', '.')));
    var resources = new TreeMap<String, String>();
    try (var jar = new JarFile(path.toFile())) {
      for (ZipEntry entry : jar.stream().toList()) {
        if (keeps(entry.getName()) && !entry.isDirectory()) {
          try (InputStream in = jar.getInputStream(entry)) {
            resources.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
        }
      }
    }
    return new JarNotes(name, Files.size(path), isListed, packages, resources);
  }

  /** The notes as lines of text. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(JAR + size + (isListed ? " listed " : " beside ") + name);
    packages.forEach(p -> lines.add(PACKAGE + p));
    resources.forEach(
        (resource, text) -> {
          lines.add(RESOURCE + resource);
          text.lines().forEach(line -> lines.add(LINE + line));
        });
    return lines;
  }

  /**
   * Reads the notes of several jars.
   *
   * @throws IllegalArgumentException if they are malformed, with the line
   */
  static List<JarNotes> read(List<String> lines) {
    var read = new ArrayList<JarNotes>();
    String resource = "";
    for (String line : lines) {
      if (line.startsWith(JAR)) {
        String[] words = line.split(" ", 4);
        if (words.length < 4) {
          throw new IllegalArgumentException("expected jar SIZE listed|beside NAME, got " + line);
        }
        read.add(
            new JarNotes(
                words[3],
                Long.parseLong(words[1]),
                words[2].equals(LISTED),
                new LinkedHashSet<>(),
                new LinkedHashMap<>()));
      } else if (line.startsWith(PACKAGE) && !read.isEmpty()) {
        read.get(read.size() - 1).packages.add(line.substring(PACKAGE.length()));
      } else if (line.startsWith(RESOURCE) && !read.isEmpty()) {
        resource = line.substring(RESOURCE.length());
        read.get(read.size() - 1).resources.put(resource, "");
      } else if (line.startsWith(LINE) && !resource.isEmpty()) {
        String text = line.substring(LINE.length()) + "\n";
        read.get(read.size() - 1).resources.merge(resource, text, String::concat);
      } else {
        throw new IllegalArgumentException("expected a jar, package or resource, got " + line);
      }
    }
    return read;
  }
}
