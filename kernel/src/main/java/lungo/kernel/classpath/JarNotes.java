package lungo.kernel.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What an index says of a jar: as {@link Notes}, a section {@code jar SIZE listed|beside NAME} of
 * its packages, and one for each {@code resource NAME}.
 *
 * @param name the jar, relative to the folder of the index
 * @param size in bytes
 * @param isListed whether the manifest of {@code lungo.jar} names it
 * @param packages the packages with classes, with dots, a line each
 * @param resources the texts under {@code META-INF/services} and {@code META-INF/lungo} by name
 */
record JarNotes(
    String name, long size, boolean isListed, String packages, Map<String, String> resources) {

  private static final String JAR = "jar ";
  private static final String RESOURCE = "resource ";
  private static final String LISTED = "listed";

  /** Whether an index has the resources of this name of all jars. */
  static boolean keeps(String resource) {
    return resource.startsWith("META-INF/services/") || resource.startsWith("META-INF/lungo/");
  }

  /** Looks into a jar. */
  static JarNotes of(Path folder, String name, boolean isListed) throws IOException {
    Path path = folder.resolve(name);
    var packages = new TreeSet<String>();
    JarDirectory.read(path).packages().forEach(p -> packages.add(p.replace('/', '.') + "\n"));
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
    return new JarNotes(name, Files.size(path), isListed, String.join("", packages), resources);
  }

  /** The notes as sections. */
  String sections() {
    String kind = isListed ? LISTED : "beside";
    var sections = new StringBuilder(Notes.section(JAR + size + " " + kind + " " + name, packages));
    resources.forEach(
        (resource, text) ->
            sections.append(Notes.section(RESOURCE + resource, text.replace("\r\n", "\n"))));
    return sections.toString();
  }

  /**
   * Reads the notes of several jars.
   *
   * @throws IllegalArgumentException if they are malformed
   */
  static List<JarNotes> read(Notes notes) {
    var read = new ArrayList<JarNotes>();
    while (notes.hasNext()) {
      Notes.Section jar = notes.next();
      String[] words = jar.head().split(" ", 4);
      if (words.length < 4 || !jar.head().startsWith(JAR)) {
        throw new IllegalArgumentException("expected jar SIZE listed|beside NAME " + jar.head());
      }
      var resources = new LinkedHashMap<String, String>();
      while (notes.isNext(RESOURCE)) {
        Notes.Section resource = notes.next();
        resources.put(resource.head().substring(RESOURCE.length()), resource.body());
      }
      boolean isListed = words[2].equals(LISTED);
      read.add(new JarNotes(words[3], Long.parseLong(words[1]), isListed, jar.body(), resources));
    }
    return read;
  }
}
