package lungo.display;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A part of Lungo that is not there from the start: {@code %use NAME} brings it into a running
 * notebook. Implementations are listed in {@code META-INF/services/lungo.display.Extension} of a
 * jar in the installation's folder {@code modules/NAME} and have a public constructor without
 * parameters.
 *
 * <pre>{@code
 * class ClockExtension implements Extension {
 *   public String name() { return "clock"; }
 *   public String usage() { return "%use clock"; }
 *   public String load(List<String> arguments, Notebook notebook) {
 *     notebook.onCell(() -> System.out.println(LocalTime.now()));
 *     return "import java.time.Clock; Clock clock = Clock.systemUTC();";
 *   }
 * }
 * }</pre>
 */
public interface Extension {

  /**
   * What it is called.
   *
   * @return the word behind {@code %use}, also the name of its folder
   */
  String name();

  /**
   * How it is called.
   *
   * @return the forms of its line, for help
   */
  String usage();

  /**
   * Comes into a notebook, on the thread of the cell that asks for it; what it shows stands there.
   * Called again when a cell asks for it again.
   *
   * @param arguments what stands behind the name
   * @param notebook the notebook, the same each time
   * @return Java that the notebook runs next: imports, and variables of the session
   * @throws IllegalArgumentException if the arguments are wrong; the message is shown with the
   *     usage
   * @throws Exception if it cannot do what it should; the message is shown to the user
   */
  String load(List<String> arguments, Notebook notebook) throws Exception;

  /** What an extension may know of the notebook that it came into, and be told of. */
  interface Notebook {

    /**
     * The loader of the cells' classes, and of the jars that the notebook has added.
     *
     * @return the loader, the same for the whole session
     */
    ClassLoader loader();

    /**
     * The jars that the process started with: the kernel, the library and what they need.
     *
     * @return absolute paths
     */
    List<Path> jars();

    /**
     * Tells of the classes of cells: at once of those that cells can name, then of all others
     * before they are first used. A type that is declared anew has another class.
     *
     * @param watcher gets class files by binary names
     */
    void onClasses(Consumer<Map<String, byte[]>> watcher);

    /**
     * Tells of what is added to the class path: at once of what was, then of all else.
     *
     * @param watcher gets jars and folders
     */
    void onClassPath(Consumer<List<Path>> watcher);

    /**
     * Tells that a cell begins.
     *
     * @param watcher called on the cell's thread
     */
    void onCell(Runnable watcher);

    /**
     * Tells that cells were interrupted.
     *
     * @param watcher called on a thread of its own
     */
    void onInterrupt(Runnable watcher);

    /**
     * Makes other threads able to work for the cell of the calling thread.
     *
     * @return runs work so that what it shows and prints stands in that cell's output
     */
    Consumer<Runnable> outputOfCell();
  }
}
