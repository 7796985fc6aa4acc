package lungo.kernel.execution;

import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.TypeDeclSnippet;

/** Says what a declaration waits for that no cell has declared yet. */
final class Unresolved {

  private Unresolved() {}

  /** Such as {@code area(Shape) cannot be called until class Shape is declared}. */
  static String sentence(JShell jshell, DeclarationSnippet declaration) {
    String missing =
        jshell.unresolvedDependencies(declaration).collect(Collectors.joining(" and "));
    String cannot;
    if (declaration instanceof MethodSnippet method) {
      cannot = method.name() + "(" + method.parameterTypes() + ") cannot be called";
    } else if (declaration instanceof TypeDeclSnippet type) {
      cannot = type.name() + " cannot be used";
    } else {
      cannot = declaration.name() + " cannot be used";
    }
    return missing.isEmpty()
        ? cannot + " until it compiles; run its cell again to see why it does not"
        : cannot + " until " + missing + " is declared";
  }
}
