package lungo.kernel.notebook.convert;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lungo.kernel.execution.cell.Snippet;
import lungo.kernel.notebook.NotebookException;

/** Cells as statements for a class: what is declared again gets a name of its own. */
final class Statements {

  private final Names.Given names = new Names.Given();
  private final Set<String> members = new HashSet<>();
  private final boolean isClass;
  private int expressions;

  private Statements(boolean isClass) {
    this.isClass = isClass;
  }

  /**
   * The statements of a notebook's cells, a list a cell.
   *
   * @param isClass whether they are to be a class, in which no method or type is declared twice
   * @throws NotebookException if one is
   */
  static List<List<Statement>> of(NotebookSource notebook, boolean isClass)
      throws NotebookException {
    var all = new Statements(isClass);
    var cells = new ArrayList<List<Statement>>();
    for (CellSource cell : notebook.cells()) {
      cells.add(all.cell(cell));
    }
    return cells;
  }

  /** The same with other names for some variables. */
  static List<List<Statement>> renamed(List<List<Statement>> cells, Map<String, String> names) {
    return cells.stream()
        .map(cell -> cell.stream().map(statement -> statement.renamed(names)).toList())
        .toList();
  }

  private List<Statement> cell(CellSource cell) throws NotebookException {
    var statements = new ArrayList<Statement>();
    for (CellSource.Part part : cell.parts()) {
      boolean isLast = part == cell.parts().get(cell.parts().size() - 1);
      if (part instanceof CellSource.Part.Meaning meaning) {
        statements.add(new Statement.Lines(meaning.lines()));
      } else {
        add((CellSource.Part.Java) part, cell.number(), isLast, statements);
      }
    }
    return statements;
  }

  private void add(CellSource.Part.Java part, int number, boolean isLast, List<Statement> into)
      throws NotebookException {
    int end = 0;
    List<Snippet> snippets = part.snippets();
    for (int i = 0; i < snippets.size(); i++) {
      Snippet snippet = snippets.get(i);
      if (snippet.span().start() > end) {
        comments(part, end, snippet.span().start(), into);
      }
      end = Math.max(end, snippet.span().end());
      into.addAll(statement(part, snippet, number, isLast && i == snippets.size() - 1));
    }
    comments(part, end, part.code().length(), into);
  }

  private static void comments(CellSource.Part.Java part, int from, int to, List<Statement> into) {
    List<String> comments = part.comments(from, to);
    if (!comments.isEmpty()) {
      into.add(new Statement.Lines(comments));
    }
  }

  private List<Statement> statement(
      CellSource.Part.Java part, Snippet snippet, int number, boolean isLast)
      throws NotebookException {
    String text = Names.rename(part.text(snippet.span()), names.renamed());
    if (snippet instanceof Snippet.Import) {
      return List.of();
    } else if (snippet instanceof Snippet.Variable variable) {
      String value =
          variable.isInitialized()
              ? Names.rename(part.text(variable.initializer()), names.renamed())
              : "";
      String type = part.text(variable.type()) + "[]".repeat(variable.dimensions());
      return List.of(new Statement.Variable(names.declare(variable.name()), type, value));
    } else if (snippet instanceof Snippet.Method method) {
      declare(method.name() + "(" + method.parameters() + ")", number);
      return List.of(new Statement.Member(Names.rename(method.code(), names.renamed())));
    } else if (snippet instanceof Snippet.Type type) {
      declare(type.name(), number);
      return List.of(new Statement.Member(Names.rename(type.code(), names.renamed())));
    } else if (snippet instanceof Snippet.Expression expression) {
      boolean isShown = isLast && !expression.isAssignment();
      return List.of(new Statement.Expression("value$$" + ++expressions, text, isShown));
    }
    return List.of(new Statement.Plain(text));
  }

  private void declare(String member, int number) throws NotebookException {
    if (!members.add(member) && isClass) {
      throw new NotebookException(
          "code cell "
              + number
              + " declares "
              + member
              + " once more, which a notebook allows and a class does not; give it another name");
    }
  }
}
