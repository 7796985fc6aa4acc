package lungo.kernel.execution.cell;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A type that waits for other declarations: its members without what they do, so that all may name
 * it already; who makes an instance or calls a method is told what it waits for.
 */
final class Corral {

  private final String code;
  private final String refusal;
  private final SourcePositions positions;
  private final CompilationUnitTree unit;
  private final List<Edit> edits = new ArrayList<>();

  /** A range of the code and the text that takes its place. */
  private record Edit(int start, int end, String text) {}

  private Corral(String code, int id, SourcePositions positions, CompilationUnitTree unit) {
    this.code = code;
    this.refusal = "throw new jdk.jshell.spi.SPIResolutionException(" + id + ");";
    this.positions = positions;
    this.unit = unit;
  }

  /**
   * A type's code without what its members do, line for line.
   *
   * @param code a declaration that can be parsed
   * @param id the declaration's, which its methods throw
   */
  static String of(String code, int id) {
    var source =
        new SimpleJavaFileObject(URI.create("string:///Type.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
          }
        };
    var compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options = List.of("-proc:none");
    var task =
        (JavacTask)
            compiler.getTask(
                Writer.nullWriter(), null, diagnostic -> {}, options, null, List.of(source));
    try {
      for (CompilationUnitTree unit : task.parse()) {
        var corral = new Corral(code, id, Trees.instance(task).getSourcePositions(), unit);
        unit.getTypeDecls().forEach(type -> corral.type((ClassTree) type, true));
        return corral.edited();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
    return code;
  }

  private void type(ClassTree type, boolean isOutermost) {
    boolean hasConstructor = false;
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method && method.getBody() != null) {
        hasConstructor |= method.getReturnType() == null;
        replace(method.getBody(), "{ " + refusal + " }");
      } else if (member instanceof BlockTree block) {
        replace(block, block.isStatic() ? "static { }" : "{ }");
      } else if (member instanceof ClassTree nested) {
        type(nested, false);
      } else if (member instanceof VariableTree field && type.getKind() != Tree.Kind.INTERFACE) {
        field(type, field);
      }
    }
    if (isOutermost && !hasConstructor) {
      boolean isRecord = type.getKind() == Tree.Kind.RECORD;
      if (isRecord || type.getKind() == Tree.Kind.CLASS) {
        int end = (int) positions.getEndPosition(unit, type) - 1;
        String head = (isRecord ? "public " : "") + type.getSimpleName() + (isRecord ? "" : "()");
        edits.add(new Edit(end, end, " " + head + " { " + refusal + " } "));
      }
    }
  }

  private void field(ClassTree type, VariableTree field) {
    if (field.getInitializer() == null || isConstant(type, field)) {
      return;
    }
    int value = (int) positions.getStartPosition(unit, field.getInitializer());
    int end = (int) positions.getEndPosition(unit, field.getInitializer());
    int equals = code.lastIndexOf('=', value);
    edits.add(new Edit(equals, end, lines(equals, end)));
    if (field.getModifiers().getFlags().contains(Modifier.FINAL)) {
      int start = (int) positions.getStartPosition(unit, field.getModifiers());
      int at = code.indexOf("final", start);
      edits.add(new Edit(at, at + "final".length(), ""));
    }
  }

  /** Whether a field is one of an enum's constants, which the parser makes fields of. */
  private boolean isConstant(ClassTree type, VariableTree field) {
    return type.getKind() == Tree.Kind.ENUM
        && !code.substring(0, (int) positions.getStartPosition(unit, field.getInitializer()))
            .stripTrailing()
            .endsWith("=");
  }

  private void replace(Tree tree, String text) {
    int start = (int) positions.getStartPosition(unit, tree);
    int end = (int) positions.getEndPosition(unit, tree);
    edits.add(new Edit(start, end, text + lines(start, end)));
  }

  /** The ends of lines in a range. */
  private String lines(int start, int end) {
    return code.substring(start, end).replaceAll("[^\n]", "");
  }

  private String edited() {
    var text = new StringBuilder(code);
    edits.sort((a, b) -> Integer.compare(b.start(), a.start()));
    edits.forEach(edit -> text.replace(edit.start(), edit.end(), edit.text()));
    return text.toString();
  }
}
