package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/** Writes types so that a variable can be declared with them. */
final class TypeNames {

  private static final int DEEPEST = 12;

  private TypeNames() {}

  /**
   * A type as source text with qualified names; empty if it cannot be written or reached, as those
   * of anonymous classes, which JShell turns into named ones.
   */
  static Optional<String> denotable(TypeMirror type) {
    if (type.getKind() == TypeKind.NULL) {
      return Optional.of("java.lang.Object");
    }
    return Optional.ofNullable(text(type, 0));
  }

  /** A type as JShell shows that of a value: what cannot be written by what stands for it. */
  static String shown(TypeMirror type) {
    if (type.getKind() == TypeKind.NULL) {
      return "java.lang.Object";
    }
    if (type instanceof TypeVariable variable && isCaptured(variable)) {
      return shown(variable.getUpperBound());
    }
    if (type instanceof IntersectionType intersection) {
      return intersection.getBounds().stream()
          .map(TypeNames::shown)
          .filter(bound -> !bound.equals("java.lang.Object"))
          .collect(Collectors.joining("&"));
    }
    String name = text(type, 0);
    if (name != null) {
      return name;
    }
    if (type instanceof DeclaredType declared
        && ((TypeElement) declared.asElement()).getNestingKind() == NestingKind.ANONYMOUS) {
      return anonymous((TypeElement) declared.asElement());
    }
    if (type instanceof DeclaredType declared && !declared.getTypeArguments().isEmpty()) {
      return ((TypeElement) declared.asElement()).getQualifiedName()
          + declared.getTypeArguments().stream()
              .map(TypeNames::shownArgument)
              .collect(Collectors.joining(",", "<", ">"));
    }
    return type.toString();
  }

  private static String anonymous(TypeElement type) {
    return type.getInterfaces().isEmpty()
        ? "<anonymous class extending " + shown(type.getSuperclass()) + ">"
        : "<anonymous class implementing " + shown(type.getInterfaces().get(0)) + ">";
  }

  private static String shownArgument(TypeMirror type) {
    if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
      return "? extends " + shown(wildcard.getExtendsBound());
    }
    return type instanceof WildcardType ? type.toString() : shown(type);
  }

  private static boolean isCaptured(TypeVariable type) {
    return type.toString().startsWith("capture#");
  }

  private static @Nullable String text(TypeMirror type, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    if (type.getKind().isPrimitive()) {
      return type.getKind().name().toLowerCase(java.util.Locale.ROOT);
    }
    if (type instanceof ArrayType array) {
      String element = text(array.getComponentType(), depth + 1);
      return element == null ? null : element + "[]";
    }
    return type instanceof DeclaredType declared && type.getKind() == TypeKind.DECLARED
        ? declared(declared, depth)
        : null;
  }

  private static @Nullable String declared(DeclaredType type, int depth) {
    TypeElement element = (TypeElement) type.asElement();
    if (!isReachable(element)) {
      return null;
    }
    String name = element.getQualifiedName().toString();
    if (type.getEnclosingType() instanceof DeclaredType outer
        && !outer.getTypeArguments().isEmpty()) {
      String prefix = declared(outer, depth + 1);
      if (prefix == null) {
        return null;
      }
      name = prefix + "." + element.getSimpleName();
    }
    if (type.getTypeArguments().isEmpty()) {
      return name;
    }
    List<String> arguments = new ArrayList<>();
    for (TypeMirror argument : type.getTypeArguments()) {
      String text = argument(argument, depth + 1);
      if (text == null) {
        return null;
      }
      arguments.add(text);
    }
    return name + "<" + String.join(",", arguments) + ">";
  }

  private static boolean isReachable(TypeElement type) {
    for (Element e = type; e instanceof TypeElement t; e = e.getEnclosingElement()) {
      boolean isOfSession = t.getQualifiedName().toString().startsWith(ClassStore.PACKAGE + ".");
      boolean isOpen = t.getModifiers().contains(Modifier.PUBLIC) || isOfSession;
      boolean isNamed =
          t.getNestingKind() == NestingKind.TOP_LEVEL || t.getNestingKind() == NestingKind.MEMBER;
      if (!isOpen || !isNamed || t.getModifiers().contains(Modifier.PRIVATE)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String argument(TypeMirror type, int depth) {
    if (type instanceof WildcardType wildcard) {
      return wildcard(wildcard.getExtendsBound(), wildcard.getSuperBound(), depth);
    }
    if (type instanceof TypeVariable captured && isCaptured(captured)) {
      boolean hasLower = captured.getLowerBound().getKind() != TypeKind.NULL;
      return wildcard(
          hasLower ? null : captured.getUpperBound(),
          hasLower ? captured.getLowerBound() : null,
          depth);
    }
    return text(type, depth);
  }

  private static @Nullable String wildcard(
      @Nullable TypeMirror upper, @Nullable TypeMirror lower, int depth) {
    if (lower != null) {
      String bound = text(lower, depth);
      return bound == null ? null : "? super " + bound;
    }
    if (upper == null) {
      return "?";
    }
    String bound = text(upper, depth);
    if (bound == null) {
      return null;
    }
    return bound.equals("java.lang.Object") ? "?" : "? extends " + bound;
  }
}
