package lungo.kernel.notebook.convert;

import java.util.stream.Collectors;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.NullType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;

/**
 * A type as a field's declaration can have it: what cannot be written gives way to what is above.
 */
final class TypeText extends SimpleTypeVisitor14<String, Integer> {

  private static final int DEEPEST = 8;

  private final String own;

  private TypeText(String own) {
    super("");
    this.own = own;
  }

  /** The text, with full names but for the types that a class declares itself. */
  static String of(TypeMirror type, String own) {
    return new TypeText(own).visit(type, 0);
  }

  @Override
  protected String defaultAction(TypeMirror type, Integer depth) {
    return type.getKind().isPrimitive() ? type.toString() : "";
  }

  @Override
  public String visitNull(NullType type, Integer depth) {
    return "Object";
  }

  @Override
  public String visitArray(ArrayType type, Integer depth) {
    return visit(type.getComponentType(), depth) + "[]";
  }

  @Override
  public String visitIntersection(IntersectionType type, Integer depth) {
    return visit(type.getBounds().get(0), depth);
  }

  @Override
  public String visitTypeVariable(TypeVariable type, Integer depth) {
    return depth > DEEPEST ? "?" : visit(type.getUpperBound(), depth + 1);
  }

  @Override
  public String visitWildcard(WildcardType type, Integer depth) {
    if (depth > DEEPEST) {
      return "?";
    }
    if (type.getExtendsBound() != null) {
      return "? extends " + visit(type.getExtendsBound(), depth + 1);
    }
    return type.getSuperBound() == null ? "?" : "? super " + visit(type.getSuperBound(), depth + 1);
  }

  @Override
  public String visitDeclared(DeclaredType type, Integer depth) {
    var element = (TypeElement) type.asElement();
    if (element.getSimpleName().isEmpty()) { // an anonymous class
      return visit(
          element.getInterfaces().isEmpty()
              ? element.getSuperclass()
              : element.getInterfaces().get(0),
          depth);
    }
    String name = element.getQualifiedName().toString();
    String shown = name.startsWith(own + ".") ? name.substring(own.length() + 1) : name;
    if (type.getTypeArguments().isEmpty()) {
      return shown;
    }
    return type.getTypeArguments().stream()
        .map(argument -> depth > DEEPEST ? "?" : visit(argument, depth + 1))
        .collect(Collectors.joining(", ", shown + "<", ">"));
  }
}
