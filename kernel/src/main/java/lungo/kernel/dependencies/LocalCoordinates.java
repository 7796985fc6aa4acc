package lungo.kernel.dependencies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Completes coordinates from the folders of a local repository, and tells those of its jars. */
final class LocalCoordinates {

  private static final Pattern JAR =
      Pattern.compile("(?<g>.+)/(?<a>[^/]+)/(?<v>[^/]+)/\\k<a>-\\k<v>\\.jar");

  private LocalCoordinates() {}

  /** The artifact whose jar a file is; empty for all else, and for jars with a classifier. */
  static Optional<Coordinates> of(Path repository, Path file) {
    Path root = repository.toAbsolutePath().normalize();
    Path jar = file.toAbsolutePath().normalize();
    if (!jar.startsWith(root)) {
      return Optional.empty();
    }
    Matcher found = JAR.matcher(root.relativize(jar).toString().replace('\\', '/'));
    return found.matches()
        ? Optional.of(
            new Coordinates(
                found.group("g").replace('/', '.'), found.group("a"), "jar", "", found.group("v")))
        : Optional.empty();
  }

  /** Groups while there is no colon yet, then artifacts, then versions, newest last. */
  static List<String> complete(Path repository, String prefix) {
    String[] parts = prefix.split(":", -1);
    return switch (parts.length) {
      case 1 -> groups(repository, parts[0]);
      case 2 -> {
        Path group = repository.resolve(parts[0].replace('.', '/'));
        yield folders(group).stream()
            .filter(name -> name.startsWith(parts[1]) && isArtifact(group.resolve(name)))
            .map(name -> parts[0] + ":" + name + ":")
            .toList();
      }
      case 3 -> {
        Path artifact = repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]);
        yield folders(artifact).stream()
            .filter(name -> name.startsWith(parts[2]))
            .map(name -> parts[0] + ":" + parts[1] + ":" + name)
            .toList();
      }
      default -> List.of();
    };
  }

  private static List<String> groups(Path repository, String prefix) {
    int dot = prefix.lastIndexOf('.');
    String above = prefix.substring(0, dot + 1);
    Path folder = repository.resolve(above.replace('.', '/'));
    return folders(folder).stream()
        .filter(name -> name.startsWith(prefix.substring(dot + 1)) && !name.startsWith("."))
        .map(name -> above + name + (holdsArtifacts(folder.resolve(name)) ? ":" : "."))
        .toList();
  }

  private static boolean holdsArtifacts(Path group) {
    return folders(group).stream().anyMatch(name -> isArtifact(group.resolve(name)));
  }

  private static boolean isArtifact(Path folder) {
    return folders(folder).stream()
        .anyMatch(
            version ->
                Files.exists(
                    folder
                        .resolve(version)
                        .resolve(folder.getFileName() + "-" + version + ".pom")));
  }

  private static List<String> folders(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(Files::isDirectory)
          .map(path -> String.valueOf(path.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
