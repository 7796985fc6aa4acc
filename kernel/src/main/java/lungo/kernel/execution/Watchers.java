package lungo.kernel.execution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import lungo.kernel.execution.cell.ClassStore;

/**
 * Who is told of what happens in a notebook: extensions that came into it. Without any, all that is
 * kept is which paths were added to the class path.
 */
public final class Watchers {

  private final ClassStore store;
  private final List<Consumer<Map<String, byte[]>>> ofClasses = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<Path>>> ofClassPath = new CopyOnWriteArrayList<>();
  private final List<Runnable> ofCells = new CopyOnWriteArrayList<>();
  private final List<Runnable> ofInterrupts = new CopyOnWriteArrayList<>();
  private final List<Path> added = new ArrayList<>();

  Watchers(ClassStore store) {
    this.store = store;
  }

  /**
   * Tells of classes: of those that cells can name at once, of all others before their first use.
   *
   * @param watcher gets class files, as compiled, by binary names
   */
  public void onClasses(Consumer<Map<String, byte[]>> watcher) {
    ofClasses.add(watcher);
    watcher.accept(store.classes());
  }

  /**
   * Tells of what is added to the class path: of what was at once.
   *
   * @param watcher gets jars and folders
   */
  public synchronized void onClassPath(Consumer<List<Path>> watcher) {
    ofClassPath.add(watcher);
    watcher.accept(List.copyOf(added));
  }

  /**
   * Tells of cells that begin.
   *
   * @param watcher called on the cell's thread
   */
  public void onCell(Runnable watcher) {
    ofCells.add(watcher);
  }

  /**
   * Tells of interrupts.
   *
   * @param watcher called on a thread of its own
   */
  public void onInterrupt(Runnable watcher) {
    ofInterrupts.add(watcher);
  }

  void classes(Map<String, byte[]> classes) {
    for (Consumer<Map<String, byte[]>> watcher : ofClasses) {
      watcher.accept(classes);
    }
  }

  synchronized void classPath(List<Path> paths) {
    added.addAll(paths);
    ofClassPath.forEach(watcher -> watcher.accept(List.copyOf(paths)));
  }

  void cell() {
    for (Runnable watcher : ofCells) {
      watcher.run();
    }
  }

  void interrupt() {
    for (Runnable watcher : ofInterrupts) {
      var thread = new Thread(watcher, "interrupt");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
