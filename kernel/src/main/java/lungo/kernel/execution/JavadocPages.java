package lungo.kernel.execution;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the whole page of a class's documentation is: the JDK's at Oracle's, an artifact's at
 * javadoc.io, and this library's own in the folder {@code api} of a release, as a file.
 */
final class JavadocPages {

  private static final String JDK = "https://docs.oracle.com/en/java/javase/%d/docs/api/%s/%s";
  private static final String ARTIFACT = "https://javadoc.io/doc/%s/%s/%s/%s";

  /** The list that an installation has of the jars beside it, as of dependency:list. */
  private static final Path LIST = Path.of("artifacts.txt");

  private static final Path PAGES = Path.of("api");

  /** A jar in a local repository: …/repository/GROUP/ARTIFACT/VERSION/ARTIFACT-VERSION.jar. */
  private static final Pattern IN_REPOSITORY =
      Pattern.compile(".*/repository/(?<g>.+)/(?<a>[^/]+)/(?<v>[^/]+)/\\k<a>-\\k<v>[^/]*\\.jar");

  private static final Pattern OWN = Pattern.compile("lungo-(?<module>[a-z]+)-.*\\.jar");

  private JavadocPages() {}

  /** The page of a type; empty if nobody is known to have one, as of a notebook's own. */
  static Optional<String> of(Class<?> type) {
    Optional<String> path = path(type);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    String page = path.get();
    if (isOfJdk(type)) {
      String module = type.getModule().getName();
      return Optional.of(JDK.formatted(Runtime.version().feature(), module, page));
    }
    return jar(type).flatMap(jar -> inJar(jar, page));
  }

  /** A type's page, or the place of a member on it. */
  static Optional<String> of(JavadocPlace place) {
    String anchor =
        place.anchor().map(a -> "#" + a.replaceFirst("<init>", "%3Cinit%3E")).orElse("");
    return of(place.type()).map(page -> page + anchor);
  }

  static boolean isOfJdk(Class<?> type) {
    String module = type.getModule().getName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  /** A type's page within its documentation: {@code package/Outer.Inner.html}. */
  static Optional<String> path(Class<?> type) {
    String name = type.getCanonicalName();
    if (name == null || type.getPackageName().isEmpty()) {
      return Optional.empty();
    }
    String nested = name.substring(type.getPackageName().length() + 1);
    return Optional.of(type.getPackageName().replace('.', '/') + "/" + nested + ".html");
  }

  /** The jar that a type is from. */
  static Optional<Path> jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | RuntimeException e) {
      return Optional.empty(); // not of a file
    }
  }

  private static Optional<String> inJar(Path jar, String page) {
    Matcher repository = IN_REPOSITORY.matcher(jar.toString().replace('\\', '/'));
    if (repository.matches()) {
      String group = repository.group("g").replace('/', '.');
      return Optional.of(
          ARTIFACT.formatted(group, repository.group("a"), repository.group("v"), page));
    }
    Path folder = jar.getParent() == null ? null : jar.getParent().getParent();
    if (folder == null) {
      return Optional.empty();
    }
    Matcher own = OWN.matcher(String.valueOf(jar.getFileName()));
    return own.matches()
        ? Optional.of(folder.resolve(PAGES).resolve(own.group("module")).resolve(page))
            .filter(Files::exists)
            .map(path -> path.toUri().toString())
        : listed(folder.resolve(LIST), jar, page);
  }

  /**
   * The page of an artifact that an installation's list names: {@code GROUP:ARTIFACT:jar:VERSION}.
   */
  private static Optional<String> listed(Path list, Path jar, String page) {
    try (Stream<String> lines = Files.lines(list, StandardCharsets.UTF_8)) {
      return lines
          .map(line -> line.strip().split(":", -1))
          .filter(parts -> parts.length >= 4 && jar.endsWith(parts[1] + "-" + parts[3] + ".jar"))
          .findFirst()
          .map(parts -> ARTIFACT.formatted(parts[0], parts[1], parts[3], page));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
