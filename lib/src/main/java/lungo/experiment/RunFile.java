package lungo.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in {@code run.json}.
 *
 * @param started when it began, ISO 8601 in UTC
 * @param ended when it ended; null while it runs
 * @param seconds how long it ran, over all attempts
 * @param error what ended it, one line
 * @param attempts how often it was begun, 1 or more
 * @param data each folder of data to the SHA-256 of its list of sums
 */
record RunFile(
    String format,
    String name,
    String id,
    StoredRun.Status status,
    String started,
    @Nullable String ended,
    double seconds,
    @Nullable String error,
    ProcessMark process,
    int attempts,
    long seed,
    Map<String, Object> config,
    Map<String, String> environment,
    Map<String, String> data) {

  static final String FILE = "run.json";
  static final String FORMAT = "lungo-run-1";

  static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  /** In one line. */
  static final Gson LINE =
      new GsonBuilder()
          .disableHtmlEscaping()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  RunFile withEnvironment(Map<String, String> more) {
    return with(status, ended, seconds, error, merged(environment, more), data);
  }

  RunFile withData(String folder, String sum) {
    return with(status, ended, seconds, error, environment, merged(data, Map.of(folder, sum)));
  }

  RunFile ended(StoredRun.Status how, String when, double after, @Nullable String why) {
    return with(how, when, after, why, environment, data);
  }

  private RunFile with(
      StoredRun.Status otherStatus,
      @Nullable String otherEnd,
      double otherSeconds,
      @Nullable String otherError,
      Map<String, String> otherEnvironment,
      Map<String, String> otherData) {
    return new RunFile(
        format,
        name,
        id,
        otherStatus,
        started,
        otherEnd,
        otherSeconds,
        otherError,
        process,
        attempts,
        seed,
        config,
        otherEnvironment,
        otherData);
  }

  /** The same run taken up by this process. */
  RunFile again(Map<String, String> otherEnvironment) {
    return new RunFile(
        format,
        name,
        id,
        StoredRun.Status.RUNNING,
        started,
        null,
        seconds,
        null,
        ProcessMark.current(),
        attempts + 1,
        seed,
        config,
        otherEnvironment,
        data);
  }

  private static Map<String, String> merged(Map<String, String> old, Map<String, String> more) {
    var all = new LinkedHashMap<>(old);
    all.putAll(more);
    return all;
  }

  /** Takes the place of the file that is there, at once. */
  void write(Path directory) throws IOException {
    Path fresh = directory.resolve(FILE + ".new");
    Files.writeString(fresh, GSON.toJson(this) + "\n");
    Files.move(
        fresh,
        directory.resolve(FILE),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads it.
   *
   * @throws ExperimentException if it is not there or is no run's
   */
  static RunFile read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      var read = GSON.fromJson(Files.readString(file), RunFile.class);
      if (read == null || !FORMAT.equals(read.format)) {
        throw new ExperimentException(file + " is not of the format '" + FORMAT + "'");
      }
      if (read.isIncomplete()) {
        throw new ExperimentException(file + " is incomplete");
      }
      return read;
    } catch (IOException e) {
      throw new ExperimentException(directory + " is no run: there is no readable " + FILE, e);
    } catch (JsonParseException e) {
      throw new ExperimentException(file + " is no JSON of a run: " + e.getMessage(), e);
    }
  }

  /** Gson leaves out what a file lacks. */
  @SuppressWarnings("ConstantValue")
  private boolean isIncomplete() {
    return Stream.of(name, id, status, started, process, config, environment, data)
        .anyMatch(Objects::isNull);
  }
}
