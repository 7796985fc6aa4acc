package lungo.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A trial in a Java process of its own, seen from the process that sweeps. What the two say to each
 * other are lines of JSON: the task first, then the trial asks for classes that only this process
 * has, such as those of a notebook's cells, and tells of its run.
 */
final class TrialProcess {

  private static final long STOPPING_SECONDS = 60;
  private static final int SHOWN_LINES = 8;

  private final Process process;
  private final PrintStream toTrial;
  private final ClassLoader classes;
  private final Run.Listener listener;
  private final Path errors;
  private volatile @Nullable Path directory;
  private volatile long peak;

  /**
   * What a trial has to do.
   *
   * @param root the folder of runs
   * @param name the experiment's
   * @param seed that of this process
   * @param body the class to make and to run
   * @param config the settings of a new run
   * @param again the directory of a run that was cut off, or null
   */
  record Task(
      String root,
      String name,
      long seed,
      String body,
      Map<String, Object> config,
      @Nullable String again) {}

  private TrialProcess(Process process, ClassLoader classes, Run.Listener listener, Path errors) {
    this.process = process;
    this.classes = classes;
    this.listener = listener;
    this.errors = errors;
    this.toTrial = new PrintStream(process.getOutputStream(), true, UTF_8);
  }

  /** What became of a trial: its run if it began one, and the most memory that it held. */
  record Ended(@Nullable Path directory, long peakBytes, String printed) {}

  /**
   * Does a task in a new process, and waits for its end. If the thread is interrupted, the trial is
   * asked to stop, which its run notes, and the thread stays interrupted.
   */
  static Ended run(Task task, Class<?> body, int atOnce, Run.Listener listener) throws IOException {
    Path errors = Files.createTempFile("lungo-trial", ".txt");
    try {
      var builder = new ProcessBuilder(command()).redirectError(errors.toFile());
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / atOnce);
      builder.environment().putIfAbsent("OMP_NUM_THREADS", String.valueOf(threads));
      builder.environment().putIfAbsent("OMP_WAIT_POLICY", "passive");
      var trial = new TrialProcess(builder.start(), body.getClassLoader(), listener, errors);
      return trial.follow(task);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /** This process's java with its class path and properties. */
  private static List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-D") || option.startsWith("-Xmx") || option.startsWith("--")) {
        command.add(option);
      }
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), TrialMain.class.getName()));
    return command;
  }

  private Ended follow(Task task) throws IOException {
    toTrial.println(RunFile.LINE.toJson(task));
    var reader = new Thread(this::listen, "output of a trial");
    reader.setDaemon(true);
    reader.start();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        reader.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        stop();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new Ended(directory, peak, tail());
  }

  /** Asks for an end, and insists on it after a while. */
  private void stop() {
    toTrial.println(TrialMain.STOP);
    process
        .onExit()
        .orTimeout(STOPPING_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly());
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(JsonParser.parseString(line).getAsJsonObject());
      }
    } catch (IOException e) {
      // The process is gone; what became of its run stands in its directory.
    }
  }

  private void hear(JsonObject said) throws IOException {
    if (said.has("class")) {
      toTrial.println(bytes(said.get("class").getAsString()));
    } else if (said.has("directory")) {
      directory = Path.of(said.get("directory").getAsString());
    } else if (said.has("metric")) {
      double value = Double.parseDouble(said.get("value").getAsString());
      listener.logged(said.get("metric").getAsString(), value);
    } else if (said.has("peak")) {
      peak = said.get("peak").getAsLong();
    }
  }

  /** A class file in base64, or nothing if this process does not have it either. */
  private String bytes(String name) throws IOException {
    try (InputStream in = classes.getResourceAsStream(name.replace('.', '/') + ".class")) {
      return in == null ? "" : Base64.getEncoder().encodeToString(in.readAllBytes());
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(errors);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }
}
