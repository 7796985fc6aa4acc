package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lungo.spark.KernelProcess.Cell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shards and sweeps of a notebook on two executors of 1 GiB in processes of theirs. */
@Timeout(600)
class ClusterWorkTest {

  private static Path folder;
  private static KernelProcess kernel;

  @BeforeAll
  static void start(@TempDir Path shared) throws Exception {
    folder = shared;
    kernel = new KernelProcess();
    ok("%use spark --master local-cluster[2,1,1024]");
    ok("String datasets = \"%s\";".formatted(path(Path.of("../datasets").toRealPath())));
    ok("Path folder = Path.of(\"%s\");".formatted(path(folder)));
  }

  private static String path(Path path) {
    return path.toAbsolutePath().toString().replace('\\', '/');
  }

  @AfterAll
  static void close() {
    kernel.close();
  }

  private static Cell ok(String code) {
    Cell cell = kernel.run(code);
    assertThat(cell.error()).as(code).isEmpty();
    return cell;
  }

  private static <T> T await(Supplier<Optional<T>> what) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    while (Instant.now().isBefore(end)) {
      Optional<T> found = what.get();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("waited in vain");
  }

  private static List<Path> files(Path in, String ending) {
    if (!Files.isDirectory(in)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(in)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shardsAreThoseOfOneMachineThoughAnExecutorIsKilled() throws Exception {
    ok("var pictures = ImageData.open(datasets + \"/openmoji/things\").size(64);");
    ok("var here = ImageShards.of(pictures).perShard(50).write(folder.resolve(\"here\"));");
    String id =
        kernel.submit(
            "var there ="
                + " ImageShards.of(pictures).perShard(50).on(Spark.executors()).write(folder.resolve(\"there\"));"
                + " there");
    await(() -> files(folder.resolve("there"), ".done").stream().findFirst());
    kernel.descendants().stream()
        .filter(p -> p.info().commandLine().orElse("").contains("ExecutorBackend"))
        .findFirst()
        .orElseThrow()
        .destroyForcibly();
    Cell cell = kernel.await(id);
    assertThat(cell.error()).isEmpty();
    assertThat(cell.value()).contains("train 300, test 746; 5 classes; 64×64, colour");
    List<Path> here = files(folder.resolve("here"), "");
    assertThat(here).hasSize(1 + 6 + 15 + 2); // the folder, shards of 50, what says of them
    for (Path file : here.subList(1, here.size())) {
      Path other = folder.resolve("there").resolve(file.getFileName());
      assertThat(sums(other)).isEqualTo(sums(file));
    }
    assertThat(files(folder.resolve("there"), "")).hasSameSizeAs(here);
  }

  /** Times of files are in what a shard was made from, and so are not compared. */
  private static String sums(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  @Test
  void textsAreCutOnExecutorsAndAPictureThatIsNoneIsNamed() throws Exception {
    Cell cell =
        ok(
            """
            var book = Path.of(datasets, "moby-dick/moby-dick.txt");
            var tokenizer = BytePairTokenizer.train(TextData.open(book).train().substring(0, 20_000), 300);
            var tokens = TextShards.lines(tokenizer, book).perShard(400_000);
            var local = tokens.write(folder.resolve("tokens"));
            var spread = tokens.on(Spark.executors()).write(folder.resolve("spread"));
            Arrays.equals(spread.batch(64, 8).trainTokens(), local.batch(64, 8).trainTokens()) + " " + spread\
            """);
    assertThat(cell.value()).contains("true", "in 3 shards");
    Path bad = Files.createDirectories(folder.resolve("bad/a"));
    Files.writeString(bad.resolve("x.png"), "no picture");
    ok(
        "var bad = ImageShards.of(ImageData.open(folder.resolve(\"bad\")).size(8)).on(Spark.executors());");
    assertThat(kernel.run("bad.write(folder.resolve(\"none\"))").error())
        .contains("DataException", "x.png is no picture that can be read");
  }

  private static Stream<JsonObject> runs(String experiment) {
    return files(folder.resolve(experiment), "run.json").stream()
        .map(
            file -> {
              try {
                return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void aSweepGoesOnWhenAnExecutorIsKilledAndEachTrialCountsOnce() throws Exception {
    ok(
        """
        Body<Exception> trial = run -> {
          int hidden = run.config().integer("hidden");
          if (hidden == 13) {
            throw new IllegalStateException("thirteen");
          }
          var data = ImageData.open(datasets + "/fashion-mnist").split(0.1).normalize().batch(300);
          var learner = Learner.classifier(data, Mlp.of(784, hidden, 10)).optimizer(Sgd.of(0.1));
          run.fit(learner, 4, oneCycle(0.1));
        };
        var sweep = Sweep.grid(Space.of().choice("hidden", 8, 13, 32)).minimize("valid_loss");\
        """);
    String id =
        kernel.submit(
            "var swept = sweep.in(folder.resolve(\"runs\")).on(Spark.executors()).run(\"clothes\","
                + " trial); swept.table()");
    Path logged = await(() -> files(folder.resolve("runs"), "metrics.jsonl").stream().findFirst());
    JsonObject run =
        await(
            () ->
                runs("runs")
                    .filter(r -> r.get("status").getAsString().equals("RUNNING"))
                    .filter(r -> logged.toString().contains(r.get("id").getAsString()))
                    .findFirst());
    long pid = run.getAsJsonObject("process").get("pid").getAsLong();
    assertThat(kernel.descendants()).anyMatch(p -> p.pid() == pid);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Cell cell = kernel.await(id);
    assertThat(cell.error()).isEmpty();
    assertThat(cell.html()).contains("finished", "failed", "thirteen");
    assertThat(cell.output()).contains("trials finished"); // the table that grew
    assertThat(runs("runs")).hasSize(3);
    assertThat(runs("runs").map(r -> r.get("status").getAsString()))
        .containsExactlyInAnyOrder("FINISHED", "FINISHED", "FAILED");
    assertThat(
            runs("runs")
                .filter(r -> r.get("id").equals(run.get("id")))
                .map(r -> r.get("attempts").getAsInt()))
        .containsExactly(2);
    // The same as without a cluster, but for the order of sums of two threads.
    ok("var alone = sweep.in(folder.resolve(\"alone\")).run(\"clothes\", trial);");
    assertThat(
            ok("""
                    IntStream.of(0, 2).mapToObj(i -> Math.abs(swept.trials().get(i).value() - alone.trials().get(i).value()) < 1e-3
                        && swept.trials().get(i).config().equals(alone.trials().get(i).config())).toList()\
                    """)
                .value())
        .isEqualTo("[true, true]");
    // Run again it takes over what is finished, and tries again what failed.
    ok("sweep.in(folder.resolve(\"runs\")).on(Spark.executors()).run(\"clothes\", trial);");
    assertThat(runs("runs").map(r -> r.get("attempts").getAsInt()))
        .containsExactlyInAnyOrder(1, 2, 2);
  }

  @Test
  void anInterruptStopsTheTrialsWhichSayHowFarTheyCame() throws Exception {
    String id =
        kernel.submit(
            """
            var stopped = Sweep.grid(Space.of().choice("n", 1, 2, 3)).minimize("x").in(folder.resolve("stopped"))
                .on(Spark.executors()).run("slow", run -> {
                  run.log(1, "x", run.config().integer("n"));
                  Thread.sleep(60_000);
                });\
            """);
    await(() -> files(folder.resolve("stopped"), "metrics.jsonl").stream().skip(1).findFirst());
    Instant at = Instant.now();
    kernel.interrupt();
    kernel.await(id);
    assertThat(Duration.between(at, Instant.now())).isLessThan(Duration.ofSeconds(50));
    assertThat(runs("stopped").map(r -> r.get("status").getAsString()))
        .containsExactly("INTERRUPTED", "INTERRUPTED");
  }

  @Test
  void whatATrialCapturesThatCannotBeSentIsNamed() {
    Cell cell =
        kernel.run(
            """
            void capture() {
              var thread = new Thread();
              Sweep.grid(Space.of().choice("n", 1)).minimize("x").in(folder.resolve("captured"))
                  .on(Spark.executors()).run("captured", run -> thread.start());
            }
            capture();\
            """);
    assertThat(cell.error())
        .contains("trial of captured cannot be sent to executors: it captures a java.lang.Thread");
    Cell own =
        kernel.run(
            """
            void map() {
              var thread = new Thread();
              JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(List.of(1)).map(i -> thread.getName()).collect();
            }
            map();\
            """);
    // Spark's own words, and where in the cell.
    assertThat(own.error()).contains("Task not serializable");
    assertThat(own.trace())
        .contains("NotSerializableException: java.lang.Thread", "map(i -> thread.getName())");
  }

  @Test
  void aJobsBarNamesItsStagesAndTheSessionLinksToSparksPage() throws Exception {
    Cell job =
        ok(
            """
            int seconds = 1;
            static int slow(int i, int seconds) throws Exception { Thread.sleep(1000 * seconds); return i % 2; }
            var counts = JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(List.of(1, 2, 3), 3)
                .map(i -> slow(i, seconds)).mapToPair(i -> new scala.Tuple2<>(i, 1)).reduceByKey((a, b) -> a + b).collectAsMap();\
            """);
    assertThat(job.output()).contains("Spark job", "stage 1 of 2: mapToPair", "2 stages");
    assertThat(ok("counts.get(1) + \" \" + counts.get(0)").value()).contains("2 1");
    // The method declared anew is what runs.
    ok("static int slow(int i, int seconds) { return 7; }");
    assertThat(
            ok("JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(List.of(1,"
                    + " 2), 2).map(i -> slow(i, 0)).collect()")
                .value())
        .isEqualTo("[7, 7]");
    String html = ok("spark").html();
    var link = Pattern.compile("href=\"(http://[^\"]+)\"").matcher(html);
    assertThat(link.find()).as(html).isTrue();
    var answer =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(link.group(1))).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Spark Jobs");
  }

  @Test
  void whatIsWrongWithASettingIsSaidWithItsName() throws Exception {
    try (var other = new KernelProcess()) {
      assertThat(other.run("%use spark --master local-cluster[2,1,99999999]").error())
          .contains("asks for 199,999,998 MiB, this machine has");
      assertThat(other.run("%use spark --conf spark.executor.memory=4g").error())
          .contains("spark.executor.memory=4g is more than the 2,048 MiB of an executor");
      assertThat(other.run("%use spark --master yarn").error())
          .contains("--master yarn needs a module", "%maven org.apache.spark:spark-yarn_2.13:4.");
      assertThat(
              other
                  .run(
                      "%use spark --master local[1] --conf spark.driver.memory=1m --conf spark.testing.memory=1000000")
                  .error())
          .contains("spark.driver.memory");
      // An executor that has nowhere to put the library, and so has none.
      Cell use =
          other.run(
              "%use spark --master local-cluster[1,2,600] --conf"
                  + " spark.executorEnv.ENGINE_CACHE_DIR=/proc/none");
      assertThat(use.error()).isEmpty();
      assertThat(
              other
                  .run(
                      """
                      var network = Mlp.of(2, 2);
                      network.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(1, 2));
                      SparkPredictor.of(network, () -> Mlp.of(2, 2), 2).predict(spark.range(3).selectExpr("id", "id + 1")).collectAsList()\
                      """)
                  .error())
          .contains(
              "has no native library of PyTorch for Linux",
              "/proc/none",
              "spark.executorEnv.PYTORCH_LIBRARY_PATH");
      // Two tasks at a time, each with one of the engine's threads.
      assertThat(
              other
                  .run(
                      "JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(List.of(1,"
                          + " 2), 2).map(i -> System.getenv(\"OMP_NUM_THREADS\")).collect()")
                  .value())
          .isEqualTo("[1, 1]");
    }
  }
}
