package lungo.kernel.execution;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.kernel.execution.Completion.Candidate;
import lungo.kernel.execution.cell.LazyPattern;

/** The members of types by reflection, for completion. */
final class Members {

  private static final LazyPattern TEXT = new LazyPattern("\"[^\"\\\\]*\"");
  private static final LazyPattern QUALIFIERS = new LazyPattern("\\b[a-z_]\\w*\\.|\\w+\\$");

  /** Those that every object has; asked for by the first completion or error, not by a start. */
  private static final class OfObject {
    static final Set<String> NAMES = names();

    private static Set<String> names() {
      var names = new HashSet<String>();
      for (Method method : Object.class.getMethods()) {
        names.add(method.getName());
      }
      return names;
    }
  }

  /** The names of the methods that every object has. */
  static Set<String> ofObject() {
    return OfObject.NAMES;
  }

  private final Session session;

  Members(Session session) {
    this.session = session;
  }

  /** The class of an expression, or the class that a name stands for. */
  Optional<Class<?>> typeOf(String expression) {
    if (TEXT.matcher(expression).matches()) {
      return Optional.of(String.class);
    }
    return ofVariable(expression)
        .or(() -> byName(expression))
        .or(
            () ->
                Optional.ofNullable(session.analysis().analyzeType(expression, expression.length()))
                    .flatMap(this::byName));
  }

  /** The class of a session's variable, which obscures types of its name. */
  private Optional<Class<?>> ofVariable(String name) {
    return session.names().stream()
        .filter(n -> !n.isMethod() && !n.isType() && n.name().equals(name))
        .findFirst()
        .flatMap(n -> byName(n.type()));
  }

  /** Whether every object has a member of that name. */
  boolean isOfObject(String name) {
    return ofObject().contains(name);
  }

  /** Whether a name is a method of {@code Object} that only a class itself can call. */
  static boolean isProtectedOfObject(String name, Class<?> type) {
    return (name.equals("clone") || name.equals("finalize")) && !type.isArray();
  }

  /** The accessible members of a class that have certain names; a method's overloads one by one. */
  List<Candidate> of(Class<?> type, Set<String> names) {
    var candidates = new ArrayList<Candidate>();
    try {
      for (Field field : type.getFields()) {
        if (names.contains(field.getName())) {
          candidates.add(new Candidate(field.getName(), "field", name(field.getGenericType())));
        }
      }
      Arrays.stream(type.getMethods())
          .filter(m -> !m.isBridge() && names.contains(m.getName()))
          .sorted((a, b) -> Integer.compare(a.getParameterCount(), b.getParameterCount()))
          .forEach(m -> candidates.add(new Candidate(m.getName(), "method", signature(m))));
      for (Class<?> nested : type.getClasses()) {
        if (names.contains(nested.getSimpleName())) {
          candidates.add(new Candidate(nested.getSimpleName(), "class", ""));
        }
      }
    } catch (LinkageError e) {
      return candidates; // a class whose dependencies are not on the class path
    }
    return candidates;
  }

  /** The signature of a method of a class; empty if there is none. */
  String signature(String holder, String name) {
    return load(holder).stream()
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(m -> m.getName().equals(name))
        .findFirst()
        .map(Members::signature)
        .orElse("");
  }

  private static String signature(Method method) {
    String parameters =
        Arrays.stream(method.getParameters())
            .map(
                p ->
                    p.isNamePresent()
                        ? name(p.getParameterizedType()) + " " + p.getName()
                        : name(p.getParameterizedType()))
            .collect(Collectors.joining(", ", "(", ")"));
    return parameters + " " + name(method.getGenericReturnType());
  }

  private static String name(Type type) {
    return simple(type.getTypeName());
  }

  /** A type's name without packages and enclosing classes. */
  static String simple(String typeName) {
    return QUALIFIERS.matcher(Snippets.expunge(typeName)).replaceAll("");
  }

  /** The class that a type's name stands for in the session. */
  Optional<Class<?>> byName(String typeName) {
    String erased = typeName.replaceAll("<.*>", "").strip();
    if (erased.endsWith("[]")) {
      return Optional.of(Object[].class);
    }
    if (!erased.matches("[\\p{L}_$][\\w$.]*")) {
      return Optional.empty();
    }
    return Stream.concat(ofCells(erased), ofImports(erased))
        .flatMap(name -> load(name).stream())
        .findFirst();
  }

  private Stream<String> ofCells(String name) {
    return session.names().stream()
        .filter(n -> n.isType() && n.name().equals(name))
        .map(n -> n.holder() + "$" + name);
  }

  private Stream<String> ofImports(String name) {
    String nested = name.replace('.', '$');
    return Stream.concat(
        Stream.of(name, "java.lang." + nested),
        session.imports().stream()
            .filter(line -> !line.startsWith("import static "))
            .map(line -> line.replaceFirst("^import\\s+", "").replace(";", "").strip())
            .filter(line -> line.endsWith(".*") || line.endsWith("." + name))
            .map(line -> line.endsWith(".*") ? line.replace("*", nested) : line));
  }

  private Optional<Class<?>> load(String name) {
    try {
      return Optional.of(Class.forName(name, false, session.loader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }
}
