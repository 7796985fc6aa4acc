package lungo.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * How executors ask the driver for the notebook's variables, and tell it how tasks go: a plugin of
 * Spark's.
 */
public final class NotebookPlugin implements SparkPlugin {

  private static final AtomicReference<@Nullable ClassLoader> CELLS = new AtomicReference<>();

  /** For Spark. */
  public NotebookPlugin() {}

  /** Says where the driver finds the cells' classes. */
  static void attach(ClassLoader cells) {
    CELLS.set(cells);
  }

  /** What an executor asks. */
  record Question(String holder, String name) implements Serializable {}

  /** A value that was written, or why it was not. */
  @SuppressWarnings("ArrayRecordComponent") // on its way through a socket
  record Answer(byte[] value, String error) implements Serializable {}

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public @Nullable Object receive(Object message) {
        if (message instanceof TaskNews.Message told) {
          TaskNews.heard(told);
          return null;
        }
        var question = (Question) message;
        try {
          return new Answer(written(question), "");
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
          return new Answer(
              new byte[0],
              "the notebook's variable "
                  + question.name()
                  + " cannot be sent to executors: "
                  + e
                  + "; what a lambda on executors uses has to be Serializable, or made there");
        }
      }
    };
  }

  private static byte[] written(Question question)
      throws IOException, ReflectiveOperationException {
    ClassLoader cells = CELLS.get();
    if (cells == null) {
      throw new IllegalStateException("no notebook runs in the driver");
    }
    Field field = Class.forName(question.holder(), false, cells).getDeclaredField(question.name());
    field.setAccessible(true);
    Object value = field.get(null);
    if (value instanceof SparkSession
        || value instanceof SparkContext
        || value instanceof JavaSparkContext
        || value instanceof Dataset) {
      throw new IllegalStateException(
          value.getClass().getSimpleName() + " starts jobs, which only the driver does");
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> settings) {
        SessionVariables.attach(context);
      }
    };
  }
}
