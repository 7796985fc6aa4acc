package lungo.kernel.notebook;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the cell tagged {@code parameters}, and the cell that overrides them: tagged
 * {@code injected-parameters} and placed below, as papermill does.
 */
public final class Parameters {

  /** The tag of the cell that declares a notebook's parameters. */
  public static final String TAG = "parameters";

  /** The tag of the cell that overrides them. */
  public static final String INJECTED_TAG = "injected-parameters";

  private final Map<String, ParameterType> types;

  private Parameters(Map<String, ParameterType> types) {
    this.types = types;
  }

  /**
   * The parameters that a notebook declares.
   *
   * @param notebook the notebook
   * @return its parameters; none if no cell is tagged
   */
  public static Parameters of(Notebook notebook) {
    var types = new LinkedHashMap<String, ParameterType>();
    for (NotebookCell.Code cell : notebook.codeCells()) {
      if (cell.isTagged(TAG)) {
        declarations(cell.source()).forEach(v -> types.put(v.getName().toString(), type(v)));
      }
    }
    return new Parameters(types);
  }

  /**
   * The notebook with an injected cell that gives parameters other values. A cell that an earlier
   * run injected is replaced.
   *
   * @param notebook the notebook that declares these parameters
   * @param values names and values as a user types them: strings without quotes, numbers, {@code
   *     true}, or, for other types, a Java expression
   * @return the notebook; the same if there are no values
   * @throws NotebookException if there is no such parameter, or a value does not fit its type
   */
  public Notebook inject(Notebook notebook, Map<String, String> values) throws NotebookException {
    if (values.isEmpty()) {
      return notebook;
    }
    var code = new StringBuilder("// Parameters of this run");
    for (var value : values.entrySet()) {
      code.append('\n').append(declaration(value.getKey(), value.getValue()));
    }
    var cells = new ArrayList<NotebookCell>();
    for (NotebookCell cell : notebook.cells()) {
      if (!cell.isTagged(INJECTED_TAG)) {
        cells.add(cell);
      }
    }
    int position = 0;
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).isTagged(TAG)) {
        position = i + 1;
      }
    }
    cells.add(position, NotebookCell.Code.of(freeId(cells), code.toString(), INJECTED_TAG));
    return notebook.withCells(cells);
  }

  private String declaration(String name, String value) throws NotebookException {
    ParameterType type = types.get(name);
    if (type == null) {
      throw new NotebookException(unknown(name));
    }
    return type.declare(name, value);
  }

  private String unknown(String name) {
    if (types.isEmpty()) {
      return "no parameter '"
          + name
          + "': no cell of the notebook is tagged '"
          + TAG
          + "' and declares variables";
    }
    String known =
        types.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    return "no parameter '" + name + "'; the notebook has: " + known;
  }

  private static String freeId(List<NotebookCell> cells) {
    var taken = cells.stream().map(NotebookCell::id).collect(Collectors.toSet());
    String id = INJECTED_TAG;
    for (int i = 2; taken.contains(id); i++) {
      id = INJECTED_TAG + "-" + i;
    }
    return id;
  }

  /** The variables that a cell declares at its top level, by the compiler's own parser. */
  private static List<VariableTree> declarations(String source) {
    String code = source.replaceAll("(?m)^\\s*import\\s[^;]*;", "");
    var variables = new ArrayList<VariableTree>();
    for (CompilationUnitTree unit : parse("class P { void cell() {\n" + code + "\n} }")) {
      for (Tree type : unit.getTypeDecls()) {
        for (Tree member : ((ClassTree) type).getMembers()) {
          if (member instanceof MethodTree method && method.getBody() != null) {
            for (StatementTree statement : method.getBody().getStatements()) {
              if (statement instanceof VariableTree variable) {
                variables.add(variable);
              }
            }
          }
        }
      }
    }
    return variables;
  }

  private static Iterable<? extends CompilationUnitTree> parse(String code) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("this Java has no compiler; a JDK is needed, not a JRE");
    }
    var file =
        new SimpleJavaFileObject(URI.create("string:///P.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
          }
        };
    var task = (JavacTask) compiler.getTask(null, null, d -> {}, null, null, List.of(file));
    try {
      return task.parse();
    } catch (IOException e) {
      throw new IllegalStateException("a parser in memory cannot fail to read", e);
    }
  }

  private static ParameterType type(VariableTree variable) {
    Tree declared = variable.getType();
    ExpressionTree initializer = variable.getInitializer();
    if (declared == null || declared.toString().equals("var")) {
      return new ParameterType("var", literalType(initializer));
    }
    return new ParameterType(declared.toString(), declared.toString());
  }

  private static String literalType(@Nullable ExpressionTree initializer) {
    if (initializer instanceof LiteralTree literal && literal.getValue() != null) {
      return literal.getValue().getClass().getSimpleName();
    }
    return "var";
  }
}
