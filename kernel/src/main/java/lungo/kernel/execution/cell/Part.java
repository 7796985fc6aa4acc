package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.List;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/** What one snippet, or one declaration that is compiled anew, contributes to a unit. */
final class Part {

  /** How an expression is written down. */
  enum Form {
    /** Its value is returned. */
    VALUE,
    /** It stands as a statement. */
    STATEMENT
  }

  /** Its place in the segment; dependents, which no snippet of the cell asks for, have -1. */
  final int index;

  /** The snippet; null for a dependent. */
  final @Nullable Snippet snippet;

  /** What is declared; null for statements, expressions and imports. */
  final @Nullable Declaration declaration;

  /** An import that is known, a declaration that says what the session has. */
  boolean isUnchanged;

  /** The variable of the same name and type that takes the new value. */
  @Nullable Declaration reused;

  /** How the expression is written. */
  Form form = Form.VALUE;

  /** The type of the value of an expression or {@code var}, once it is known. */
  @Nullable String type;

  /** How that type is shown, where it cannot be written. */
  @Nullable String shownType;

  /** Whether its body is left out because it cannot be compiled yet. */
  boolean isCorralled;

  /** Whether it is left out as a whole because it cannot be compiled yet. */
  boolean isLeftOut;

  /** What it waits for, as javac says it. */
  List<String> missing = List.of();

  /** Whether the errors are not only in its body. */
  boolean isSignatureWrong;

  /** Whether the expression was tried as a statement. */
  boolean isTried;

  /** What the last compilation has against it. */
  final List<Diagnostic<?>> errors = new ArrayList<>();

  Part(int index, @Nullable Snippet snippet, @Nullable Declaration declaration) {
    this.index = index;
    this.snippet = snippet;
    this.declaration = declaration;
  }

  /** Whether both come from one declaration of several variables. */
  boolean isOfSameText(Part other) {
    return snippet != null
        && other.snippet != null
        && snippet.span().start() == other.snippet.span().start();
  }

  boolean isDependent() {
    return snippet == null;
  }

  /** Whether it takes part in the unit. */
  boolean isWritten() {
    return !isUnchanged && !isLeftOut;
  }

  boolean isDeclared(Declaration.Kind kind) {
    return declaration != null && declaration.kind == kind;
  }

  boolean isVar() {
    return snippet instanceof Snippet.Variable v
        && v.type().end() - v.type().start() == 3
        && v.type().mentions().contains("var");
  }
}
