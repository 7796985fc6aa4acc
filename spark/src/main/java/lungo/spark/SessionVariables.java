package lungo.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a notebook's session as code on an executor sees them: with the values that they
 * have on the driver when a stage first asks, copied once an executor and stage. Called by the
 * classes of cells as {@link ExecutorClass} makes them.
 */
public final class SessionVariables {

  private static final int OLDER_STAGES = 8;

  private static final AtomicReference<@Nullable PluginContext> DRIVER = new AtomicReference<>();
  private static final Map<Key, Value> VALUES = new ConcurrentHashMap<>();

  private record Key(int stage, String holder, String name) {}

  /** A value, which may be null. */
  private record Value(@Nullable Object value) {}

  private SessionVariables() {}

  /** Says whom to ask, when the executor starts. */
  static void attach(PluginContext driver) {
    DRIVER.set(driver);
  }

  /** Whom to ask; null in the driver, and where no plugin of a notebook's is. */
  static @Nullable PluginContext driver() {
    return DRIVER.get();
  }

  /**
   * A variable's value.
   *
   * @param holder the class that has it on the driver
   * @param name its name
   * @return a copy of its value
   * @throws IllegalStateException if it cannot be sent, with the reason
   */
  public static @Nullable Object get(String holder, String name) {
    TaskContext task = TaskContext.get();
    int stage = task == null ? -1 : task.stageId();
    return VALUES.computeIfAbsent(new Key(stage, holder, name), SessionVariables::fetch).value();
  }

  /**
   * Says that executors cannot set a variable.
   *
   * @param name its name
   * @throws UnsupportedOperationException always
   */
  @SuppressWarnings("DoNotCallSuggester") // it stands where a variable was set
  public static void refuse(String name) {
    throw new UnsupportedOperationException(
        "code on an executor sets the notebook's variable "
            + name
            + ", which is the driver's; return the value, or add it to an accumulator");
  }

  private static Value fetch(Key key) {
    VALUES.keySet().removeIf(old -> old.stage() < key.stage() - OLDER_STAGES);
    PluginContext driver = DRIVER.get();
    if (driver == null) {
      throw new IllegalStateException(
          key.name() + " is a variable of a notebook, and this executor is none of a notebook's");
    }
    try {
      var answer =
          (NotebookPlugin.Answer) driver.ask(new NotebookPlugin.Question(key.holder(), key.name()));
      if (!answer.error().isEmpty()) {
        throw new IllegalStateException(answer.error());
      }
      try (var in = new CellObjects(new ByteArrayInputStream(answer.value()))) {
        return new Value(in.readObject());
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the variable " + key.name() + " cannot be fetched: " + e, e);
    }
  }

  /** Finds the classes of cells where tasks do. */
  private static final class CellObjects extends ObjectInputStream {

    CellObjects(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(
            description.getName(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }
}
