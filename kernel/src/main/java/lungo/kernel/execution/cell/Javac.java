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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lungo.kernel.classpath.FileSystemProviders;
import lungo.kernel.classpath.JdkPackages;

/**
 * The compiler, kept warm between cells by javac's own pool where the process was started with the
 * exports that it needs, else started anew each time by the public interface at two to three times
 * the cost.
 */
public final class Javac {

  private static final List<String> OPTIONS =
      List.of(
          "-g", // with names of local variables, so that exceptions can name what was null
          "-Xlint:none");

  /** Those that a {@link TaskPool} sets without javac's search for each of them. */
  private static final List<String> SET_BY_POOL =
      List.of("-proc:none", "-parameters", "--should-stop=ifError=FLOW");

  private final ClassStore store;
  private final CompletableFuture<SessionFiles>
      opening; // whose thread has all of this until it is done
  private List<String> userOptions = List.of();
  private Optional<TaskPool> pool = Optional.empty();

  /** Compilers that start quickly and know no module but {@code java.base}; none after a while. */
  private Optional<TaskPool> first = Optional.empty();

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

  /**
   * Starts a compiler, which makes itself ready on a thread of its own: what does not depend on the
   * cells takes half of the time of the first. Who compiles waits for that.
   *
   * @param store keeps the session's classes
   * @param userOptions javac's options besides those of all kernels; asked for on that thread
   */
  public Javac(ClassStore store, Supplier<List<String>> userOptions) {
    this.store = store;
    this.opening = CompletableFuture.supplyAsync(() -> open(userOptions), Javac::onThread);
  }

  private static void onThread(Runnable work) {
    var thread = new Thread(work, "lungo-compiler");
    thread.setDaemon(true);
    thread.start();
  }

  private SessionFiles open(Supplier<List<String>> asked) {
    FileSystemProviders.tell(); // before anything asks the JDK for one
    pool = TaskPool.open(store);
    StandardJavaFileManager standard = compiler().getStandardFileManager(null, null, null);
    SessionFiles opened = SessionFiles.open(standard, store, name -> pool.isEmpty());
    userOptions = asked.get();
    if (userOptions.isEmpty()) {
      first = TaskPool.open(store);
      first.ifPresent(tasks -> rehearse(tasks, opened));
    }
    return opened;
  }

  private static JavaCompiler compiler() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException(
          "expected a JDK, got a Java runtime without a compiler at "
              + System.getProperty("java.home"));
    }
    return compiler;
  }

  /** All of the options but those that a pool sets. */
  private List<String> options() {
    var all = new ArrayList<>(OPTIONS);
    all.addAll(userOptions);
    return all;
  }

  /**
   * The options besides those of all kernels; waits until they are known.
   *
   * @return options of javac
   */
  public List<String> userOptions() {
    files();
    return userOptions;
  }

  /** Makes the parts of a compiler by parsing a file without text. */
  private void rehearse(TaskPool tasks, SessionFiles opened) {
    try {
      List<Source> nothing = List.of(new Source("", ""));
      tasks.run(ofBase(opened), problem -> {}, options(), nothing, Javac::parse);
    } catch (IllegalStateException | AssertionError e) {
      return; // the first cell says what is wrong with javac
    }
  }

  private static BaseModuleFiles ofBase(SessionFiles files) {
    return new BaseModuleFiles(files, JdkPackages.ofProcess());
  }

  private static void parse(JavacTask task) {
    try {
      task.parse();
    } catch (IOException e) {
      throw new IllegalStateException("javac failed on its files in memory", e);
    }
  }

  /** The compiler's files; waits until all of it is ready. */
  SessionFiles files() {
    try {
      return opening.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  void addToClassPath(List<Path> paths, Set<String> replaced) throws IOException {
    files().addToClassPath(paths, replaced);
    pool = TaskPool.open(store);
    first = first.flatMap(used -> TaskPool.open(store));
  }

  /** Ends the time of the compiler that starts quickly and knows one module only. */
  void knowAllModules() {
    files();
    first = Optional.empty();
  }

  boolean knowsAllModules() {
    files();
    return first.isEmpty();
  }

  /** Compiles a unit of the session's package; generates no classes if {@code onlyTypes}. */
  Result compile(String name, String source, boolean onlyTypes, Inspector inspector)
      throws NotCovered {
    SessionFiles files = files();
    if (first.isPresent()) {
      Result result = compile(name, source, onlyTypes, inspector, first, ofBase(files));
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
    files().takeOutput();
    TaskPool.Work work = task -> run(task, errors, onlyTypes, inspector);
    try {
      if (pool.isPresent()) {
        pool.get().run(files, listener, options(), units, work);
      } else {
        var all = new ArrayList<>(SET_BY_POOL);
        all.addAll(options());
        Writer nowhere = Writer.nullWriter();
        work.with((JavacTask) compiler().getTask(nowhere, files, listener, all, null, units));
      }
    } catch (IllegalStateException | AssertionError e) {
      throw new NotCovered("javac failed: " + e); // one of its bugs; the pool drops such a compiler
    }
    Map<String, ClassFile> classes = files().takeOutput();
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
      for (CompilationUnitTree unit : units) {
        inspector.inspect(task, unit);
      }
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
