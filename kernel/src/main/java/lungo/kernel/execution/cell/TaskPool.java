package lungo.kernel.execution.cell;

import com.sun.source.util.JavacTask;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;

/** Compilers that keep their symbols from task to task. */
interface TaskPool {

  /** What is done with a task. */
  interface Work {
    void with(JavacTask task);
  }

  /** Runs work on a task. */
  void run(
      JavaFileManager files,
      DiagnosticListener<? super JavaFileObject> listener,
      List<String> options,
      Iterable<? extends JavaFileObject> units,
      Work work);

  /**
   * The pool, or nothing if this process does not export what it needs. It is found by its name: no
   * release of Java has javac's own packages, so that it is compiled after the rest, from {@code
   * src/main/javac}.
   */
  static Optional<TaskPool> open(ClassStore store) {
    try {
      Constructor<?> pool =
          Class.forName(TaskPool.class.getPackageName() + ".JavacTasks")
              .getDeclaredConstructor(ClassStore.class);
      return Optional.of((TaskPool) pool.newInstance(store));
    } catch (ReflectiveOperationException | IllegalAccessError e) {
      return Optional.empty();
    }
  }
}
