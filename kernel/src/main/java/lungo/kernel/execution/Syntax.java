package lungo.kernel.execution;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Tells what cannot be parsed from what only names something unknown, which JShell does not. */
final class Syntax {

  private Syntax() {}

  /** Whether a piece of a cell can be parsed as any of the things that a piece can be. */
  static boolean canBeParsed(String piece) {
    String expression = piece.strip().replaceFirst(";$", "");
    return Stream.of(
            "class A { void a() {\n" + piece + "\n} }",
            "class A { Object a =\n" + expression + "\n; }",
            "class A {\n" + piece + "\n}",
            piece)
        .anyMatch(Syntax::parses);
  }

  private static boolean parses(String unit) {
    var source =
        new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return unit;
          }
        };
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var options = List.of("-proc:none");
    var task =
        (JavacTask) compiler.getTask(null, null, diagnostics, options, null, List.of(source));
    try {
      task.parse();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
    return diagnostics.getDiagnostics().stream()
        .noneMatch(d -> d.getKind() == Diagnostic.Kind.ERROR);
  }
}
