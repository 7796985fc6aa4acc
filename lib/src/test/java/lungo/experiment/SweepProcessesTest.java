package lungo.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import lungo.experiment.SweepResult.State;
import lungo.experiment.SweepResult.Trial;
import lungo.random.Seed;
import lungo.training.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials in processes of their own: real ones, one of which is really killed. */
@Timeout(180)
class SweepProcessesTest {

  private static final Space RATES = Space.of().choice("rate", 0.1, 0.01).choice("hidden", 16);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path root;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Trains; the one with the high rate is killed by the system in its second epoch, once. */
  static final class KilledOnce implements Body<Exception> {
    @Override
    public void run(Run run) throws Exception {
      boolean isDoomed = run.config().number("rate") > 0.05 && !run.isResumed();
      var killer =
          new Callback() {
            @Override
            public void stepEnd(StepEnd event) {
              if (isDoomed && event.step() == 25) {
                kill();
              }
            }
          };
      SmallTraining.train(run, killer);
    }

    private static void kill() {
      try {
        String pid = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-9", pid).start();
        new CountDownLatch(1).await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aTrialWhoseProcessIsKilledGoesOnToTheSameNumbersAsWithoutTheCut() {
    assumeTrue(Files.exists(Path.of("/bin/kill")), "a system with kill");
    Seed.set(3);
    var sweep = Sweep.grid(RATES).minimize("valid_loss");
    var whole = sweep.in(root.resolve("whole")).run("s", SmallTraining::train);
    var result = sweep.processes(2).in(root.resolve("cut")).run("s", KilledOnce.class);
    assertThat(result.trials()).allMatch(trial -> trial.state() == State.FINISHED);
    for (int i = 0; i < 2; i++) { // added up by another number of OpenMP's threads
      assertThat(result.trials().get(i).value())
          .isCloseTo(whole.trials().get(i).value(), within(1e-6));
    }
    assertThat(result.trials().stream().map(SweepProcessesTest::attempts)).containsExactly(2, 1);
    assertThat(result.trials().stream().map(trial -> run(trial).file().process().pid()).distinct())
        .hasSize(2)
        .doesNotContain(ProcessHandle.current().pid());
    assertThat(result.best().directory()).startsWith(root.resolve("cut"));
  }

  private static StoredRun run(Trial trial) {
    return trial.run().orElseThrow();
  }

  private static int attempts(Trial trial) {
    return run(trial).file().attempts();
  }

  /** Notes when it was there; all but the first visitor may wait for each other. */
  static final class Visit implements Body<Exception> {
    @Override
    public void run(Run run) throws Exception {
      run.log(1, "began", System.currentTimeMillis() / 1e3);
      Path visitors = Files.createDirectories(Path.of(run.config().text("book")));
      boolean isFirst = count(visitors) == 0;
      Files.createFile(visitors.resolve("visitor-" + run.config().integer("n")));
      while (run.config().flag("together") && !isFirst && count(visitors) < 3) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      run.log(1, "ended", System.currentTimeMillis() / 1e3);
    }

    private static long count(Path visitors) throws IOException {
      try (var all = Files.list(visitors)) {
        return all.count();
      }
    }
  }

  private List<StoredRun> visits(int count, boolean isTogether, long memory) {
    Space space =
        Space.of()
            .ints("n", 1, count)
            .choice("together", isTogether)
            .choice("book", root.resolve("book").toString());
    return Sweep.grid(space)
        .minimize("began")
        .processes(3)
        .memory(memory)
        .in(root)
        .run("visits", Visit.class)
        .trials()
        .stream()
        .map(SweepProcessesTest::run)
        .sorted(this::earlier)
        .toList();
  }

  @Test
  void trialsAreNeverMoreThanTheMemoryGivenHasRoomFor() {
    List<StoredRun> runs = visits(2, false, 1);
    assertThat(runs.get(1).last("began")).isGreaterThanOrEqualTo(runs.get(0).last("ended"));
    var room = new TrialRoom(4, 1000);
    assertThat(room.allowed()).as("until a trial has shown what it needs").isEqualTo(1);
    room.leave(300);
    assertThat(room.allowed()).isEqualTo(1000 / 300);
    room.leave(90);
    assertThat(room.allowed()).as("by the largest").isEqualTo(1000 / 300);
    room.leave(2000);
    assertThat(room.allowed()).isEqualTo(1);
    assertThat(new TrialRoom(4, Long.MAX_VALUE).allowed()).isEqualTo(4);
  }

  private int earlier(StoredRun a, StoredRun b) {
    return Double.compare(a.last("began"), b.last("began"));
  }

  @Test
  void afterTheFirstTrialTheOthersGoOnTogetherWhereThereIsMemory() {
    assumeTrue(ProcessMark.peakBytes().isPresent(), "a system that tells a process's peak");
    List<StoredRun> runs = visits(3, true, 1L << 40); // the last two wait for each other
    assertThat(runs.get(1).last("began")).isGreaterThanOrEqualTo(runs.get(0).last("ended"));
    assertThat(runs).allMatch(run -> run.status() == StoredRun.Status.FINISHED);
  }

  /** A class that no class path has, as a notebook's cells are. */
  private static final class CellLoader extends ClassLoader {
    private final byte[] bytes;

    CellLoader(byte[] bytes) {
      super(CellLoader.class.getClassLoader());
      this.bytes = bytes;
    }

    @Override
    protected Class<?> findClass(String name) {
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return name.equals("OfACell.class")
          ? new ByteArrayInputStream(bytes)
          : super.getResourceAsStream(name);
    }
  }

  private CellLoader compiled(String source) throws Exception {
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///OfACell.java"), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return source;
          }
        };
    var options =
        List.of("-proc:none", "-d", root.toString(), "-cp", System.getProperty("java.class.path"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, List.of(file))
                .call())
        .isTrue();
    Path made = root.resolve("OfACell.class");
    byte[] bytes = Files.readAllBytes(made);
    Files.delete(made);
    return new CellLoader(bytes);
  }

  @Test
  @SuppressWarnings("unchecked")
  void classesThatOnlyThisProcessHasAreSentToTheTrials() throws Exception {
    CellLoader loader =
        compiled(
            """
            class OfACell implements lungo.experiment.Body<Exception> {
              public void run(lungo.experiment.Run run) {
                System.out.println("printing disturbs nothing");
                run.log(1, "double", 2 * run.config().number("n"));
                if (run.config().integer("n") == 3) throw new IllegalStateException("three");
              }
            }
            """);
    var body = (Class<? extends Body<?>>) loader.loadClass("OfACell");
    var result =
        Sweep.grid(Space.of().ints("n", 1, 3))
            .maximize("double")
            .processes(2)
            .in(root)
            .run("cell", body);
    assertThat(result.table().stringColumn("state").asList())
        .containsExactly("finished", "finished", "failed");
    assertThat(result.table().stringColumn("error").get(2))
        .contains("IllegalStateException: three");
    assertThat(result.best().last("double")).isEqualTo(4);
  }

  /** Waits for ever. */
  static final class Patient implements Body<Exception> {
    @Override
    public void run(Run run) throws Exception {
      run.log(1, "loss", 7);
      Files.createFile(Path.of(run.config().text("sign")));
      new CountDownLatch(1).await();
    }
  }

  @Test
  void anInterruptStopsTheProcessesWhichNoteIt() throws Exception {
    Path sign = root.resolve("sign");
    var main = Thread.currentThread();
    var watcher =
        new Thread(
            () -> {
              while (!Files.exists(sign)) {
                LockSupport.parkNanos(10_000_000);
              }
              main.interrupt();
            });
    watcher.setDaemon(true);
    watcher.start();
    var space = Space.of().choice("sign", sign.toString(), sign + "-2");
    var result =
        Sweep.grid(space).minimize("loss").processes(1).in(root).run("patient", Patient.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.trials().stream().map(Trial::state))
        .containsExactly(State.INTERRUPTED, State.WAITING);
    assertThat(result.trials().get(0).value()).isEqualTo(7);
    long pid = run(result.trials().get(0)).file().process().pid();
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  /** Needs an instance around it. */
  final class Inner implements Body<Exception> {
    @Override
    public void run(Run run) {
      assertThat(root).exists();
    }
  }

  /** Cannot be made. */
  static final class Broken implements Body<Exception> {
    Broken() {
      throw new IllegalStateException("no such day");
    }

    @Override
    public void run(Run run) {}
  }

  @Test
  void whatCannotRunElsewhereIsRefused() {
    var sweep = Sweep.grid(RATES).minimize("loss").in(root);
    assertThatThrownBy(() -> sweep.processes(2).run("x", SmallTraining::train))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("give them a class of its own");
    assertThatThrownBy(() -> sweep.processes(2).run("x", Inner.class))
        .hasMessageContaining("make it a static class");
    assertThatThrownBy(() -> sweep.processes(0)).hasMessage("processes must be 1 or more, got 0");
    assertThatThrownBy(() -> sweep.memory(0)).hasMessage("memory must be 1 byte or more, got 0");
    assertThatThrownBy(() -> sweep.processes(1).run("x", Broken.class))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("a trial's process ended before its run began")
        .hasMessageContaining("no such day");
  }
}
