package lungo.kernel.execution;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;

/** Finds the types that a session's signatures and comments name, and their pages. */
final class JavadocLinks {

  private static final Pattern GENERICS = Pattern.compile("<[^<>]*>");

  /** A method's signature without type arguments, {@code String String.substring(int from)}. */
  private static final Pattern METHOD =
      Pattern.compile("(?:.* )?(?<type>[\\w.$]+)\\.(?<name>\\w+)\\((?<parameters>[^)]*)\\).*");

  private static final Pattern CONSTRUCTOR =
      Pattern.compile("(?<type>[\\w.$]+)\\((?<parameters>[^)]*)\\).*");
  private static final Pattern FIELD = Pattern.compile("(?<type>[\\w.$]+)\\.(?<name>\\w+)(?::.*)?");
  private static final Pattern REFERENCE =
      Pattern.compile("(?<type>[\\w.$]*)(?:#(?<name>\\w+)(?:\\((?<parameters>[^)]*)\\))?)?");

  private final SourceCodeAnalysis analysis;
  private final ClassLoader loader;

  JavadocLinks(SourceCodeAnalysis analysis, ClassLoader loader) {
    this.analysis = analysis;
    this.loader = loader;
  }

  /** What a signature, as JShell writes it, is of. */
  Optional<JavadocPlace> place(String signature) {
    String plain = plain(signature);
    Optional<Class<?>> type = named(plain);
    if (type.isPresent()) {
      return type.map(JavadocPlace::of);
    }
    for (Pattern pattern : List.of(CONSTRUCTOR, METHOD, FIELD)) {
      Matcher matcher = pattern.matcher(plain);
      if (matcher.matches()) {
        return type(matcher.group("type")).map(owner -> place(owner, pattern, matcher));
      }
    }
    return Optional.empty();
  }

  private static JavadocPlace place(Class<?> owner, Pattern pattern, Matcher matcher) {
    if (pattern == FIELD) {
      return JavadocPlace.of(owner, matcher.group("name"));
    }
    String name = pattern == METHOD ? matcher.group("name") : "<init>";
    return JavadocPlace.of(owner, name, types(matcher.group("parameters"), true));
  }

  /** The page that a reference of a comment means, {@code Type#member(parameters)}. */
  Optional<String> page(String reference, Optional<Class<?>> owner) {
    Matcher matcher = REFERENCE.matcher(plain(reference));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group("type");
    Optional<Class<?>> type = name.isEmpty() ? owner : referred(name, owner);
    String member = matcher.group("name");
    if (member == null) {
      return type.flatMap(JavadocPages::of);
    }
    String parameters = matcher.group("parameters");
    return type.map(
            t ->
                parameters == null
                    ? JavadocPlace.of(t, member)
                    : JavadocPlace.of(t, member, types(parameters, false)))
        .flatMap(JavadocPages::of);
  }

  private static String plain(String signature) {
    String plain = signature;
    String before;
    do {
      before = plain;
      plain = GENERICS.matcher(before).replaceAll("");
    } while (!plain.equals(before));
    return plain.strip();
  }

  /** The simple names of parameters' types, {@code int from, String... more}. */
  private static List<String> types(String parameters, boolean haveNames) {
    return Arrays.stream(parameters.split(","))
        .map(String::strip)
        .filter(parameter -> !parameter.isEmpty())
        .map(parameter -> haveNames ? parameter.replaceFirst("\\s+\\w+$", "") : parameter)
        .map(type -> type.replaceFirst("^.*[ .](?=[\\w$]+(\\[\\]|\\.\\.\\.)*$)", ""))
        .toList();
  }

  /** A type that stands in a comment: in full, of the same package, nested, or of java.lang. */
  private Optional<Class<?>> referred(String name, Optional<Class<?>> owner) {
    return named(name)
        .or(() -> owner.flatMap(o -> named(o.getName() + "." + name)))
        .or(() -> owner.flatMap(o -> named(o.getPackageName() + "." + name)))
        .or(() -> named("java.lang." + name))
        .or(() -> type(name));
  }

  /** A type by its name in the session, as its imports have it, else by the only one there is. */
  private Optional<Class<?>> type(String name) {
    return named(name)
        .or(
            () ->
                analysis.documentation(name, name.length(), false).stream()
                    .map(found -> named(plain(Snippets.expunge(found.signature()))))
                    .flatMap(Optional::stream)
                    .findFirst())
        .or(
            () -> {
              List<String> known = analysis.listQualifiedNames(name, name.length()).getNames();
              return known.size() == 1 ? named(known.get(0)) : Optional.empty();
            });
  }

  /** A type by its full name, with dots before nested types as in a source. */
  private Optional<Class<?>> named(String name) {
    String binary = name;
    while (binary.matches("[\\w.$]+") && binary.contains(".")) {
      try {
        return Optional.of(Class.forName(binary, false, loader));
      } catch (ClassNotFoundException | LinkageError e) {
        binary = binary.replaceFirst("\\.(\\w+(?:\\$[\\w$]+)?)$", "\\$$1");
        if (!binary.contains(".")) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
