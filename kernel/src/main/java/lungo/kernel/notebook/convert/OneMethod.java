package lungo.kernel.notebook.convert;

import java.nio.file.Path;
import java.util.List;
import lungo.kernel.execution.InterpreterOptions;

/**
 * All cells as one method, with variables as its own: in it javac finds the types of those declared
 * with {@code var}, and of expressions. It need not compile as a whole.
 *
 * @param analysis what javac says
 */
record OneMethod(Analysis analysis) {

  static OneMethod of(
      NotebookSource notebook, List<List<Statement>> cells, String fullName, List<Path> classPath) {
    int dot = fullName.lastIndexOf('.');
    var text = new StringBuilder("package " + fullName.substring(0, dot) + ";\n");
    InterpreterOptions.defaults().imports().forEach(line -> text.append(line).append('\n'));
    notebook.imports().forEach(line -> text.append(line).append('\n'));
    text.append("final class ").append(fullName.substring(dot + 1)).append(" {\n");
    var body = new StringBuilder("static void main() throws Throwable {\n");
    for (Statement statement : cells.stream().flatMap(List::stream).toList()) {
      if (statement instanceof Statement.Member member) {
        text.append("static ").append(member.text().strip()).append('\n');
      } else if (statement instanceof Statement.Variable variable) {
        String value = variable.value().isEmpty() ? "" : " = " + variable.value();
        body.append(variable.type() + " " + variable.name() + value + ";\n");
      } else if (statement instanceof Statement.Expression expression) {
        body.append("var " + expression.name() + " = " + expression.text() + ";\n");
      } else if (statement instanceof Statement.Plain plain) {
        body.append(plain.text()).append('\n');
      }
    }
    String source = text.append(body).append("}\n}\n").toString();
    return new OneMethod(Analysis.of(fullName, source, "main", classPath));
  }
}
