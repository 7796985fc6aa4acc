package lungo.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lungo.random.Seed;

/** A trial's process: does the task of its first line of input, and tells how it goes. */
final class TrialMain {

  /** What the sweep's process writes where the user stops it. */
  static final String STOP = "stop";

  private static final int LEFT_ALONE = 130;

  private final PrintStream toSweep;
  private final BufferedReader fromSweep;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Thread worker = Thread.currentThread();

  private TrialMain(PrintStream toSweep, BufferedReader fromSweep) {
    this.toSweep = toSweep;
    this.fromSweep = fromSweep;
  }

  /** What a trial prints goes where errors go; standard output is for the sweep. */
  public static void main(String[] arguments) {
    PrintStream toSweep = System.out;
    System.setOut(System.err);
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try {
      new TrialMain(toSweep, in).work();
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0); // whatever threads a trial has left
  }

  private void work() throws Exception {
    var task =
        Objects.requireNonNull(
            RunFile.LINE.fromJson(fromSweep.readLine(), TrialProcess.Task.class), "no task");
    var reader = new Thread(this::listen, "words of the sweep");
    reader.setDaemon(true);
    reader.start();
    Seed.set(task.seed());
    var maker = Class.forName(task.body(), true, new SweepsClasses()).getDeclaredConstructor();
    maker.setAccessible(true);
    Object made = maker.newInstance();
    if (!(made instanceof Body<?> body)) {
      throw new IllegalArgumentException(task.body() + " is no Body");
    }
    try {
      perform(task, body);
    } finally {
      ProcessMark.peakBytes().ifPresent(bytes -> say("peak", String.valueOf(bytes)));
    }
  }

  private <X extends Exception> void perform(TrialProcess.Task task, Body<X> body) throws X {
    Body<X> told =
        run -> {
          say("directory", run.directory().toAbsolutePath().toString());
          body.run(run);
        };
    Run.Listener listener = this::logged;
    if (task.again() == null) {
      var folder = Experiments.in(Path.of(task.root()));
      folder.begin(task.name(), new Configuration(task.config()), told, listener);
    } else {
      RunFolder.again(StoredRun.of(Path.of(task.again())), told, listener);
    }
  }

  /** Hears answers, and the end of the process that sweeps: nobody would take up what is left. */
  private void listen() {
    try {
      for (String line = fromSweep.readLine(); line != null; line = fromSweep.readLine()) {
        if (line.equals(STOP)) {
          worker.interrupt();
        } else {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      // as if it had ended
    }
    Runtime.getRuntime().halt(LEFT_ALONE);
  }

  private void logged(String metric, double value) {
    var line = new JsonObject();
    line.addProperty("metric", metric);
    line.addProperty("value", String.valueOf(value));
    write(line);
  }

  private void say(String what, String value) {
    var line = new JsonObject();
    line.addProperty(what, value);
    write(line);
  }

  private synchronized void write(JsonObject line) {
    toSweep.println(line);
    toSweep.flush();
  }

  /** Classes that this process's class path lacks, from the process that sweeps. */
  private final class SweepsClasses extends ClassLoader {

    SweepsClasses() {
      super("classes of the sweep", TrialMain.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      synchronized (answers) {
        say("class", name);
        byte[] bytes = Base64.getDecoder().decode(answer(name));
        if (bytes.length == 0) {
          throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    private String answer(String name) throws ClassNotFoundException {
      try {
        return answers.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
