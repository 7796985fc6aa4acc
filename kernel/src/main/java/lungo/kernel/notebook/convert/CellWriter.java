package lungo.kernel.notebook.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes a cell as members of a class: its fields, methods and types, and a method that runs it.
 */
final class CellWriter {

  private final List<String> lines;
  private final Map<String, String> fields;
  private final Function<Statement.Variable, String> types;
  private final Map<String, Analysis.Variable> values;
  private final boolean usesDisplay;

  /**
   * A writer.
   *
   * @param lines where it writes
   * @param fields the types of the fields that are declared already
   * @param types the type of a variable
   * @param values what is known of variables and expressions
   * @param usesDisplay whether values are shown as Lungo shows them, or printed
   */
  CellWriter(
      List<String> lines,
      Map<String, String> fields,
      Function<Statement.Variable, String> types,
      Map<String, Analysis.Variable> values,
      boolean usesDisplay) {
    this.lines = lines;
    this.fields = fields;
    this.types = types;
    this.values = values;
    this.usesDisplay = usesDisplay;
  }

  void write(String method, List<Statement> cell) {
    for (Statement statement : cell) {
      if (statement instanceof Statement.Variable variable) {
        field(variable);
      } else if (statement instanceof Statement.Member member) {
        add("  ", "static " + member.text().strip());
        lines.add("");
      }
    }
    if (hasStatements(cell)) {
      lines.add("  private static void " + method + "() throws Throwable {");
      cell.forEach(this::statement);
      lines.add("  }");
    }
  }

  /** Whether running the cell does anything, or only declares. */
  static boolean hasStatements(List<Statement> cell) {
    return cell.stream()
        .anyMatch(
            statement ->
                !(statement instanceof Statement.Member)
                    && !(statement instanceof Statement.Variable v && v.value().isEmpty()));
  }

  private void field(Statement.Variable variable) {
    String type = types.apply(variable);
    if (fields.putIfAbsent(variable.name(), type) == null) {
      add("  ", "static " + type + " " + variable.name() + ";");
      lines.add("");
    }
  }

  private void statement(Statement statement) {
    if (statement instanceof Statement.Lines text) {
      text.lines().forEach(line -> add("    ", line));
    } else if (statement instanceof Statement.Variable variable && !variable.value().isEmpty()) {
      String type = types.apply(variable);
      add("    ", variable.name() + " = " + variable.assigned(type) + ";");
    } else if (statement instanceof Statement.Plain plain) {
      add("    ", plain.text());
    } else if (statement instanceof Statement.Expression expression) {
      expression(expression);
    }
  }

  private void expression(Statement.Expression expression) {
    var known = values.getOrDefault(expression.name(), new Analysis.Variable("", true));
    if (known.type().isEmpty()) {
      add("    ", expression.text() + ";");
    } else if (expression.isShown()) {
      add("    ", show(expression.text(), known.type(), usesDisplay) + ";");
    } else if (known.isStatement()) {
      add("    ", expression.text() + ";");
    } else {
      add("    ", "{ var unused = " + expression.text() + "; }");
    }
  }

  /** What shows a value: as Lungo does where it is there, else as text. */
  static String show(String expression, String type, boolean usesDisplay) {
    if (usesDisplay) {
      return "Display.show(" + expression + ")";
    }
    boolean isAmbiguous = type.equals("char[]") || expression.strip().equals("null");
    return "System.out.println("
        + (isAmbiguous ? "(Object) (" + expression + ")" : expression)
        + ")";
  }

  /** Lines with an indent; those of text blocks move together, so that they stay the same. */
  private void add(String indent, String text) {
    var indented = new ArrayList<String>();
    text.lines().forEach(line -> indented.add(line.isBlank() ? "" : indent + line));
    lines.add(String.join("\n", indented));
  }
}
