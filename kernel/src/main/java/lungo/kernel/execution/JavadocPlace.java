package lungo.kernel.execution;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What documentation is of: a type, or a member of it.
 *
 * @param type the type, which declares the member
 * @param anchor the member as javadoc names it: {@code add(int,E)}, {@code of(E...)}, {@code
 *     <init>(int)}; empty for the type
 */
record JavadocPlace(Class<?> type, Optional<String> anchor) {

  static JavadocPlace of(Class<?> type) {
    return new JavadocPlace(type, Optional.empty());
  }

  /**
   * A constructor or method; its type if it has none like this.
   *
   * @param name the method's; {@code <init>} of constructors
   * @param parameters the simple names of the parameters' types
   */
  static JavadocPlace of(Class<?> type, String name, List<String> parameters) {
    return new JavadocPlace(
        type,
        executables(type, name)
            .filter(e -> names(e, JavadocPlace::simpleName).equals(parameters))
            .findFirst()
            .map(JavadocPlace::anchor));
  }

  /** A field, or the first method of the name. */
  static JavadocPlace of(Class<?> type, String name) {
    return new JavadocPlace(
        type,
        executables(type, name).findFirst().map(JavadocPlace::anchor).or(() -> field(type, name)));
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

  private static String anchor(Executable executable) {
    String name = executable instanceof Constructor ? "<init>" : executable.getName();
    return name + "(" + String.join(",", names(executable, JavadocPlace::fullName)) + ")";
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
}
