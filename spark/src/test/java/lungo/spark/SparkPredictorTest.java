package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import lungo.models.Mlp;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkPredictorTest {

  private static SparkSession spark;
  private static NDManager manager;
  private static Block model;

  @BeforeAll
  static void start() {
    spark = LocalSessions.start();
    manager = NDManager.newBaseManager();
    model = Mlp.of(3, 8, 2);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
  }

  @AfterAll
  static void stop() {
    spark.stop();
    manager.close();
  }

  private static Dataset<Row> rows(int count) {
    return spark.range(0, count, 1, 3).selectExpr("id", "id / 100 as a", "array(id % 7, 0.5) as b");
  }

  @Test
  void outputsAreThoseOfOneMachineWhateverTheBatch() {
    var examples = new ArrayList<float[]>();
    for (int id = 0; id < 1000; id++) {
      examples.add(new float[] {id / 100f, id % 7, 0.5f});
    }
    float[][] here = ShippedModel.apply(model, new long[] {3}, examples);
    try (var predictor = SparkPredictor.of(model, () -> Mlp.of(3, 8, 2), 3).columns("a", "b")) {
      for (int batch : new int[] {1, 64, 256}) {
        List<Row> there = predictor.batch(batch).predict(rows(1000)).orderBy("id").collectAsList();
        assertThat(there).hasSize(1000);
        for (int id = 0; id < 1000; id++) {
          List<Float> outputs = there.get(id).getList(3);
          assertThat(there.get(id).getLong(0)).isEqualTo(id);
          assertThat(outputs).hasSize(2);
          assertThat(outputs.get(0)).isCloseTo(here[id][0], within(1e-5f));
          assertThat(outputs.get(1)).isCloseTo(here[id][1], within(1e-5f));
        }
      }
    }
  }

  @Test
  void anEncodingOfTheUsersMakesNumbersOfARow() {
    try (var predictor =
        SparkPredictor.of(model, () -> Mlp.of(3, 8, 2), 3)
            .encode(row -> new float[] {row.getLong(0), 1, 2})
            .output("scores")) {
      Dataset<Row> scored = predictor.predict(spark.range(5).toDF());
      assertThat(scored.columns()).containsExactly("id", "scores");
      assertThat(scored.count()).isEqualTo(5);
      float[] here = ShippedModel.apply(model, new long[] {3}, List.of(new float[] {4, 1, 2}))[0];
      List<Float> there = scored.orderBy("id").collectAsList().get(4).getList(1);
      assertThat(there.get(1)).isCloseTo(here[1], within(1e-5f));
    }
  }

  @Test
  void rowsThatDoNotFitAreNamed() {
    try (var predictor = SparkPredictor.of(model, () -> Mlp.of(3, 8, 2), 3)) {
      assertThatThrownBy(() -> predictor.predict(spark.range(5).toDF()).collect())
          .hasStackTraceContaining("an example of shape [3] has 3 numbers, the row gives 1");
      assertThatThrownBy(() -> predictor.predict(spark.sql("select 'x' as word")).collect())
          .hasStackTraceContaining("expected numbers in column 'word', got String x");
      assertThatThrownBy(() -> predictor.output("id").predict(rows(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has a column 'id' already");
    }
    assertThatThrownBy(() -> SparkPredictor.of(model, () -> model))
        .hasMessageContaining("expected the shape of an example");
  }
}
