package lungo.kernel.notebook.convert;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.kernel.classpath.ClassPathIndex;
import lungo.kernel.execution.cell.Snippet;
import lungo.kernel.notebook.NotebookException;

/** A notebook as a script that {@code jshell} runs: its cells as they are, without magics. */
final class JshScript {

  private final NotebookSource notebook;
  private final List<List<Statement>> cells;
  private final Analysis analysis;
  private final TreeSet<String> imports;
  private final List<Path> classPath;
  private final boolean usesLibraries;

  private JshScript(NotebookSource notebook) throws NotebookException {
    this.notebook = notebook;
    this.classPath = notebook.dependencies().classPath();
    this.cells = Statements.of(notebook, false);
    String name = JavaProgram.PACKAGE + "." + notebook.className();
    this.analysis = OneMethod.of(notebook, cells, name, classPath).analysis();
    this.imports = new TreeSet<>(analysis.imports());
    boolean uses = analysis.usesLibraries();
    try {
      JavaProgram.Written program = JavaProgram.write(notebook);
      imports.addAll(program.imports());
      uses |= program.usesLibraries();
    } catch (NotebookException e) {
      // what a class does not allow, a script may: the method's imports will do
    }
    this.usesLibraries = uses;
  }

  /**
   * Writes a notebook as a script.
   *
   * @param source the notebook's file name, for the head
   * @throws NotebookException if a cell means nothing outside of a notebook
   */
  static String write(NotebookSource notebook, String source) throws NotebookException {
    return new JshScript(notebook).text(source);
  }

  private String text(String source) {
    var lines = new ArrayList<String>();
    lines.add("// Converted from " + source + ". In the notebook's folder: jshell THIS-FILE");
    List<Path> needed = needed();
    if (!needed.isEmpty()) {
      lines.add("// The next line names jars of the machine that this was made on; name yours.");
      lines.add("/env --class-path " + join(needed));
    }
    lines.add("");
    if (usesLibraries) {
      imports.add("import lungo.display.Display;");
    }
    lines.addAll(imports);
    for (int i = 0; i < cells.size(); i++) {
      lines.add("");
      notebook.cells().get(i).prose().forEach(line -> lines.add(("// " + line).stripTrailing()));
      cell(notebook.cells().get(i), cells.get(i), lines);
    }
    lines.add("");
    notebook.epilogue().forEach(line -> lines.add(("// " + line).stripTrailing()));
    lines.add("/exit");
    return String.join("\n", lines) + "\n";
  }

  /** This installation's jars and the notebook's own, if they are used. */
  private List<Path> needed() {
    Stream<Path> own = usesLibraries ? ClassPathIndex.elementsOfProcess().stream() : Stream.of();
    return Stream.concat(own, classPath.stream().map(Path::toAbsolutePath)).toList();
  }

  private static String join(List<Path> paths) {
    return paths.stream()
        .map(Path::toString)
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private void cell(CellSource cell, List<Statement> statements, List<String> lines) {
    Map<String, Analysis.Variable> known = analysis.variables();
    String type =
        statements.stream()
            .filter(Statement.Expression.class::isInstance)
            .map(Statement.Expression.class::cast)
            .filter(Statement.Expression::isShown)
            .map(expression -> known.get(expression.name()))
            .map(value -> value == null ? "" : value.type())
            .findFirst()
            .orElse("");
    for (int i = 0; i < cell.parts().size(); i++) {
      if (cell.parts().get(i) instanceof CellSource.Part.Meaning meaning) {
        lines.addAll(meaning.lines());
      } else {
        var java = (CellSource.Part.Java) cell.parts().get(i);
        boolean isLast = i == cell.parts().size() - 1;
        lines.addAll(code(java, isLast ? type : "").lines().toList());
      }
    }
  }

  /** The cell's code; if its last expression has a type, that is shown. */
  private String code(CellSource.Part.Java java, String type) {
    List<Snippet> snippets = java.snippets();
    String code = java.code();
    if (!type.isEmpty() && !snippets.isEmpty()) {
      Snippet.Span last = snippets.get(snippets.size() - 1).span();
      String rest = code.substring(last.end()).replaceFirst("^\\s*;", "");
      String shown = CellWriter.show(java.text(last), type, usesLibraries);
      code = code.substring(0, last.start()) + shown + ";" + rest;
    } else if (!snippets.isEmpty()) {
      int end = snippets.get(snippets.size() - 1).span().end();
      boolean isOpen = end > 0 && ";}".indexOf(code.charAt(end - 1)) < 0;
      boolean hasEnd = code.substring(end).stripLeading().startsWith(";");
      code = code.substring(0, end) + (isOpen && !hasEnd ? ";" : "") + code.substring(end);
    }
    return code.lines().dropWhile(String::isBlank).collect(Collectors.joining("\n"));
  }
}
