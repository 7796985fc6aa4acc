package lungo.kernel.notebook.convert;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What javac says of a class: errors, the types of the variables of one of its methods, and what it
 * uses by simple names.
 *
 * @param problems errors
 * @param variables the method's, by name
 * @param types full names of the types used
 * @param members full names of static members used
 */
record Analysis(
    List<Problem> problems,
    Map<String, Variable> variables,
    Set<String> types,
    Set<String> members) {

  /**
   * An error.
   *
   * @param line in the class's text, from 1
   * @param message javac's
   */
  record Problem(long line, String message) {}

  /**
   * A variable of the method.
   *
   * @param type as a declaration can have it, with full names; empty if it has none, as a call that
   *     returns nothing
   * @param isStatement whether its initial value could stand as a statement
   */
  record Variable(String type, boolean isStatement) {}

  private static final Set<Tree.Kind> STATEMENTS =
      Set.of(
          Tree.Kind.METHOD_INVOCATION,
          Tree.Kind.NEW_CLASS,
          Tree.Kind.ASSIGNMENT,
          Tree.Kind.PREFIX_INCREMENT,
          Tree.Kind.PREFIX_DECREMENT,
          Tree.Kind.POSTFIX_INCREMENT,
          Tree.Kind.POSTFIX_DECREMENT);

  /**
   * Asks javac.
   *
   * @param name the class's full name
   * @param source its text
   * @param method whose variables are wanted
   * @param classPath jars and folders beside this process's
   */
  static Analysis of(String name, String source, String method, List<Path> classPath) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var file = new Source(name, source);
    var compiler = ToolProvider.getSystemJavaCompiler();
    String path =
        Stream.concat(
                Stream.of(System.getProperty("java.class.path", "")),
                classPath.stream().map(Path::toString))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> options = List.of("-proc:none", "-Xlint:none", "-classpath", path);
    var task = (JavacTask) compiler.getTask(null, null, diagnostics, options, null, List.of(file));
    try {
      Iterable<? extends CompilationUnitTree> units = task.parse();
      task.analyze();
      var scan = new Scan(name, method, Trees.instance(task));
      units.forEach(unit -> scan.scan(unit, null));
      return new Analysis(problems(diagnostics), scan.variables, scan.types, scan.members);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  private static List<Problem> problems(DiagnosticCollector<JavaFileObject> diagnostics) {
    return diagnostics.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> new Problem(d.getLineNumber(), d.getMessage(Locale.ROOT)))
        .toList();
  }

  /** A class's text in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Walks through the class. */
  private static final class Scan extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final String own;
    private final String method;
    private final Trees trees;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Set<String> types = new TreeSet<>();
    private final Set<String> members = new TreeSet<>();

    Scan(String own, String method, Trees trees) {
      this.own = own;
      this.method = method;
      this.trees = trees;
    }

    @Override
    public @Nullable Void visitImport(ImportTree node, @Nullable Void nothing) {
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
      if (node.getName().contentEquals(method) && node.getBody() != null) {
        for (Tree statement : node.getBody().getStatements()) {
          if (statement instanceof VariableTree variable) {
            add(variable);
          }
        }
      }
      return super.visitMethod(node, null);
    }

    private void add(VariableTree variable) {
      var body =
          new TreePath(getCurrentPath(), ((MethodTree) getCurrentPath().getLeaf()).getBody());
      Element element = trees.getElement(new TreePath(body, variable));
      TypeMirror type = element == null ? null : element.asType();
      Tree value = variable.getInitializer();
      boolean isStatement =
          value != null
              && (STATEMENTS.contains(value.getKind())
                  || value.getKind().name().endsWith("_ASSIGNMENT"));
      String text = type == null || type.getKind() == TypeKind.ERROR ? "" : TypeText.of(type, own);
      variables.put(variable.getName().toString(), new Variable(text, isStatement));
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree node, @Nullable Void nothing) {
      Element element = trees.getElement(getCurrentPath());
      if (element instanceof TypeElement type && type.asType().getKind() != TypeKind.ERROR) {
        if (isForeign(type) && isPublic(type)) {
          types.add(type.getQualifiedName().toString());
        }
      } else if (element != null
          && element.getEnclosingElement() instanceof TypeElement owner
          && element.getModifiers().contains(Modifier.STATIC)
          && isPublic(element)
          && isPublic(owner)
          && isForeign(owner)) {
        members.add(owner.getQualifiedName() + "." + element.getSimpleName());
      }
      return super.visitIdentifier(node, null);
    }

    private boolean isForeign(TypeElement type) {
      String name = type.getQualifiedName().toString();
      return !name.isEmpty() && !name.equals(own) && !name.startsWith(own + ".");
    }

    private static boolean isPublic(Element element) {
      return element.getModifiers().contains(Modifier.PUBLIC);
    }
  }

  /** The imports for what is used, types before static members, {@code java.lang} left out. */
  List<String> imports() {
    var lines = new ArrayList<String>();
    types.stream()
        .filter(type -> !type.matches("java\\.lang\\.\\w+"))
        .forEach(type -> lines.add("import " + type + ";"));
    members.forEach(member -> lines.add("import static " + member + ";"));
    return lines;
  }

  /** Whether something beside the JDK is used. */
  boolean usesLibraries() {
    return Stream.concat(types.stream(), members.stream())
        .anyMatch(name -> !name.matches("(java|javax|jdk)\\..*"));
  }
}
