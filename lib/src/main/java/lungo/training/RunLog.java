package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what was recorded to a text file while a run trains.
 *
 * <pre>{@code
 * learner.fit(10, RunLog.csv(Path.of("run.csv")), RunLog.jsonLines(Path.of("run.jsonl")));
 * }</pre>
 */
public final class RunLog {

  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  private RunLog() {}

  /**
   * A table with a line an epoch, those of earlier runs of the learner among them; written anew,
   * whole, after each epoch.
   *
   * @param file is replaced if it is there; its folder must exist
   * @return a callback
   */
  public static Callback csv(Path file) {
    return new Callback() {
      @Override
      public void epochEnd(EpochEnd event) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
          Files.writeString(fresh, table(event.history()));
          Files.move(
              fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          throw failed(file, e);
        }
      }
    };
  }

  private static String table(History history) {
    List<String> columns = history.columns();
    var text = new StringBuilder("epoch");
    columns.forEach(column -> text.append(',').append(column));
    for (History.Row row : history.rows()) {
      text.append('\n').append(row.epoch());
      for (String column : columns) {
        Double value = row.values().get(column);
        text.append(',').append(value == null ? "" : value);
      }
    }
    return text.append('\n').toString();
  }

  /**
   * An object a line: {@code begin}, {@code step} every tenth step, {@code epoch} and {@code end}.
   * Lines are added to a file that is there; a run that was cut off and goes on repeats the steps
   * after its checkpoint.
   *
   * @param file its folder must exist
   * @return a callback
   */
  public static Callback jsonLines(Path file) {
    return jsonLines(file, 10);
  }

  /**
   * {@link #jsonLines(Path)} with other steps.
   *
   * @param file its folder must exist
   * @param every after how many steps each time, 1 or more; a loss is waited for on a GPU
   * @return a callback
   */
  public static Callback jsonLines(Path file, int every) {
    if (every < 1) {
      throw new IllegalArgumentException("every must be 1 step or more, got " + every);
    }
    return new Lines(file, every);
  }

  /** The events as lines. */
  private record Lines(Path file, int every) implements Callback {

    @Override
    public void fitBegin(FitBegin event) {
      add("begin", Map.of("epochs", event.epochs(), "steps", event.run().steps()));
    }

    @Override
    public void stepEnd(StepEnd event) {
      if (event.step() % every == 0) {
        var values = new LinkedHashMap<String, Object>();
        values.put("epoch", event.epoch());
        values.put("step", event.step());
        values.put("loss", event.loss().getAsDouble());
        values.put("rate", event.rate());
        add("step", values);
      }
    }

    @Override
    public void epochEnd(EpochEnd event) {
      var values = new LinkedHashMap<String, Object>();
      values.put("epoch", event.row().epoch());
      values.putAll(event.row().values());
      add("epoch", values);
    }

    @Override
    public void fitEnd(FitEnd event) {
      add("end", Map.of("ending", event.ending().name()));
    }

    private void add(String kind, Map<String, ?> values) {
      var line = new LinkedHashMap<String, Object>();
      line.put("event", kind);
      line.put("time", System.currentTimeMillis() / 1e3);
      line.putAll(values);
      try {
        Files.write(
            file,
            (GSON.toJson(line) + "\n").getBytes(UTF_8),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw failed(file, e);
      }
    }
  }

  private static TrainingException failed(Path file, IOException e) {
    return new TrainingException("cannot write the log " + file + ": " + e.getMessage(), e);
  }
}
