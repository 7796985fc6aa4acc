package lungo.kernel.execution.cell;

import com.sun.source.util.JavacTask;
import com.sun.tools.javac.api.BasicJavacTask;
import com.sun.tools.javac.api.JavacTaskPool;
import com.sun.tools.javac.code.ClassFinder;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.Completer;
import com.sun.tools.javac.code.Symbol.PackageSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Name;
import com.sun.tools.javac.util.Names;
import com.sun.tools.javac.util.Options;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;

/**
 * javac's {@code JavacTaskPool}, which JShell uses too: its compilers keep their symbols from task
 * to task.
 *
 * <p>The pool forgets what a task has compiled. The classes that the session keeps are entered into
 * its symbol table one by one, as javac does when it lists a package; so no cell pays for the
 * number of cells before it.
 */
final class JavacTasks implements TaskPool {

  /**
   * Options as {@code Options} keeps them. As texts, each would cost each task a search for DocLint
   * among the services, which JDK 17's javac asks whether the option is one of its own.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "-proc:none", "-proc:none",
          "-parameters", "-parameters",
          "should-stop.ifError", "FLOW",
          "useUnsharedTable", "true");

  private final ClassStore store;
  private final JavacTaskPool pool = new JavacTaskPool(2);

  /** How many of the store's files each compiler knows. */
  private final Map<Context, Integer> entered = new WeakHashMap<>();

  JavacTasks(ClassStore store) {
    this.store = store;
  }

  @Override
  public void run(
      JavaFileManager files,
      DiagnosticListener<? super JavaFileObject> listener,
      List<String> options,
      Iterable<? extends JavaFileObject> units,
      Work work) {
    pool.<Boolean>getTask(
        Writer.nullWriter(),
        files,
        listener,
        options,
        null,
        units,
        task -> {
          Options own = Options.instance(((BasicJavacTask) task).getContext());
          SETTINGS.forEach(own::put);
          enter(task);
          work.with(task);
          return true;
        });
  }

  /** Makes the session's classes known to the task's symbol table, those that it does not know. */
  private void enter(JavacTask task) {
    Context context = ((BasicJavacTask) task).getContext();
    int known = entered.getOrDefault(context, 0);
    List<ClassFile> more = store.after(known);
    if (more.isEmpty()) {
      return;
    }
    entered.put(context, known + more.size());
    Symtab table = Symtab.instance(context);
    Names names = Names.instance(context);
    Completer completer = ClassFinder.instance(context).getCompleter();
    PackageSymbol session =
        table.enterPackage(table.unnamedModule, names.fromString(ClassStore.PACKAGE));
    session.members_field = null; // what the tasks before have compiled
    session.completer = completer;
    for (ClassFile file : more) {
      Name flat = names.fromString(file.binaryName());
      if (table.getClass(table.unnamedModule, flat) != null) {
        table.removeClass(table.unnamedModule, flat); // the pool forgets outer classes only
      }
      String simple = file.binaryName().substring(ClassStore.PACKAGE.length() + 1);
      ClassSymbol type = table.enterClass(table.unnamedModule, names.fromString(simple), session);
      type.classfile = file;
      type.completer = completer;
    }
  }
}
