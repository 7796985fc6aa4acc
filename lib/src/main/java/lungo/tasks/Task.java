package lungo.tasks;

import java.io.Serializable;

/**
 * A piece of work that may travel to another process and be done there. It may be begun again where
 * a process was lost, so it leaves nothing behind that would count twice.
 *
 * <pre>{@code
 * Task<Integer> length = attempt -> Files.readString(Path.of("/data/a.txt")).length();
 * List<Integer> lengths = TaskRunner.here(2).run("count", List.of(length), news -> {});
 * }</pre>
 *
 * @param <R> what comes of it, which travels back
 */
@FunctionalInterface
public interface Task<R extends Serializable> extends Serializable {

  /**
   * Does the work.
   *
   * @param attempt how often it was begun, and whom to tell how it goes
   * @return what came of it
   * @throws Exception ends the task, and with it those that were asked for beside it
   */
  R run(Attempt attempt) throws Exception;

  /** What a task knows of its being run. */
  interface Attempt {

    /**
     * How often the task was begun before.
     *
     * @return 0 the first time; more where the process that had it was lost
     */
    int number();

    /**
     * Tells the one who asked for the task; may get lost with the process.
     *
     * @param news travels there
     */
    void tell(Serializable news);
  }
}
