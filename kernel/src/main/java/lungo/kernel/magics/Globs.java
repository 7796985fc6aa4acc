package lungo.kernel.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds files by IJava's simple patterns: {@code *} and {@code ?} within the names of a path. */
public final class Globs {

  private Globs() {}

  /**
   * The files and folders that a pattern names, sorted within each folder.
   *
   * @param folder where relative patterns start
   * @param pattern a path, with {@code *} for any characters and {@code ?} for one
   * @return existing paths; none if nothing matches
   * @throws IOException if a folder cannot be read
   */
  public static List<Path> find(Path folder, String pattern) throws IOException {
    String path = pattern.replace('\\', '/');
    int wildcard = path.replace('?', '*').indexOf('*');
    int base = wildcard < 0 ? path.length() : path.lastIndexOf('/', wildcard) + 1;
    String fixed = path.substring(0, base);
    List<Path> found = List.of(fixed.isEmpty() ? folder : folder.resolve(fixed).normalize());
    for (String name : path.substring(base).split("/+", -1)) {
      found = name.isEmpty() ? found : children(found, name);
    }
    return found.stream().filter(Files::exists).toList();
  }

  private static List<Path> children(List<Path> folders, String name) throws IOException {
    var matching = new ArrayList<Path>();
    Pattern pattern = Pattern.compile(regex(name));
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> children = Files.list(folder)) {
        children
            .filter(child -> pattern.matcher(String.valueOf(child.getFileName())).matches())
            .sorted()
            .forEach(matching::add);
      }
    }
    return matching;
  }

  /**
   * The regular expression of a pattern.
   *
   * @param pattern with {@code *} for any characters and {@code ?} for one
   * @return the expression, for a whole text
   */
  public static String regex(String pattern) {
    return pattern
        .codePoints()
        .mapToObj(
            c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
        .collect(Collectors.joining());
  }
}
