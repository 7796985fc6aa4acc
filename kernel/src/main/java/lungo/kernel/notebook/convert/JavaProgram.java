package lungo.kernel.notebook.convert;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.notebook.NotebookException;

/**
 * A notebook as a class with a main method: variables are static fields, as cells share them, each
 * cell is a method, and the value of a cell's last expression is shown.
 */
final class JavaProgram {

  /** The package of all such classes. */
  static final String PACKAGE = "notebook";

  private static final Pattern QUALIFIED =
      Pattern.compile("\\b(?:[a-z_][\\w$]*\\.)+(?<name>[A-Z][\\w$]*)");

  private final NotebookSource notebook;
  private final String name;
  private List<List<Statement>> cells;
  private final List<Path> classPath;

  private JavaProgram(NotebookSource notebook, List<Path> classPath) throws NotebookException {
    this.notebook = notebook;
    this.name = notebook.className();
    this.classPath = classPath;
    this.cells = Statements.of(notebook, true);
  }

  /**
   * A class that compiles.
   *
   * @param name its full name
   * @param text its source
   * @param imports what it needs
   * @param usesLibraries whether it needs more than the JDK
   */
  record Written(String name, String text, List<String> imports, boolean usesLibraries) {}

  /**
   * Writes the class and compiles it.
   *
   * @throws NotebookException if a cell means nothing outside of a notebook, or javac refuses it
   */
  static Written write(NotebookSource notebook) throws NotebookException {
    return new JavaProgram(notebook, notebook.dependencies().classPath()).write();
  }

  private Written write() throws NotebookException {
    var values =
        new Values(OneMethod.of(notebook, cells, fullName(), classPath).analysis().variables());
    cells = Statements.renamed(cells, values.again());
    List<String> offered =
        Stream.concat(InterpreterOptions.defaults().imports().stream(), notebook.imports().stream())
            .distinct()
            .toList();
    Listing whole = listing(values, offered, false);
    Analysis first = analyse(whole);
    fail(first, whole);
    boolean usesLibraries = first.usesLibraries();
    Map<String, String> shorter = shorter(values, first);
    List<String> imports = imports(first, shorter.keySet().stream().toList(), usesLibraries);
    Listing listing = listing(values.with(shorter), imports, usesLibraries);
    Analysis second = analyse(listing);
    if (!second.problems().isEmpty() && !shorter.isEmpty()) {
      listing = listing(values, imports(first, List.of(), usesLibraries), usesLibraries);
      second = analyse(listing);
    }
    fail(second, listing);
    return new Written(fullName(), listing.text(), first.imports(), usesLibraries);
  }

  private String fullName() {
    return PACKAGE + "." + name;
  }

  private Analysis analyse(Listing listing) {
    return Analysis.of(fullName(), listing.text(), "main", classPath);
  }

  private void fail(Analysis analysis, Listing listing) throws NotebookException {
    if (!analysis.problems().isEmpty()) {
      throw new NotebookException(
          analysis.problems().stream()
              .limit(3)
              .map(p -> listing.cellOf(p.line()) + ": " + p.message())
              .collect(
                  Collectors.joining(
                      "\n  ", "the notebook cannot become a class that compiles:\n  ", "")));
    }
  }

  /** Full names in the types of fields that can be simple ones, as nothing else is called so. */
  private static Map<String, String> shorter(Values values, Analysis analysis) {
    var names = new LinkedHashMap<String, String>();
    Stream<String> inferred =
        values.variables().values().stream()
            .flatMap(v -> QUALIFIED.matcher(v.type()).results().map(r -> r.group()));
    Stream.concat(analysis.types().stream(), inferred)
        .forEach(full -> names.merge(simple(full), full, (a, b) -> a.equals(b) ? a : ""));
    var shorter = new LinkedHashMap<String, String>();
    names.forEach(
        (simple, full) -> {
          if (!full.isEmpty()) {
            shorter.put(full, simple);
          }
        });
    return shorter;
  }

  private static String simple(String full) {
    return full.substring(full.lastIndexOf('.') + 1);
  }

  private static List<String> imports(Analysis analysis, List<String> more, boolean usesLibraries) {
    Stream<String> types =
        Stream.concat(
            Stream.concat(analysis.types().stream(), more.stream()),
            usesLibraries ? Stream.of("lungo.display.Display") : Stream.of());
    return Stream.concat(
            types
                .filter(type -> !type.matches("java\\.lang\\.\\w+"))
                .distinct()
                .sorted()
                .map(type -> "import " + type + ";"),
            analysis.members().stream().map(member -> "import static " + member + ";"))
        .toList();
  }

  /** What is known of variables and expressions. */
  private record Values(Map<String, Analysis.Variable> variables) {

    String type(Statement.Variable variable) {
      Analysis.Variable known = variables.get(variable.name());
      return variable.type().equals("var")
          ? known == null || known.type().isEmpty() ? "Object" : known.type()
          : variable.type();
    }

    /**
     * Variables that were declared again with the same type, from their newer name to the first.
     */
    Map<String, String> again() {
      var again = new LinkedHashMap<String, String>();
      variables.forEach(
          (name, variable) -> {
            String first = Names.first(name);
            if (!first.equals(name)
                && variables.containsKey(first)
                && variables.get(first).type().equals(variable.type())) {
              again.put(name, first);
            }
          });
      return again;
    }

    Values with(Map<String, String> shorter) {
      var all = new LinkedHashMap<String, Analysis.Variable>();
      variables.forEach(
          (name, variable) ->
              all.put(
                  name,
                  new Analysis.Variable(
                      QUALIFIED
                          .matcher(variable.type())
                          .replaceAll(match -> shorter.getOrDefault(match.group(), match.group())),
                      variable.isStatement())));
      return new Values(all);
    }
  }

  /**
   * The class's text.
   *
   * @param lines line by line
   * @param starts where each cell's part begins
   */
  private record Listing(List<String> lines, List<Integer> starts, List<Integer> numbers) {
    String text() {
      return String.join("\n", lines) + "\n";
    }

    String cellOf(long line) {
      int cell = -1;
      while (cell + 1 < starts.size() && starts.get(cell + 1) < line) {
        cell++;
      }
      return cell < 0 ? "an import" : "code cell " + numbers.get(cell);
    }
  }

  private Listing listing(Values values, List<String> imports, boolean usesDisplay) {
    var lines = new ArrayList<String>();
    var starts = new ArrayList<Integer>();
    var fields = new LinkedHashMap<String, String>();
    lines.add("package " + PACKAGE + ";");
    lines.add("");
    lines.addAll(imports);
    lines.add("");
    lines.add("/** Converted from the notebook " + notebook.name() + ", a method a cell. */");
    lines.add("public final class " + name + " {");
    for (int i = 0; i < cells.size(); i++) {
      CellSource cell = notebook.cells().get(i);
      starts.add(lines.size());
      lines.add("");
      cell.prose().forEach(line -> lines.add(("  // " + line).stripTrailing()));
      new CellWriter(lines, fields, values::type, values.variables(), usesDisplay)
          .write("cell" + cell.number(), cells.get(i));
    }
    lines.add("");
    notebook.epilogue().forEach(line -> lines.add(("  // " + line).stripTrailing()));
    lines.add("  public static void main(String[] args) throws Throwable {");
    for (int i = 0; i < cells.size(); i++) {
      if (CellWriter.hasStatements(cells.get(i))) {
        lines.add("    cell" + notebook.cells().get(i).number() + "();");
      }
    }
    lines.add("  }");
    lines.add("}");
    return new Listing(
        List.copyOf(String.join("\n", lines).lines().toList()),
        starts(lines, starts),
        notebook.cells().stream().map(CellSource::number).toList());
  }

  /** Entries of the list may have several lines. */
  private static List<Integer> starts(List<String> entries, List<Integer> starts) {
    var lines = new ArrayList<Integer>();
    int line = 0;
    int next = 0;
    for (int i = 0; i <= entries.size(); i++) {
      while (next < starts.size() && starts.get(next) == i) {
        lines.add(line);
        next++;
      }
      if (i < entries.size()) {
        line += (int) Math.max(1, entries.get(i).lines().count());
      }
    }
    return lines;
  }
}
