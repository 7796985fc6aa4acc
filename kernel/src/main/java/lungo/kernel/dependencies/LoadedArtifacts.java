package lungo.kernel.dependencies;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The artifacts that a notebook's classes come from already: those of the process's class path and
 * those that were added since. A class loader cannot take a jar back, so each stays in the version
 * that came first.
 */
public final class LoadedArtifacts {

  /** The list that a distribution has beside its jars, in the format of dependency:list. */
  public static final String LIST = "artifacts.txt";

  private static final Pattern LISTED =
      Pattern.compile(
          "\\s*(?<g>[^:\\s]+):(?<a>[^:\\s]+):(?<p>[^:\\s]+)(:(?<c>[^:\\s]+))?:(?<v>[^:\\s]+):(?<s>[a-z]+)\\b.*");

  /** What a notebook that asks for it by name gets in its own version: DJL keeps the other. */
  private static final Set<String> REPLACEABLE = Set.of("com.google.code.gson:gson");

  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, String> preloaded;

  private LoadedArtifacts(Map<String, String> preloaded) {
    this.preloaded = Map.copyOf(preloaded);
    versions.putAll(preloaded);
  }

  /** The artifacts of a class path, as far as their jars or the list beside them say. */
  static LoadedArtifacts of(String classPath) {
    var found = new LinkedHashMap<String, String>();
    List<Path> jars =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(classPath)
            .filter(entry -> entry.endsWith(".jar"))
            .map(Path::of)
            .toList();
    jars.stream()
        .map(Path::toAbsolutePath)
        .map(Path::getParent)
        .distinct()
        .forEach(folder -> readList(folder.resolve(LIST), found));
    for (Path jar : jars) {
      readJar(jar, found);
    }
    return new LoadedArtifacts(found);
  }

  static String key(String groupId, String artifactId, String classifier) {
    return groupId + ":" + artifactId + (classifier.isEmpty() ? "" : ":" + classifier);
  }

  Optional<String> version(String key) {
    return Optional.ofNullable(versions.get(key));
  }

  boolean isPreloaded(String key) {
    return preloaded.containsKey(key);
  }

  /** Whether the version that the process has can give way to the notebook's. */
  boolean isReplaceable(String key) {
    return REPLACEABLE.contains(key)
        && isPreloaded(key)
        && Objects.equals(versions.get(key), preloaded.get(key));
  }

  void add(String key, String version) {
    if (isReplaceable(key)) {
      versions.put(key, version);
    } else {
      versions.putIfAbsent(key, version);
    }
  }

  /**
   * The artifacts that a distribution's list names.
   *
   * @param list the file, see {@link #LIST}
   * @return versions by {@code group:artifact} or {@code group:artifact:classifier}; empty if there
   *     is no such file
   */
  public static Map<String, String> listed(Path list) {
    var found = new LinkedHashMap<String, String>();
    readList(list, found);
    return found;
  }

  private static void readList(Path list, Map<String, String> found) {
    if (!Files.isRegularFile(list)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(list)) {
        Matcher entry = LISTED.matcher(line);
        if (entry.matches()) {
          String classifier = Optional.ofNullable(entry.group("c")).orElse("");
          found.put(key(entry.group("g"), entry.group("a"), classifier), entry.group("v"));
        }
      }
    } catch (IOException e) {
      // A list that cannot be read is as none: the jars may still tell.
    }
  }

  private static void readJar(Path path, Map<String, String> found) {
    if (!Files.isRegularFile(path) || isInRepository(path, found)) {
      return;
    }
    try (var jar = new ZipFile(path.toFile())) {
      List<? extends ZipEntry> poms =
          jar.stream()
              .filter(e -> e.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties"))
              .collect(Collectors.toList());
      if (poms.size() == 1) { // a jar with several has others' classes inside
        try (InputStream in = jar.getInputStream(poms.get(0))) {
          var properties = new Properties();
          properties.load(in);
          String key =
              key(
                  properties.getProperty("groupId", ""),
                  properties.getProperty("artifactId", ""),
                  "");
          found.putIfAbsent(key, properties.getProperty("version", ""));
        }
      }
    } catch (IOException e) {
      // Not a jar that the JVM could load classes from either.
    }
  }

  /** Whether the path is {@code …/group/artifact/version/artifact-version[-classifier].jar}. */
  private static boolean isInRepository(Path path, Map<String, String> found) {
    Path version = path.toAbsolutePath().getParent();
    Path artifact = version == null ? null : version.getParent();
    if (version == null || artifact == null || artifact.getNameCount() < 2) {
      return false;
    }
    String stem = artifact.getFileName() + "-" + version.getFileName();
    String file = String.valueOf(path.getFileName());
    if (!file.startsWith(stem)) {
      return false;
    }
    String rest = file.substring(stem.length(), file.length() - ".jar".length());
    String classifier = rest.startsWith("-") ? rest.substring(1) : "";
    Path group = artifact.getParent();
    if (group == null) {
      return false;
    }
    String groupId = "";
    for (Path p = group; p != null && p.getFileName() != null; p = p.getParent()) {
      String name = p.getFileName().toString();
      if (name.equals("repository") || name.equals("maven2")) {
        String key = key(groupId, String.valueOf(artifact.getFileName()), classifier);
        found.putIfAbsent(key, String.valueOf(version.getFileName()));
        return true;
      }
      groupId = groupId.isEmpty() ? name : name + "." + groupId;
    }
    return false;
  }
}
