package lungo.kernel.execution;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    String name = type.getCanonicalName();
    if (name == null || type.getPackageName().isEmpty()) {
      return Optional.empty();
    }
    String nested = name.substring(type.getPackageName().length() + 1);
    String page = type.getPackageName().replace('.', '/') + "/" + nested + ".html";
    String module = type.getModule().getName();
    if (module != null && (module.startsWith("java.") || module.startsWith("jdk."))) {
      return Optional.of(JDK.formatted(Runtime.version().feature(), module, page));
    }
    return jar(type).flatMap(jar -> inJar(jar, page));
  }

  /**
   * The place of a member on its type's page.
   *
   * @param name the method's or field's; {@code <init>} of constructors
   * @param parameters the simple names of the parameters' types
   */
  static Optional<String> of(Class<?> type, String name, List<String> parameters) {
    return of(type).map(page -> page + anchor(type, name, parameters).map(a -> "#" + a).orElse(""));
  }

  /** A field's place, or that of the first method of the name. */
  static Optional<String> of(Class<?> type, String name) {
    return of(type)
        .map(
            page ->
                page
                    + executables(type, name)
                        .findFirst()
                        .map(JavadocPages::anchor)
                        .or(() -> field(type, name))
                        .map(a -> "#" + a)
                        .orElse(""));
  }

  private static Optional<String> anchor(Class<?> type, String name, List<String> parameters) {
    return executables(type, name)
        .filter(e -> names(e, JavadocPages::simpleName).equals(parameters))
        .findFirst()
        .map(JavadocPages::anchor);
  }

  private static Optional<String> field(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredFields())
        .map(Field::getName)
        .filter(name::equals)
        .findFirst();
  }

  private static Stream<Executable> executables(Class<?> type, String name) {
    try {
      return name.equals("<init>")
          ? Stream.of(type.getDeclaredConstructors())
          : Stream.<Executable>of(type.getDeclaredMethods())
              .filter(method -> method.getName().equals(name) && !method.isSynthetic());
    } catch (LinkageError e) {
      return Stream.empty(); // a class that it mentions is not there
    }
  }

  /** As javadoc names it: {@code add(int,E)}, {@code of(E...)}, {@code %3Cinit%3E(int)}. */
  private static String anchor(Executable executable) {
    String name = executable instanceof Constructor ? "%3Cinit%3E" : executable.getName();
    return name + "(" + String.join(",", names(executable, JavadocPages::fullName)) + ")";
  }

  private static List<String> names(Executable executable, Function<Type, String> name) {
    List<String> names =
        Arrays.stream(executable.getGenericParameterTypes()).map(name).collect(Collectors.toList());
    int last = names.size() - 1;
    if (executable.isVarArgs()) {
      names.set(last, names.get(last).replaceFirst("\\[\\]$", "..."));
    }
    return names;
  }

  private static String simpleName(Type type) {
    return fullName(type).replaceFirst("^.*\\.(?=[\\w$]+(\\[\\])*$)", "");
  }

  private static String fullName(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return fullName(parameterized.getRawType());
    }
    if (type instanceof GenericArrayType array) {
      return fullName(array.getGenericComponentType()) + "[]";
    }
    return type instanceof Class<?> known && known.getCanonicalName() != null
        ? known.getCanonicalName()
        : type.getTypeName();
  }

  private static Optional<Path> jar(Class<?> type) {
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
