package lungo.kernel.execution.cell;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lungo.kernel.classpath.JdkPackages;

/**
 * The compiler, kept warm between cells by javac's own pool where the process was started with the
 * exports that it needs, else started anew each time by the public interface at two to three times
 * the cost.
 */
final class Javac {

  private static final List<String> OPTIONS =
      List.of(
          "-g", // with names of local variables, so that exceptions can name what was null
          "-proc:none",
          "-parameters",
          "-nowarn",
          "-Xlint:none",
          "--should-stop=ifError=FLOW",
          "-XDuseUnsharedTable=false");

  private final ClassStore store;
  private final JavaCompiler compiler;
  private final List<String> options;
  private final SessionFiles files;
  private Optional<TaskPool> pool;

  /** Compilers that start quickly and know no module but {@code java.base}; none after a while. */
  private Optional<TaskPool> first;

  /** Looks into the trees of a unit; called once they are attributed, with or without errors. */
  interface Inspector {
    void inspect(JavacTask task, CompilationUnitTree unit);
  }

  /**
   * What javac made of a unit.
   *
   * @param errors its errors in javac's order
   * @param classes the class files by binary name; none if there are errors or none were asked for
   */
  record Result(
      List<Diagnostic<? extends JavaFileObject>> errors, Map<String, ClassFile> classes) {}

  Javac(ClassStore store, List<String> userOptions) {
    this.store = store;
    this.compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException(
          "expected a JDK, got a Java runtime without a compiler at "
              + System.getProperty("java.home"));
    }
    var all = new ArrayList<String>(OPTIONS);
    all.addAll(userOptions);
    this.options = List.copyOf(all);
    this.pool = TaskPool.open(store);
    StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
    this.files = SessionFiles.open(standard, store, name -> pool.isEmpty());
    this.first = userOptions.isEmpty() ? TaskPool.open(store) : Optional.empty();
  }

  SessionFiles files() {
    return files;
  }

  void addToClassPath(List<Path> paths, Set<String> replaced) throws IOException {
    files.addToClassPath(paths, replaced);
    pool = TaskPool.open(store);
    first = first.flatMap(used -> TaskPool.open(store));
  }

  /** Ends the time of the compiler that starts quickly and knows one module only. */
  void knowAllModules() {
    first = Optional.empty();
  }

  boolean knowsAllModules() {
    return first.isEmpty();
  }

  /** Compiles a unit of the session's package; generates no classes if {@code onlyTypes}. */
  Result compile(String name, String source, boolean onlyTypes, Inspector inspector)
      throws NotCovered {
    if (first.isPresent()) {
      Result result =
          compile(
              name,
              source,
              onlyTypes,
              inspector,
              first,
              new BaseModuleFiles(files, JdkPackages.ofProcess()));
      if (result.errors().isEmpty()) {
        return result;
      }
      knowAllModules(); // what was not found may be in another
    }
    return compile(name, source, onlyTypes, inspector, pool, files);
  }

  private Result compile(
      String name,
      String source,
      boolean onlyTypes,
      Inspector inspector,
      Optional<TaskPool> pool,
      JavaFileManager files)
      throws NotCovered {
    var errors = new ArrayList<Diagnostic<? extends JavaFileObject>>();
    DiagnosticListener<JavaFileObject> listener =
        diagnostic -> {
          if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
            errors.add(diagnostic);
          }
        };
    List<Source> units = List.of(new Source(name, source));
    this.files.takeOutput();
    TaskPool.Work work = task -> run(task, errors, onlyTypes, inspector);
    try {
      if (pool.isPresent()) {
        pool.get().run(files, listener, options, units, work);
      } else {
        Writer nowhere = Writer.nullWriter();
        work.with((JavacTask) compiler.getTask(nowhere, files, listener, options, null, units));
      }
    } catch (IllegalStateException | AssertionError e) {
      throw new NotCovered("javac failed: " + e); // one of its bugs; the pool drops such a compiler
    }
    Map<String, ClassFile> classes = this.files.takeOutput();
    return new Result(errors, errors.isEmpty() ? classes : Map.of());
  }

  private static void run(
      JavacTask task,
      List<Diagnostic<? extends JavaFileObject>> errors,
      boolean onlyTypes,
      Inspector inspector) {
    try {
      Iterable<? extends CompilationUnitTree> units = task.parse();
      if (!errors.isEmpty()) {
        return;
      }
      task.analyze();
      units.forEach(unit -> inspector.inspect(task, unit));
      if (errors.isEmpty() && !onlyTypes) {
        task.generate();
      }
    } catch (IOException e) {
      throw new IllegalStateException("javac failed on its files in memory", e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String name, String text) {
      super(URI.create("cell:///" + ClassStore.PACKAGE + "/" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE; // one unit holds several public classes
    }
  }
}
