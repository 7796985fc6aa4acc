package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lungo.spark.KernelProcess.Cell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A notebook in its kernel's process with two executors of 1 GiB in processes of theirs. */
@Timeout(600)
class ClusterNotebookTest {

  private static KernelProcess kernel;

  @BeforeAll
  static void start() throws Exception {
    kernel = new KernelProcess();
    // Declared before Spark is there, and used on executors all the same.
    ok("static int tripled(int x) { return 3 * x; }");
    // All of the heap is resident from the start, so that what grows is what is outside of it.
    String touched = "--conf 'spark.executor.extraJavaOptions=-Xms1024m -XX:+AlwaysPreTouch'";
    Cell use = ok("%use spark --master local-cluster[2,1,1024] " + touched);
    assertThat(use.output()).contains("Spark 4.", "local-cluster[2,1,1024]", "http://");
    ok("var sc = JavaSparkContext.fromSparkContext(spark.sparkContext());");
  }

  @AfterAll
  static void close() throws Exception {
    kernel.close();
  }

  private static Cell ok(String code) {
    Cell cell = kernel.run(code);
    assertThat(cell.error()).as(code).isEmpty();
    return cell;
  }

  private static String value(String code) {
    return ok(code).value();
  }

  @Test
  void tasksRunInTheProcessesOfTwoExecutors() {
    String processes =
        value(
            """
            sc.parallelize(List.of(1, 2), 2).map(i -> {
              Thread.sleep(500);
              return ProcessHandle.current().pid();
            }).distinct().collect().size() + " " + spark.sparkContext().statusTracker().getExecutorInfos().length\
            """);
    assertThat(processes).isEqualTo("2 3"); // the driver is the third
  }

  @Test
  void aDataFrameIsATableWithTypesHeadAndCount() {
    Cell frame =
        ok("spark.range(1000).selectExpr(\"id\", \"id % 3 as `a<b`\", \"cast(id as string) s\")");
    assertThat(frame.value()).contains("bigint", "string", "…", "1,000 rows × 3 columns");
    assertThat(frame.html()).contains("<table", "a&lt;b", "1,000 rows");
    assertThat(value("spark.range(2)")).endsWith("2 rows × 1 column");
  }

  @Test
  void tablesOfTablesawGoThereAndBack() {
    ok(
        """
        var table = Table.create("t", StringColumn.create("name", "a", "b", null),
            IntColumn.create("n", new Integer[] {1, null, 3}), DoubleColumn.create("x", 0.5, 1.5, 2.5),
            DateColumn.create("day", java.time.LocalDate.of(2026, 2, 28), null, java.time.LocalDate.of(1969, 7, 20)));
        var back = DataFrames.toTable(DataFrames.of(table).orderBy("x"));\
        """);
    assertThat(
            value("back.setName(\"t\").printAll().equals(table.printAll()) + \" \" + back.types()"))
        .startsWith("true [STRING, INTEGER, DOUBLE, LOCAL_DATE]");
    assertThat(value("DataFrames.of(table).groupBy().sum(\"n\", \"x\").collectAsList()"))
        .isEqualTo("[[4,4.5]]"); // 1 + 3, 0.5 + 1.5 + 2.5
  }

  @Test
  void lambdasRecordsAndMethodsOfCellsRunOnExecutors() {
    ok(
        "record Point(int x, int y) implements Serializable { int norm() { return x * x + y * y; }"
            + " }");
    // 1 + 4 = 5, tripled(2) = 6; 9 + 16 = 25, tripled(4) = 12
    assertThat(
            value(
                "sc.parallelize(List.of(new Point(1, 2), new Point(3, 4)), 2)"
                    + ".map(p -> new Point(p.norm(), tripled(p.y()))).collect()"))
        .contains("5", "6", "25", "12");
    ok("record Point(int x, int y) implements Serializable { int norm() { return x + y; } }");
    assertThat(
            value(
                "sc.parallelize(List.of(new Point(1, 2), new Point(3, 4)), 2)"
                    + ".map(p -> p.norm()).collect()"))
        .isEqualTo("[3, 7]");
    assertThat(
            value(
                "spark.range(4).map((MapFunction<Long, Long>) x -> x * x,"
                    + " Encoders.LONG()).collectAsList()"))
        .isEqualTo("[0, 1, 4, 9]");
  }

  @Test
  void variablesHaveTheValuesThatTheyHaveWhenTheJobRuns() {
    ok("int factor = 3; String unit = \"m\"; double[] weights = {0.5, 2};");
    String job =
        "sc.parallelize(List.of(1, 2), 2).map(i -> i * factor * weights[1] + unit).collect()";
    assertThat(value(job)).isEqualTo("[6.0m, 12.0m]");
    ok("factor = 5; weights[1] = 10; unit = \"km\";");
    assertThat(value(job)).isEqualTo("[50.0km, 100.0km]");
  }

  @Test
  void whatCannotBeShippedIsNamed() {
    ok("var thread = new Thread(); int count = 0;");
    assertThat(
            kernel
                .run("sc.parallelize(List.of(1), 1).map(i -> thread.getName()).collect()")
                .error())
        .contains("the notebook's variable thread cannot be sent to executors", "NotSerializable");
    assertThat(kernel.run("sc.parallelize(List.of(1), 1).map(i -> count = i).collect()").error())
        .contains("sets the notebook's variable count");
    assertThat(
            kernel
                .run("sc.parallelize(List.of(1), 1).map(i -> spark.range(i).count()).collect()")
                .error())
        .contains("variable spark cannot be sent", "only the driver does");
  }

  @Test
  void theLibraryAndItsEngineAreOnExecutors() {
    assertThat(
            value(
                """
                sc.parallelize(List.of(1f, 2f), 2).map(x -> {
                  try (var manager = NDManager.newBaseManager()) {
                    return manager.create(new float[] {x, 3}).sum().getFloat();
                  }
                }).collect()\
                """))
        .isEqualTo("[4.0, 5.0]");
  }

  @Test
  void aModelIsAppliedToAHundredThousandRowsInFlatMemory() {
    ok(
        """
        var network = Mlp.of(400, 16, 2);
        network.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(1, 400));
        var predictor = SparkPredictor.of(network, () -> Mlp.of(400, 16, 2), 400).columns("x");
        var rows = spark.range(100_000).selectExpr("id", "array_repeat(float(id % 10), 400) as x");
        Row pass() {
          return predictor.predict(rows).filter("id % 10 = 3")
              .selectExpr("count(*)", "min(outputs[1])", "max(outputs[1])").head();
        }
        static long resident() throws IOException {
          return 4096 * Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
        }
        long[] residents() {
          return sc.parallelize(List.of(1, 2), 2).map(i -> { Thread.sleep(300); return resident(); })
              .collect().stream().mapToLong(r -> r).toArray();
        }
        pass();
        long[] before = residents();\
        """);
    String scored = value("pass(); pass(); pass()");
    // What a pass takes in is 100,000 · 400 · 4 bytes, 80 MB an executor; three would be 240.
    assertThat(
            value(
                "LongStream.of(residents()).max().getAsLong() -"
                    + " LongStream.of(before).min().getAsLong() < 120_000_000"))
        .isEqualTo("true");
    assertThat(scored).startsWith("[10000,");
    String here =
        value(
            """
            float[] threes = new float[400];
            Arrays.fill(threes, 3);
            float here;
            try (var manager = NDManager.newBaseManager()) {
              here = network.forward(new ai.djl.training.ParameterStore(manager, false),
                  new NDList(manager.create(threes, new Shape(1, 400))), false).head().toFloatArray()[1];
            }
            var row = pass();
            Math.max(Math.abs(row.getFloat(1) - here), Math.abs(row.getFloat(2) - here)) < 1e-4\
            """);
    assertThat(here).isEqualTo("true");
  }

  @Test
  void anInterruptCancelsTheJobAndTheBarSaysSo() {
    String id =
        kernel.submit(
            "sc.parallelize(List.of(1, 2, 3, 4), 4).map(i -> { Thread.sleep(60_000); return i;"
                + " }).collect()");
    kernel.awaitOutput(id, "Spark job");
    Instant at = Instant.now();
    kernel.interrupt();
    Cell cell = kernel.await(id);
    assertThat(cell.error()).contains("nterrupt");
    // The executors are free again, long before the minute is over.
    assertThat(value("sc.parallelize(List.of(1, 2), 2).map(i -> i + 1).collect()"))
        .isEqualTo("[2, 3]");
    assertThat(Duration.between(at, Instant.now())).isLessThan(Duration.ofSeconds(55));
  }

  @Test
  void executorsEndWithAKernelThatIsKilled() throws Exception {
    try (var other = new KernelProcess()) {
      assertThat(other.run("%use spark --master local-cluster[1,1,512]").error()).isEmpty();
      List<ProcessHandle> started = other.descendants();
      assertThat(started).hasSize(2); // the cluster and its executor
      other.kill();
      Instant end = Instant.now().plusSeconds(30);
      while (started.stream().anyMatch(ProcessHandle::isAlive) && Instant.now().isBefore(end)) {
        Thread.sleep(100);
      }
      assertThat(started).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void aMasterThatDoesNotAnswerIsSaidAtOnce() throws Exception {
    try (var other = new KernelProcess()) {
      assertThat(other.run("%use spark --master spark://localhost:1").error())
          .contains("no Spark master answers at spark://localhost:1: Connection refused");
      assertThat(other.run("%use spark --mastre x").error()).contains("no option '--mastre'");
      Cell local = other.run("%use spark --master local[2]");
      assertThat(local.error()).isEmpty();
      assertThat(
              other
                  .run(
                      "int k = 7; spark.range(3).map((MapFunction<Long, Long>) x -> x * k,"
                          + " Encoders.LONG()).collectAsList()")
                  .value())
          .isEqualTo("[0, 7, 14]");
    }
  }
}
