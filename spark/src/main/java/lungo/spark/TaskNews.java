package lungo.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.api.plugin.PluginContext;

/**
 * What the tasks of a job tell the driver while they are at work, through {@link NotebookPlugin}:
 * handed on by a thread of the caller's group, so that what it shows is shown in the cell.
 */
final class TaskNews implements AutoCloseable {

  private static final Map<String, TaskNews> HEARD = new ConcurrentHashMap<>();
  private static final Object END = new Object();

  private final String id;
  private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
  private final Set<Integer> atWork = new HashSet<>();

  /** On its way to the driver. */
  record Message(String id, Serializable news) implements Serializable {}

  /** A task begins or ends on its executor. */
  private record Work(int task, boolean begins) implements Serializable {}

  private TaskNews(String id) {
    this.id = id;
  }

  /** Hands news on until it is closed. */
  static TaskNews of(String id, Consumer<Serializable> taker) {
    var news = new TaskNews(id);
    HEARD.put(id, news);
    var thread = new Thread(() -> news.handOn(taker), "news of tasks");
    thread.setDaemon(true);
    thread.start();
    return news;
  }

  private void handOn(Consumer<Serializable> taker) {
    boolean interrupted = false;
    while (true) {
      try {
        Object next = queue.take();
        if (next == END) {
          break;
        }
        taker.accept((Serializable) next);
      } catch (InterruptedException e) {
        interrupted = true; // the notebook's, to which the caller sees
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits a while for tasks that were told to stop to say that they have. */
  synchronized void awaitEnd(int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    boolean interrupted = false;
    long left = seconds * 1000L;
    while (!atWork.isEmpty() && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void hear(Serializable news) {
    if (!(news instanceof Work work)) {
      queue.add(news);
    } else if (work.begins()) {
      atWork.add(work.task());
    } else {
      atWork.remove(work.task());
      notifyAll();
    }
  }

  @Override
  public void close() {
    HEARD.remove(id);
    queue.add(END);
  }

  /** On the driver: a task tells. */
  static void heard(Message message) {
    TaskNews news = HEARD.get(message.id());
    if (news != null) {
      news.hear(message.news());
    }
  }

  /** On an executor: a task begins. */
  static void begins(String id, int task) {
    tell(id, new Work(task, true));
  }

  /** On an executor: a task has ended, however it did. */
  static void ends(String id, int task) {
    tell(id, new Work(task, false));
  }

  /** On an executor, which may be the driver itself. */
  static void tell(String id, Serializable news) {
    var message = new Message(id, news);
    PluginContext driver = SessionVariables.driver();
    if (HEARD.containsKey(id)) {
      heard(message);
    } else if (driver != null) {
      try {
        driver.send(message);
      } catch (IOException e) {
        // The driver learns it from what comes of the task.
      }
    }
  }
}
