package lungo.kernel.execution.cell;

import com.sun.source.util.JavacTask;
import java.io.Writer;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;

/**
 * javac's {@code JavacTaskPool}, which JShell uses too: its compilers keep their symbols from task
 * to task. It is reached by reflection, so that this project compiles for a release of Java and
 * runs without the exports, {@code jdk.compiler/com.sun.tools.javac.{api,code,util}}, too.
 *
 * <p>The pool forgets what a task has compiled. The classes that the session keeps are entered into
 * its symbol table one by one, as javac does when it lists a package; so no cell pays for the
 * number of cells before it.
 */
final class TaskPool {

  private static final String JAVAC = "com.sun.tools.javac.";

  private final ClassStore store;
  private final Object pool;
  private final Method getTask;
  private final Class<?> worker;
  private final Symbols symbols;

  /** How many of the store's files each compiler knows. */
  private final Map<Object, Integer> entered = new WeakHashMap<>();

  /** What is done with a task. */
  interface Work {
    void with(JavacTask task);
  }

  private TaskPool(ClassStore store) throws ReflectiveOperationException {
    this.store = store;
    Class<?> type = Class.forName(JAVAC + "api.JavacTaskPool");
    this.pool = type.getConstructor(int.class).newInstance(2);
    this.worker = Class.forName(JAVAC + "api.JavacTaskPool$Worker");
    this.getTask =
        type.getMethod(
            "getTask",
            Writer.class,
            JavaFileManager.class,
            DiagnosticListener.class,
            Iterable.class,
            Iterable.class,
            Iterable.class,
            worker);
    this.symbols = new Symbols();
  }

  /** The pool, or nothing if this process does not export what it needs. */
  static Optional<TaskPool> open(ClassStore store) {
    try {
      return Optional.of(new TaskPool(store));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  /** Runs work on a task. */
  void run(
      JavaFileManager files,
      DiagnosticListener<? super JavaFileObject> listener,
      List<String> options,
      Iterable<? extends JavaFileObject> units,
      Work work) {
    Object proxy =
        Proxy.newProxyInstance(
            worker.getClassLoader(),
            new Class<?>[] {worker},
            (self, method, arguments) -> {
              JavacTask task = (JavacTask) arguments[0];
              symbols.enter(task, store, entered);
              work.with(task);
              return null;
            });
    try {
      getTask.invoke(pool, Writer.nullWriter(), files, listener, options, null, units, proxy);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("javac failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("javac's pool cannot be called", e);
    }
  }

  /** The parts of javac that know classes by their names. */
  private static final class Symbols {

    private final Method context;
    private final Method symtab;
    private final Method names;
    private final Method finder;
    private final Method name;
    private final Method completer;
    private final Method enterPackage;
    private final Method enterClass;
    private final Method getClass;
    private final Method removeClass;
    private final Field unnamedModule;
    private final Field classFile;
    private final Field members;
    private final Field symbolCompleter;

    Symbols() throws ReflectiveOperationException {
      Class<?> contextType = Class.forName(JAVAC + "util.Context");
      Class<?> nameType = Class.forName(JAVAC + "util.Name");
      Class<?> namesType = Class.forName(JAVAC + "util.Names");
      Class<?> symtabType = Class.forName(JAVAC + "code.Symtab");
      Class<?> finderType = Class.forName(JAVAC + "code.ClassFinder");
      Class<?> moduleType = Class.forName(JAVAC + "code.Symbol$ModuleSymbol");
      Class<?> classType = Class.forName(JAVAC + "code.Symbol$ClassSymbol");
      context = Class.forName(JAVAC + "api.BasicJavacTask").getMethod("getContext");
      symtab = symtabType.getMethod("instance", contextType);
      names = namesType.getMethod("instance", contextType);
      finder = finderType.getMethod("instance", contextType);
      name = namesType.getMethod("fromString", String.class);
      completer = finderType.getMethod("getCompleter");
      enterPackage = symtabType.getMethod("enterPackage", moduleType, nameType);
      enterClass =
          symtabType.getMethod(
              "enterClass", moduleType, nameType, Class.forName(JAVAC + "code.Symbol$TypeSymbol"));
      getClass = symtabType.getMethod("getClass", moduleType, nameType);
      removeClass = symtabType.getMethod("removeClass", moduleType, nameType);
      unnamedModule = symtabType.getField("unnamedModule");
      classFile = classType.getField("classfile");
      members = Class.forName(JAVAC + "code.Symbol$PackageSymbol").getField("members_field");
      symbolCompleter = Class.forName(JAVAC + "code.Symbol").getField("completer");
      context.getReturnType(); // the class must be there; access is checked by the first call
    }

    /**
     * Makes the session's classes known to the task's symbol table, those that it does not know.
     */
    void enter(JavacTask task, ClassStore store, Map<Object, Integer> entered) {
      try {
        Object within = context.invoke(task);
        int known = entered.getOrDefault(within, 0);
        List<ClassFile> more = store.after(known);
        if (more.isEmpty()) {
          return;
        }
        entered.put(within, known + more.size());
        Object table = symtab.invoke(null, within);
        Object nameTable = names.invoke(null, within);
        Object module = unnamedModule.get(table);
        Object session = enterPackage.invoke(table, module, name(nameTable, ClassStore.PACKAGE));
        Object complete = completer.invoke(finder.invoke(null, within));
        members.set(session, null); // what the tasks before have compiled
        symbolCompleter.set(session, complete);
        for (ClassFile file : more) {
          Object flat = name(nameTable, file.binaryName());
          if (getClass.invoke(table, module, flat) != null) {
            removeClass.invoke(table, module, flat); // the pool forgets outer classes only
          }
          String simple = file.binaryName().substring(ClassStore.PACKAGE.length() + 1);
          Object type = enterClass.invoke(table, module, name(nameTable, simple), session);
          classFile.set(type, file);
          symbolCompleter.set(type, complete);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("javac's symbols cannot be reached", e);
      }
    }

    private Object name(Object table, String text) throws ReflectiveOperationException {
      return name.invoke(table, text);
    }
  }
}
