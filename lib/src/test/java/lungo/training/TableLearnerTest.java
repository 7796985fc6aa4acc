package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import lungo.explain.Explain;
import lungo.metrics.RegressionErrors;
import lungo.models.Forecaster;
import lungo.models.RecurrentConfig;
import lungo.models.TabularConfig;
import lungo.models.TabularMlp;
import lungo.optim.Adam;
import lungo.random.Seed;
import lungo.tables.CsvFile;
import lungo.tables.SeriesData;
import lungo.tables.TableBatches;
import lungo.tables.TableData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableLearnerTest {

  private static final Path SETS = Path.of("..", "datasets");

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static Table flights() {
    return CsvFile.read(SETS.resolve("nyc-flights").resolve("flights.csv"));
  }

  private static TabularConfig config(TableBatches data) {
    return TabularConfig.of(data.categorySizes(), data.numbers(), data.outputs());
  }

  private static Learner fitted(TableBatches data, int epochs, int... hidden) {
    Seed.set(1);
    var learner =
        Learner.regression(data, TabularMlp.of(config(data).hidden(hidden)))
            .optimizer(Adam.of(0.01));
    learner.fit(epochs, Schedules.oneCycle(0.01));
    return learner;
  }

  @Test
  void aNetworkTellsFlightTimesBetterThanALinearModelAndTheMean() {
    Seed.set(1);
    var data =
        TableData.regression(flights(), "air_time")
            .without("arr_delay", "distance")
            .split(0.15)
            .batch(128);
    RegressionErrors linear = fitted(data, 6).errors(data.test());
    Learner learner = fitted(data, 6, 64);
    RegressionErrors errors = learner.errors(data.test());
    assertThat(linear.r2().orElseThrow()).isGreaterThan(0.97); // 0 for the mean
    assertThat(errors.rootMeanSquared()).isLessThan(0.95 * linear.rootMeanSquared());
    assertThat(learner.history().columns()).contains("valid_mae", "valid_rmse");

    Table rows = data.test().table();
    double[] said = learner.predict(rows).doubleColumn("prediction").asDoubleArray();
    double[] actual = rows.intColumn("air_time").asDoubleArray();
    assertThat(RegressionErrors.of(actual, said).rootMeanSquared())
        .isCloseTo(errors.rootMeanSquared(), within(1e-3));
    assertThat(learner.predictions(data.test())[3][0]).isCloseTo(said[3], within(1e-3));

    var importance = Explain.explain(learner).permutationImportance(rows.first(300), 2);
    assertThat(importance.table().stringColumn("column").get(0)).isEqualTo("dest");
    assertThat(importance.features()).extracting(f -> f.name()).contains("date", "built");
    assertThat(importance.features()).hasSize(13);
    assertThatThrownBy(() -> learner.evaluate(data.test()))
        .hasMessage("this learner tells numbers, not classes; errors(…) judges it");
  }

  @Test
  void aClassifierOfRowsGivesProbabilities() {
    Seed.set(1);
    var table = flights().first(4000);
    var bands = StringColumn.create("band");
    for (double miles : table.intColumn("distance").asDoubleArray()) {
      bands.append(miles < 500 ? "short" : miles < 1200 ? "middle" : "long");
    }
    table.addColumns(bands);
    var data =
        TableData.classification(table, "band")
            .without("distance", "air_time", "arr_delay")
            .split(0.2)
            .batch(64);
    var learner =
        Learner.classifier(data, TabularMlp.of(config(data).hidden(32))).optimizer(Adam.of(0.01));
    learner.fit(4, Schedules.oneCycle(0.01));
    var report = learner.evaluate(data.test());
    double most = 0;
    for (String name : data.classes()) {
      most = Math.max(most, table.stringColumn("band").isEqualTo(name).size() / 4000.0);
    }
    assertThat(report.accuracy()).isGreaterThan(0.95).isGreaterThan(most + 0.3);

    Table rows = data.test().table();
    Table said = learner.predict(rows.copy().removeColumns("band"));
    assertThat(said.columnNames())
        .containsExactly("prediction", "P(long)", "P(middle)", "P(short)");
    int right = 0;
    for (int i = 0; i < said.rowCount(); i++) {
      double sum = 0;
      for (int c = 1; c <= 3; c++) {
        sum += ((DoubleColumn) said.column(c)).get(i);
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
      right += said.getString(i, 0).equals(rows.getString(i, "band")) ? 1 : 0;
    }
    assertThat(right / (double) said.rowCount()).isCloseTo(report.accuracy(), within(1e-9));
    var importance = Explain.explain(learner).permutationImportance(rows.first(200), 1);
    assertThat(importance.score()).isGreaterThan(0.9);
    assertThat(importance.table().stringColumn("column").get(0)).isEqualTo("dest");
    assertThatThrownBy(() -> Learner.regression(data, TabularMlp.of(config(data))))
        .hasMessageContaining("Learner.classifier");
    assertThatThrownBy(() -> learner.errors(data.test())).hasMessageContaining("no numbers");
  }

  @Test
  void anLstmForecastsBirthsBetterThanTheNaiveOnes() {
    Seed.set(1);
    var births = CsvFile.read(SETS.resolve("us-births").resolve("births.csv"));
    births.addColumns(births.intColumn("births").lag(364).setName("year before"));
    var data =
        SeriesData.of(births.inRange(364, births.rowCount()), "births")
            .calendar("date")
            .known("year before")
            .windows(14, 7)
            .split(0.14)
            .batch(64);
    var learner =
        Learner.regression(data, Forecaster.lstm(RecurrentConfig.of(data.inputs(), 32), 7))
            .optimizer(Adam.of(0.005));
    learner.fit(5, Schedules.oneCycle(0.01));
    double error = learner.errors(data.test()).meanAbsolute();
    double seasonal = data.test().seasonalNaive(7).meanAbsolute();
    double naive = data.test().naive().meanAbsolute();
    assertThat(seasonal).isLessThan(naive / 3);
    assertThat(error).isLessThan(0.95 * seasonal);
    double[][] said = learner.predictions(data.test());
    assertThat(said).hasDimensions(data.test().size(), 7);
  }

  @Test
  void aLearnerOfRowsIsSavedWithWhatItsRowsNeed(@TempDir Path folder) {
    Seed.set(1);
    var table = flights().first(500);
    var regression =
        TableData.regression(table, "air_time").without("arr_delay").split(0.2).batch(64);
    assertComesBack(fitted(regression, 1, 8), table, folder.resolve("numbers"));
    var classes = TableData.classification(table, "origin").split(0.2).batch(64);
    var teller = Learner.classifier(classes, TabularMlp.of(config(classes)));
    assertComesBack(teller, table, folder.resolve("classes"));
  }

  private static void assertComesBack(Learner learner, Table rows, Path directory) {
    learner.save(directory);
    var loaded = Learner.load(directory);
    assertThat(loaded.predict(rows).printAll()).isEqualTo(learner.predict(rows).printAll());
    assertThat(loaded.tables().orElseThrow().unseen(rows))
        .isEqualTo(learner.tables().orElseThrow().unseen(rows));
  }

  @Test
  void aLearnerWithoutATableCannotPredictRows() {
    var births = CsvFile.read(SETS.resolve("us-births").resolve("births.csv"));
    var data = SeriesData.of(births, "births").windows(2, 1).batch(64);
    var learner = Learner.regression(data, Forecaster.gru(RecurrentConfig.of(1, 2), 1));
    assertThatThrownBy(() -> learner.predict(births))
        .hasMessage("this learner was not trained on a table");
    assertThatThrownBy(() -> Explain.explain(learner).permutationImportance(births, 1))
        .hasMessageContaining("not trained on a table");
    assertThatThrownBy(() -> learner.recipe(Recipe.standard().mixup(0.2)).fit(1))
        .hasMessageContaining("are for classifiers");
  }
}
