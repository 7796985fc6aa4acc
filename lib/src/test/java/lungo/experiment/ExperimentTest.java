package lungo.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lungo.data.DataException;
import lungo.plots.Plots;
import lungo.random.Seed;
import lungo.training.Callback;
import lungo.training.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run keeps, what becomes of runs that are cut off, and what is refused. */
class ExperimentTest {

  enum Kind {
    PLAIN
  }

  record Layers(int hidden, List<Double> dropout) {}

  record Settings(double rate, Kind kind, Path data, Duration limit, boolean flip, Layers layers) {}

  private static final Map<String, Object> SMALL = Map.of("rate", 0.1, "hidden", 32);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path root;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private RunFolder runs() {
    return Experiments.in(root);
  }

  private static JsonObject json(StoredRun run) throws IOException {
    return JsonParser.parseString(Files.readString(run.directory().resolve("run.json")))
        .getAsJsonObject();
  }

  @Test
  void theEngineDrawsTheSameInEachRun() {
    Body<RuntimeException> body =
        run -> {
          try (var manager = Seed.engine().newBaseManager()) {
            run.log(1, "drawn", manager.randomNormal(new Shape(1)).getFloat());
          }
        };
    StoredRun first = Experiments.in(root).run("drawing", Map.of(), body);
    StoredRun second = Experiments.in(root).run("drawing", Map.of(), body);
    assertThat(second.last("drawn")).isEqualTo(first.last("drawn"));
  }

  @Test
  void aRunKeepsWhatItWasMadeFromAndWhatCameOut() throws IOException {
    Seed.set(7);
    var run =
        runs()
            .run(
                "clothes",
                SMALL,
                r -> {
                  r.data(SmallTraining.FASHION);
                  var learner = SmallTraining.train(r);
                  r.plot("curves", Plots.plot(learner.history()));
                });

    assertThat(run.status()).isEqualTo(StoredRun.Status.FINISHED);
    assertThat(run.directory()).isEqualTo(root.resolve("clothes").resolve(run.id()));
    assertThat(run.seed()).isEqualTo(7);
    assertThat(run.environment())
        .containsEntry("jdk", Runtime.version().toString())
        .containsEntry("pytorch", "2.7.1")
        .containsKeys("device", "git commit");
    assertThat(run.environment().get("git commit")).matches("[0-9a-f]{40}");
    assertThat(run.metricNames()).containsExactly("train_loss", "valid_loss", "valid_accuracy");
    assertThat(run.last("valid_accuracy")).isGreaterThan(0.7); // chance: 0.1
    assertThat(run.metrics().rowCount()).isEqualTo(SmallTraining.EPOCHS * 3);
    assertThat(run.data()).containsOnlyKeys("../datasets/fashion-mnist");
    assertThat(run.directory().resolve("data/fashion-mnist.sha256"))
        .hasSameTextualContentAs(SmallTraining.FASHION.resolve("SHA256SUMS"));
    assertThat(run.directory().resolve("curves.png")).isNotEmptyFile();
    assertThat(run.directory().resolve("history.csv")).content().startsWith("epoch,train_loss,");
    assertThat(run.directory().resolve("checkpoints")).isNotEmptyDirectory();
    assertThat(json(run).get("ended").getAsString()).isGreaterThan(run.started().toString());
    assertThat(run.seconds()).isPositive();
  }

  @Test
  void aRecordBecomesTheConfiguration() {
    var settings =
        new Settings(
            0.1,
            Kind.PLAIN,
            Path.of("x.csv"),
            Duration.ofMinutes(2),
            true,
            new Layers(64, List.of(0.5, 0.25)));
    var config = runs().run("settings", settings, r -> {}).config();
    assertThat(config.number("rate")).isEqualTo(0.1);
    assertThat(config.text("kind")).isEqualTo("PLAIN");
    assertThat(config.text("data")).isEqualTo("x.csv");
    assertThat(config.text("limit")).isEqualTo("PT2M");
    assertThat(config.flag("flip")).isTrue();
    assertThat(config.integer("layers.hidden")).isEqualTo(64);
    assertThat(config.flat()).containsEntry("layers.dropout", "[0.5, 0.25]");
    assertThatThrownBy(() -> config.number("speed"))
        .hasMessage(
            "no setting 'speed'; the configuration has rate, kind, data, limit, flip,"
                + " layers.hidden, layers.dropout");
    assertThatThrownBy(() -> config.integer("rate"))
        .hasMessage("'rate' is no whole number but 0.1");
    assertThatThrownBy(() -> config.number("kind"))
        .hasMessage("the setting 'kind' must be a number, it is PLAIN");
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeTheRunBegins() {
    assertThatThrownBy(() -> runs().run("x", Map.of("a", new Object()), r -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' is a java.lang.Object, which cannot be written");
    assertThatThrownBy(() -> runs().run("x", Map.of("a", Map.of("b", Double.NaN)), r -> {}))
        .hasMessage("the configuration's 'a.b' must be a finite number, got NaN");
    assertThatThrownBy(() -> runs().run("x", "rate 0.1", r -> {}))
        .hasMessage("the configuration must be a record or a map, got a java.lang.String");
    for (String name : List.of("a/b", "..", "", ".hidden", "a\\b", "a\n")) {
      assertThatThrownBy(() -> runs().run(name, Map.of(), r -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got '" + name + "'");
    }
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aFailedRunIsKeptWithItsError() {
    assertThatThrownBy(
            () ->
                runs()
                    .run(
                        "broken",
                        Map.of(),
                        r -> {
                          r.log(1, "loss", 0.5);
                          throw new IOException("no such file\nsecond line");
                        }))
        .isInstanceOf(IOException.class);
    var run = runs().all().get(0);
    assertThat(run.status()).isEqualTo(StoredRun.Status.FAILED);
    assertThat(run.error()).contains("java.io.IOException: no such file");
    assertThat(run.directory().resolve("error.txt")).content().contains("ExperimentTest");
    assertThat(run.last("loss")).isEqualTo(0.5);
    assertThatThrownBy(() -> run.last("los"))
        .hasMessage("no metric 'los' in run " + run.id() + "; recorded: loss");
  }

  @Test
  void anInterruptedRunGoesOnToTheSameWeights() {
    Seed.set(3);
    var whole = runs().run("whole", SMALL, SmallTraining::train);
    Seed.set(3);
    var cut =
        runs()
            .run(
                "cut",
                SMALL,
                r ->
                    SmallTraining.train(
                        r,
                        new Callback() {
                          @Override
                          public void stepEnd(StepEnd event) {
                            if (event.step() == 25) {
                              Thread.currentThread().interrupt();
                            }
                          }
                        }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cut.status()).isEqualTo(StoredRun.Status.INTERRUPTED);
    assertThat(cut.metrics().rowCount()).isEqualTo(3); // one epoch of three metrics

    Seed.set(99);
    var resumed = Experiment.resume(cut.directory(), SmallTraining::train);
    assertThat(resumed.status()).isEqualTo(StoredRun.Status.FINISHED);
    assertThat(resumed.seed()).isEqualTo(3);
    assertThat(resumed.metrics().column("value").asList())
        .isEqualTo(whole.metrics().column("value").asList());
    assertThat(resumed.seconds()).isGreaterThan(cut.seconds());
    assertThatThrownBy(() -> Experiment.resume(cut.directory(), r -> {}))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("finished: there is nothing left to do");
    assertThatThrownBy(() -> Experiment.resume(root, r -> {})).hasMessageContaining("is no run");
  }

  @Test
  void aCancelledRunIsNotAFailedOne() {
    assertThatThrownBy(
            () ->
                runs()
                    .run(
                        "cancelled",
                        Map.of(),
                        r -> {
                          throw new CancellationException("stopped");
                        }))
        .isInstanceOf(CancellationException.class);
    assertThat(runs().all("cancelled").get(0).status()).isEqualTo(StoredRun.Status.INTERRUPTED);
  }

  /** Is killed in its second epoch. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] arguments) {
      Seed.set(3);
      Experiments.in(Path.of(arguments[0]))
          .run(
              "killed",
              SMALL,
              r ->
                  SmallTraining.train(
                      r,
                      new Callback() {
                        @Override
                        public void stepEnd(StepEnd event) {
                          if (event.step() == 25) {
                            Runtime.getRuntime().halt(42);
                          }
                        }
                      }));
    }
  }

  @Test
  void aKilledRunShowsAsCrashedAndGoesOn() throws Exception {
    assertThat(ChildProcess.run(Killed.class, root.toString())).isEqualTo(42);
    var killed = runs().all("killed").get(0);
    assertThat(json(killed).get("status").getAsString()).isEqualTo("RUNNING");
    assertThat(killed.status()).isEqualTo(StoredRun.Status.CRASHED);
    Files.writeString(
        killed.directory().resolve("metrics.jsonl"), "{\"step\":2,\"na", StandardOpenOption.APPEND);
    assertThat(StoredRun.of(killed.directory()).metrics().rowCount()).isEqualTo(3);

    var resumed = Experiment.resume(killed.directory(), SmallTraining::train);
    Seed.set(3);
    var whole = runs().run("whole", SMALL, SmallTraining::train);
    assertThat(resumed.status()).isEqualTo(StoredRun.Status.FINISHED);
    assertThat(resumed.metrics().column("value").asList())
        .isEqualTo(whole.metrics().column("value").asList());
    assertThat(Files.readAllLines(killed.directory().resolve("metrics.jsonl")))
        .hasSize(SmallTraining.EPOCHS * 3)
        .allSatisfy(line -> assertThat(JsonParser.parseString(line).isJsonObject()).isTrue());
  }

  /** Begins runs as fast as it can. */
  static final class Beginner {
    private Beginner() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 8; i++) {
        Experiments.in(Path.of(arguments[0])).run("many", Map.of(), r -> r.log(1, "x", 1));
      }
    }
  }

  @Test
  void threadsAndProcessesBeginRunsAtOnceWithoutClashes() throws Exception {
    var processes =
        List.of(
            ChildProcess.start(Beginner.class, root.toString()),
            ChildProcess.start(Beginner.class, root.toString()));
    var pool = Executors.newFixedThreadPool(4);
    List<Future<StoredRun>> begun = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      begun.add(pool.submit(() -> runs().run("many", Map.of(), r -> r.log(1, "x", 1))));
    }
    var own = new LinkedHashSet<String>();
    for (Future<StoredRun> run : begun) {
      own.add(run.get(1, TimeUnit.MINUTES).id());
    }
    pool.shutdown();
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(own).hasSize(16);
    assertThat(runs().all("many"))
        .hasSize(16 + 2 * 8)
        .allMatch(run -> run.status() == StoredRun.Status.FINISHED && run.last("x") == 1)
        .isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
  }

  @Test
  void aRunUnderWayIsLeftAlone() {
    runs()
        .run(
            "outer",
            Map.of(),
            r -> {
              assertThat(StoredRun.of(r.directory()).status()).isEqualTo(StoredRun.Status.RUNNING);
              assertThatThrownBy(() -> Experiment.resume(r.directory(), again -> {}))
                  .hasMessageContaining("running in process " + ProcessHandle.current().pid());
            });
  }

  @Test
  void onlyOneTakesUpARun() throws IOException {
    var failed = failed();
    Path claim = failed.directory().resolve("attempt-2");
    ProcessMark own = ProcessMark.current();
    Files.writeString(claim, RunFile.GSON.toJson(own));
    assertThatThrownBy(() -> Experiment.resume(failed.directory(), r -> {}))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("is taken up by another process or thread");
    Files.writeString(claim, ""); // one that is just being written
    assertThatThrownBy(() -> Experiment.resume(failed.directory(), r -> {}))
        .isInstanceOf(ExperimentException.class);
  }

  @Test
  void aProcessThatWasKilledWhileItTookUpARunDoesNotKeepIt() throws IOException {
    for (String left : List.of(RunFile.GSON.toJson(goneProcess()), "", "{\"pid\": 1")) {
      var failed = failed();
      Path claim = Files.writeString(failed.directory().resolve("attempt-2"), left);
      Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minusSeconds(60)));
      var run = Experiment.resume(failed.directory(), r -> assertThat(r.isResumed()).isTrue());
      assertThat(run.status()).isEqualTo(StoredRun.Status.FINISHED);
      assertThat(run.directory().resolve("attempt-2.2")).exists();
    }
  }

  private static ProcessMark goneProcess() {
    ProcessMark own = ProcessMark.current();
    return new ProcessMark(own.pid(), own.started() - 3_600_000, own.host());
  }

  private StoredRun failed() {
    assertThatThrownBy(
            () ->
                runs()
                    .run(
                        "x",
                        Map.of(),
                        r -> {
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(IllegalStateException.class);
    var all = runs().all("x");
    return all.get(all.size() - 1);
  }

  @Test
  void foldersOfTheSameLastNameKeepTheirSumsApart() throws IOException {
    Path first = Files.createDirectories(root.resolve("a/images"));
    Path second = Files.createDirectories(root.resolve("b/images"));
    Files.writeString(first.resolve("x"), "a");
    Files.writeString(second.resolve("y"), "b");
    var run =
        runs()
            .run(
                "both",
                Map.of(),
                r -> {
                  r.data(first);
                  r.data(second);
                  r.data(first);
                });
    assertThat(run.data()).hasSize(2);
    assertThat(run.directory().resolve("data/images.sha256")).content().endsWith("  x\n");
    assertThat(run.directory().resolve("data/images~2.sha256")).content().endsWith("  y\n");
    assertThat(run.directory().resolve("data")).isDirectoryNotContaining("glob:**~3*");
  }

  @Test
  void theProcessOfAMarkIsFoundByNumberAndStart() {
    ProcessMark own = ProcessMark.current();
    assertThat(own.isAlive()).isTrue();
    assertThat(new ProcessMark(own.pid(), own.started() - 3_600_000, own.host()).isAlive())
        .isFalse();
    assertThat(new ProcessMark(Integer.MAX_VALUE, own.started(), own.host()).isAlive()).isFalse();
    assertThat(new ProcessMark(Integer.MAX_VALUE, own.started(), "another").isAlive()).isTrue();
  }

  @Test
  void valuesThatJsonDoesNotHaveAreKept() {
    var run =
        runs()
            .run(
                "values",
                Map.of(),
                r -> {
                  r.log(1, "a", Double.NaN);
                  r.log(2, "a", Double.NEGATIVE_INFINITY);
                  r.log(3, "a", 0.1);
                  r.log(3, "a", 0.2);
                  assertThatThrownBy(() -> r.log(1, "a,b", 1)).hasMessageContaining("got 'a,b'");
                  assertThatThrownBy(() -> r.plot("a/b", Plots.histogram("h", 1, 2)))
                      .hasMessageContaining("got 'a/b'");
                });
    assertThat(run.curve("a").values()).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY, 0.2);
    assertThat(run.last("a")).isEqualTo(0.2, within(0.0));
  }

  /** Runs where it is started. */
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] arguments) {
      Experiments.in(Path.of(arguments[0])).run("elsewhere", Map.of(), r -> {});
    }
  }

  private StoredRun ofCheckout(Path checkout) throws Exception {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Elsewhere.class.getName(),
            root.resolve("runs").toString());
    Process process = new ProcessBuilder(command).directory(checkout.toFile()).start();
    assertThat(process.waitFor()).isZero();
    List<StoredRun> all = Experiments.in(root.resolve("runs")).all("elsewhere");
    return all.get(all.size() - 1);
  }

  private static String git(Path checkout, String... words) throws Exception {
    var command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@b"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).directory(checkout.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
    return said.strip();
  }

  @Test
  void theCommitIsKeptAndWhatDiffersFromIt() throws Exception {
    Path checkout = Files.createDirectories(root.resolve("checkout"));
    git(checkout, "init", "-q");
    Path code = Files.writeString(checkout.resolve("Model.java"), "int layers = 2;\n");
    git(checkout, "add", ".");
    git(checkout, "commit", "-q", "-m", "first");
    StoredRun clean = ofCheckout(checkout);
    assertThat(clean.environment()).containsEntry("git commit", git(checkout, "rev-parse", "HEAD"));
    assertThat(clean.environment()).doesNotContainKey("git changes");
    assertThat(clean.directory().resolve("git.diff")).doesNotExist();
    Files.writeString(code, "int layers = 3;\n");
    StoredRun dirty = ofCheckout(checkout);
    assertThat(dirty.directory().resolve("git.diff"))
        .content()
        .contains("-int layers = 2;", "+int layers = 3;");
    assertThat(dirty.environment().get("git changes")).startsWith("git.diff ");
    assertThat(Experiments.compare(clean, dirty).differences().print()).contains("git changes");
  }

  @Test
  void theNotebookIsKeptWhereItIsKnown() throws IOException {
    Path notebook = Files.writeString(root.resolve("n.ipynb"), "{\"cells\": []}");
    System.setProperty("lungo.notebook", notebook.toString());
    try {
      var run = runs().run("noted", Map.of(), r -> {});
      assertThat(run.directory().resolve("notebook.ipynb")).hasSameTextualContentAs(notebook);
    } finally {
      System.clearProperty("lungo.notebook");
    }
    var run = runs().run("plain", Map.of(), r -> {});
    assertThat(run.directory().resolve("notebook.ipynb")).doesNotExist();
  }

  @Test
  void dataThatWereChangedEndTheRun() throws IOException {
    Path folder = Files.createDirectories(root.resolve("data"));
    Files.writeString(folder.resolve("a.txt"), "a");
    var run = runs().run("sums", Map.of(), r -> assertThat(r.data(folder)).isEqualTo(folder));
    // sha256sum of the single byte 'a'
    String sum = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    assertThat(run.directory().resolve("data/data.sha256")).hasContent(sum + "  a.txt\n");
    Files.writeString(folder.resolve("SHA256SUMS"), sum + "  a.txt\n");
    Files.writeString(folder.resolve("a.txt"), "b");
    assertThatThrownBy(() -> runs().run("sums", Map.of(), r -> r.data(folder)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is damaged or was changed");
    assertThatThrownBy(() -> runs().run("sums", Map.of(), r -> r.data(root.resolve("none"))))
        .hasMessageContaining("there is no data folder");
  }
}
