package lungo.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.experiment.SweepResult.State;
import lungo.experiment.SweepResult.Trial;
import lungo.plots.Png;
import lungo.random.Seed;
import lungo.tasks.TaskRunner;
import lungo.training.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which settings are tried, which is best, and what becomes of a sweep that is cut off. */
@Timeout(120)
class SweepTest {

  private static final Space SPACE =
      Space.of().choice("kind", "plain", "wide").ints("layers", 1, 3);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path root;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** The loss is the number of layers, a half less if it is wide. */
  private static void toy(Run run) {
    double half = run.config().text("kind").equals("wide") ? 0.5 : 0;
    run.log(1, "loss", 9);
    run.log(2, "loss", run.config().integer("layers") - half);
  }

  private static List<Object> column(SweepResult result, String name) {
    return new ArrayList<>(result.table().column(name).asList());
  }

  @Test
  void aGridTriesEveryCombination() {
    var result = Sweep.grid(SPACE).minimize("loss").in(root).run("toy", SweepTest::toy);
    assertThat(result.table().columnNames())
        .containsExactly("trial", "kind", "layers", "loss", "state");
    assertThat(column(result, "kind"))
        .containsExactly("plain", "plain", "plain", "wide", "wide", "wide");
    assertThat(column(result, "layers")).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    assertThat(column(result, "loss")).containsExactly(1.0, 2.0, 3.0, 0.5, 1.5, 2.5);
    assertThat(result.best().config().values()).isEqualTo(Map.of("kind", "wide", "layers", 1L));
    var highest = Sweep.grid(SPACE).maximize("loss").in(root).run("toy", SweepTest::toy);
    assertThat(highest.best().config().values()).isEqualTo(Map.of("kind", "plain", "layers", 3L));
    assertThat(highest)
        .hasToString(
            "6 of 6 trials finished; best: trial 3, loss 3.000, with {kind=plain, layers=3}");
    assertThat(Experiments.in(root).all("toy")).hasSize(6);
  }

  @Test
  void rangesOfNumbersAreCutByPoints() {
    var space = Space.of().logUniform("rate", 0.01, 1).uniform("drop", 0, 0.5).ints("n", 1, 9);
    assertThat(space.grid(3).stream().map(s -> s.get("rate")).distinct())
        .containsExactly(0.01, 0.1, 1.0);
    assertThat(space.grid(3).stream().map(s -> s.get("drop")).distinct())
        .containsExactly(0.0, 0.25, 0.5);
    assertThat(space.grid(3).stream().map(s -> s.get("n")).distinct()).containsExactly(1, 5, 9);
    assertThat(space.grid(3)).hasSize(27);
    assertThatThrownBy(() -> Sweep.grid(space))
        .hasMessage("'rate' is a range: grid(space, 3) tries three points of it");
  }

  @Test
  void randomTrialsFollowFromTheSeed() {
    var space = Space.of().logUniform("rate", 1e-4, 1).ints("n", 1, 3);
    Seed.set(1);
    var sweep = Sweep.random(space, 200);
    List<Object> rates = setting(sweep, "rate");
    assertThat(setting(Sweep.random(space, 200), "rate")).isEqualTo(rates);
    // Half of the logarithms lie below the middle, 1e-2: 100 of 200, give or take 5 deviations of
    // 7.1
    assertThat(rates.stream().filter(v -> (Double) v < 1e-2).count()).isBetween(65L, 135L);
    assertThat(setting(sweep, "n")).containsOnly(1, 2, 3);
    var few = Sweep.random(space, 4);
    var run = few.minimize("x").in(root).run("r", r -> r.log(1, "x", r.config().number("rate")));
    assertThat(column(run, "rate")).isEqualTo(setting(few, "rate")).isEqualTo(column(run, "x"));
    Seed.set(2);
    assertThat(setting(Sweep.random(space, 200), "rate")).isNotEqualTo(rates);
  }

  private static List<Object> setting(Sweep sweep, String name) {
    return sweep.settings().stream().map(settings -> settings.get(name)).toList();
  }

  @Test
  void equalDrawsCountOnce() {
    var result = Sweep.random(SPACE, 50).minimize("loss").in(root).run("toy", SweepTest::toy);
    assertThat(result.trials()).hasSize(6);
  }

  @Test
  void halvingGivesTheBetterHalfTwiceAsMuch() {
    var space = Space.of().ints("quality", 1, 1000);
    var result =
        Sweep.halving(space, 8, "epochs", 2)
            .minimize("loss")
            .in(root)
            .run(
                "halved",
                r -> r.log(1, "loss", r.config().number("quality") / r.config().number("epochs")));
    // 8 trials of 2, 4 of 4, 2 of 8, 1 of 16
    assertThat(result.trials().stream().map(t -> t.config().integer("epochs")))
        .containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 16);
    assertThat(result.trials().stream().map(Trial::round).distinct()).containsExactly(1, 2, 3, 4);
    int least =
        result.trials().stream().mapToInt(t -> t.config().integer("quality")).min().orElseThrow();
    assertThat(result.best().config().integer("quality")).isEqualTo(least);
    assertThat(result.best().config().integer("epochs")).isEqualTo(16);
    var first = result.trials().subList(0, 8).stream().map(t -> t.config().integer("quality"));
    assertThat(result.trials().subList(8, 12).stream().map(t -> t.config().integer("quality")))
        .containsExactlyElementsOf(first.sorted().limit(4).toList());
  }

  @Test
  void realTrialsTrainInThreadsAndAreNotTrainedAgain() throws IOException {
    var bodies = new AtomicInteger();
    var space = Space.of().choice("rate", 0.1, 0.00001).choice("hidden", 16, 32);
    var sweep = Sweep.grid(space).maximize("valid_accuracy").threads(2).in(root);
    Body<RuntimeException> body =
        r -> {
          bodies.incrementAndGet();
          SmallTraining.train(r);
        };
    var result = sweep.run("clothes", body);
    assertThat(result.trials()).hasSize(4).allMatch(t -> t.state() == State.FINISHED);
    assertThat(result.best().config().number("rate")).isEqualTo(0.1);
    assertThat(result.best().last("valid_accuracy")).isGreaterThan(0.7); // chance: 0.1
    assertThat(bodies).hasValue(4);

    var again = sweep.run("clothes", body);
    assertThat(bodies).hasValue(4);
    assertThat(again.table().print()).isEqualTo(result.table().print());

    var figure = result.plot();
    Path picture = Path.of("target/parallel.png");
    Files.write(picture, Png.encode(Png.paint(figure)));
    // two settings that differ and the result: three axes
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(2 * (2 * 80 + 2 * 170));
    assertThat(figure).hasToString("valid_accuracy of 4 trials by settings");
  }

  @Test
  void oneThreadGivesTheSameNumbersInAnyOrder() {
    Body<RuntimeException> body = SmallTraining::train;
    var forth = Space.of().choice("rate", 0.1).choice("hidden", 8, 16);
    var back = Space.of().choice("rate", 0.1).choice("hidden", 16, 8);
    var first = Sweep.grid(forth).minimize("valid_loss").in(root.resolve("a")).run("s", body);
    var second = Sweep.grid(back).minimize("valid_loss").in(root.resolve("b")).run("s", body);
    assertThat(column(second, "valid_loss"))
        .containsExactly(column(first, "valid_loss").get(1), column(first, "valid_loss").get(0));
  }

  @Test
  void aRunnerOfTasksDoesTheTrialsWithTheSameTableAndRuns() {
    Body<Exception> body =
        r -> {
          if (r.config().integer("hidden") == 13) {
            throw new IOException("no space");
          }
          SmallTraining.train(r);
        };
    var sweep = Sweep.grid(Space.of().choice("rate", 0.1).choice("hidden", 8, 13));
    var here = sweep.minimize("valid_loss").in(root.resolve("here")).run("s", body);
    Sweep there = sweep.minimize("valid_loss").in(root.resolve("there")).on(TaskRunner.here(1));
    var result = there.run("s", body);
    assertThat(result.table().print()).isEqualTo(here.table().print());
    assertThat(column(result, "error")).contains("java.io.IOException: no space");
    assertThat(Experiments.in(root.resolve("there")).all("s")).hasSize(2);
    // Taken over, and what failed tried again in its directory.
    assertThat(there.run("s", body).table().print()).isEqualTo(here.table().print());
    var runs = Experiments.in(root.resolve("there")).all("s");
    assertThat(runs.stream().map(run -> run.file().attempts())).containsExactly(1, 2);
  }

  @Test
  void aTrialThatFailsIsShownAndTriedAgainTheNextTime() {
    var broken = new AtomicInteger(1);
    Body<Exception> body =
        r -> {
          if (r.config().integer("layers") == 2 && broken.get() == 1) {
            throw new IOException("no space");
          }
          toy(r);
        };
    var sweep = Sweep.grid(SPACE).minimize("loss").in(root);
    var result = sweep.run("toy", body);
    assertThat(column(result, "state"))
        .containsExactly("finished", "failed", "finished", "finished", "failed", "finished");
    assertThat(column(result, "error")).contains("java.io.IOException: no space");
    assertThat(result.best().config().integer("layers")).isEqualTo(1);

    broken.set(0);
    var mended = sweep.run("toy", body);
    assertThat(column(mended, "loss")).containsExactly(1.0, 2.0, 3.0, 0.5, 1.5, 2.5);
    assertThat(Experiments.in(root).all("toy")).hasSize(6);
  }

  @Test
  void whereAllFailTheErrorIsNamed() {
    var result =
        Sweep.grid(SPACE)
            .minimize("loss")
            .in(root)
            .run(
                "toy",
                r -> {
                  throw new IllegalStateException("no data");
                });
    assertThatThrownBy(result::best)
        .isInstanceOf(ExperimentException.class)
        .hasMessage(
            "no trial of 'toy' came to its end with a number; the first error:"
                + " java.lang.IllegalStateException: no data");
    assertThatThrownBy(result::plot).isInstanceOf(ExperimentException.class);
  }

  @Test
  void anInterruptStopsAllTrialsAndKeepsWhatTheyHave() {
    var main = Thread.currentThread();
    var both = new CountDownLatch(2);
    var patient = new AtomicInteger(1);
    Body<Exception> body =
        r -> {
          if (r.config().integer("layers") > 1 && patient.get() == 1) {
            r.log(1, "loss", 7);
            both.countDown();
            both.await();
            main.interrupt();
            new CountDownLatch(1).await();
          }
          toy(r);
        };
    var sweep = Sweep.grid(SPACE).minimize("loss").threads(2).in(root);
    var result = sweep.run("toy", body);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(column(result, "state"))
        .containsExactly("finished", "interrupted", "interrupted", "waiting", "waiting", "waiting");
    assertThat(column(result, "loss").subList(0, 3)).containsExactly(1.0, 7.0, 7.0);

    patient.set(0);
    var whole = sweep.run("toy", body);
    assertThat(whole.trials()).allMatch(t -> t.state() == State.FINISHED);
    assertThat(Experiments.in(root).all("toy")).hasSize(6);
  }

  /** Halts in the second of three trials. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] arguments) {
      sweep(Path.of(arguments[0]))
          .run(
              "killed",
              r -> {
                r.log(1, "loss", 5);
                if (r.config().integer("layers") == 2) {
                  Runtime.getRuntime().halt(42);
                }
              });
    }

    static Sweep sweep(Path root) {
      return Sweep.grid(Space.of().ints("layers", 1, 3)).minimize("loss").in(root);
    }
  }

  @Test
  void aSweepThatWasKilledGoesOn() throws Exception {
    assertThat(ChildProcess.run(Killed.class, root.toString())).isEqualTo(42);
    assertThat(Experiments.in(root).all("killed").stream().map(StoredRun::status))
        .containsExactly(StoredRun.Status.FINISHED, StoredRun.Status.CRASHED);
    var seen = new ArrayList<String>();
    var result =
        Killed.sweep(root)
            .run(
                "killed",
                r -> {
                  seen.add(r.config().integer("layers") + (r.isResumed() ? " again" : " new"));
                  r.log(2, "loss", 4);
                });
    assertThat(seen).containsExactly("2 again", "3 new");
    assertThat(column(result, "loss")).containsExactly(5.0, 4.0, 4.0);
  }

  /** Keeps what is shown. */
  private static final class Shown implements DisplaySink {
    final List<String> outputs = new CopyOnWriteArrayList<>();
    final List<String> updates = new CopyOnWriteArrayList<>();

    @Override
    public void show(String id, MimeBundle bundle) {
      outputs.add(bundle.plainText());
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      updates.add(bundle.plainText());
    }

    @Override
    public void clear(boolean wait) {}

    @Override
    public Duration redrawInterval() {
      return Duration.ZERO;
    }
  }

  @Test
  void oneTableGrowsWhileTrialsRun() {
    var shown = new Shown();
    var before = Display.attach(shown);
    try {
      Sweep.grid(SPACE)
          .minimize("loss")
          .in(root)
          .run(
              "toy",
              r -> {
                Display.show("within").update("a trial");
                toy(r);
              });
    } finally {
      Display.attach(before);
    }
    assertThat(shown.outputs).hasSize(1);
    assertThat(shown.outputs.get(0)).contains("waiting").doesNotContain("finished\n");
    assertThat(shown.updates)
        .anyMatch(text -> text.contains("running"))
        .noneMatch(text -> text.contains("a trial"));
    assertThat(shown.updates.get(shown.updates.size() - 1))
        .contains("6 of 6 trials finished; best: trial 4, loss 0.5")
        .doesNotContain("waiting", "running");
  }

  @Test
  void aMetricThatIsNotLoggedEndsTheSweepWithWhatIs() {
    var sweep = Sweep.grid(SPACE).minimize("accuracy").in(root);
    assertThatThrownBy(() -> sweep.run("toy", SweepTest::toy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("no metric 'accuracy' in run [-\\d]+; recorded: loss");
    assertThatThrownBy(() -> Sweep.grid(SPACE).in(root).run("toy", SweepTest::toy))
        .hasMessageContaining("say what is best: minimize(\"valid_loss\")");
    assertThatThrownBy(() -> sweep.run("a/b", SweepTest::toy)).hasMessageContaining("got 'a/b'");
  }

  @Test
  void spacesAndSweepsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Sweep.grid(Space.of())).hasMessageContaining("the space is empty");
    assertThatThrownBy(() -> Sweep.random(Space.of(), 3))
        .hasMessageContaining("the space is empty");
    assertThatThrownBy(() -> Sweep.random(SPACE, 0)).hasMessage("trials must be 1 or more, got 0");
    assertThatThrownBy(() -> Sweep.halving(SPACE, 8, "layers", 1))
        .hasMessageContaining("'layers' is what halving spends");
    assertThatThrownBy(() -> Sweep.halving(SPACE, 1, "epochs", 1))
        .hasMessage("trials but one must be 1 or more, got 0");
    assertThatThrownBy(() -> Sweep.grid(SPACE).threads(0))
        .hasMessage("threads must be 1 or more, got 0");
    assertThatThrownBy(() -> SPACE.choice("kind", 1)).hasMessageContaining("has a setting 'kind'");
    assertThatThrownBy(() -> SPACE.choice("x")).hasMessage("'x' has nothing to choose from");
    assertThatThrownBy(() -> SPACE.choice("x", new Object()))
        .hasMessageContaining("cannot be written");
    assertThatThrownBy(() -> SPACE.logUniform("x", 0, 1))
        .hasMessage("'x' must begin above 0, got 0.0");
    assertThatThrownBy(() -> SPACE.uniform("x", 1, 1))
        .hasMessage("'x' must reach from a number to a larger one, got 1.0 to 1.0");
    assertThatThrownBy(() -> SPACE.ints("x", 2, 1)).hasMessageContaining("got 2.0 to 1.0");
  }
}
