package lungo.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.data.Split;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableDataTest {

  private static final Path FLIGHTS = Path.of("..", "datasets", "nyc-flights", "flights.csv");

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  /** Rows 0 to 5 are learned from, 6 is validated and 7 tested. */
  private static Split eight() {
    var parts = new ArrayList<Part>(Collections.nCopies(6, Part.TRAIN));
    parts.addAll(List.of(Part.VALID, Part.TEST));
    return Split.of(parts);
  }

  private static Table animals() {
    return Table.create(
        "animals",
        StringColumn.create("kind", "cat", "dog", "", "cat", "dog", "ant", "cow", ""),
        DoubleColumn.create("weight", 3, 20, 5, 4, 30, 0.1, 600, 7),
        IntColumn.create("legs", 4, 4, 4, 3, 4, 6, 4, 4),
        BooleanColumn.create("pet", true, true, true, true, true, false, false, true));
  }

  private NDList all(TablePreparation preparation, Table table) {
    return preparation.apply(manager, table);
  }

  @Test
  void numbersAreScikitLearnsFittedOnTheTrainingPart() throws Exception {
    JsonObject reference;
    try (var in =
        Objects.requireNonNull(TableDataTest.class.getResourceAsStream("/lungo/data/table.json"))) {
      reference =
          JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
              .getAsJsonObject();
    }
    var column = DoubleColumn.create("x");
    for (JsonElement value : reference.getAsJsonArray("column")) {
      column.append(value.isJsonNull() ? Double.NaN : value.getAsDouble());
    }
    var table = Table.create(column, animals().stringColumn("kind").setName("y"));
    var data =
        TableData.regression(table.copy().addColumns(animals().doubleColumn("weight")), "weight");
    for (Missing strategy : List.of(Missing.MEAN, Missing.MEDIAN)) {
      var preparation = data.missing(strategy).split(eight()).batch(6).preparation();
      assertThat(preparation.numbers()).containsExactly("x", "x is missing");
      float[] found = all(preparation, table).head().toFloatArray(); // (8, 2)
      var expected = reference.getAsJsonArray(strategy.name().toLowerCase(Locale.ROOT));
      for (int i = 0; i < 8; i++) {
        assertThat((double) found[2 * i]).isCloseTo(expected.get(i).getAsDouble(), within(1e-6));
        assertThat(found[2 * i + 1]).isEqualTo(i == 1 || i == 4 ? 1 : 0);
      }
    }
  }

  @Test
  void categoriesOfTheTrainingPartHaveNumbersAndAllOthersAreZero() {
    var data = TableData.classification(animals(), "pet").categories("legs").split(eight());
    var preparation = data.batch(6).preparation();
    assertThat(preparation.categories())
        .containsEntry("kind", List.of("ant", "cat", "dog"))
        .containsEntry("legs", List.of("3", "4", "6"));
    assertThat(preparation.categorySizes()).containsExactly(4, 4);
    NDList found = all(preparation, animals());
    assertThat(found.get(1).getDataType()).isEqualTo(DataType.INT64);
    assertThat(found.get(1).get(":, 0").toLongArray()).containsExactly(2, 3, 0, 2, 3, 1, 0, 0);
    assertThat(preparation.unseen(animals())).isEqualTo(Map.of("kind", Set.of("cow")));
    var rare = data.leastSeen(2).batch(6).preparation();
    assertThat(rare.categories()).containsEntry("kind", List.of("cat", "dog"));
    assertThat(rare.unseen(animals()).get("kind")).containsExactly("ant", "cow");
  }

  @Test
  void datesBecomeDaysMonthsAndWeekdays() {
    var table =
        Table.create(
            DateColumn.create("day", LocalDate.of(1970, 1, 2), LocalDate.of(1970, 2, 1)),
            DateTimeColumn.create(
                "at", LocalDateTime.of(1970, 1, 1, 12, 0), LocalDateTime.of(1970, 1, 3, 0, 0)),
            DoubleColumn.create("y", 1, 2));
    var preparation = TableData.regression(table, "y").batch(2).preparation();
    assertThat(preparation.numbers()).containsExactly("day days", "at days");
    // Days 1 and 31, then 0.5 and 2: of two numbers one is a deviation below the mean, one above.
    assertThat(all(preparation, table).head().toFloatArray()).containsExactly(-1, -1, 1, 1);
    assertThat(preparation.table().stringColumn("values").get(1)).isEqualTo("1.250 ± 0.7500");
    assertThat(preparation.categories())
        .containsEntry("day month", List.of("1", "2"))
        .containsEntry("day weekday", List.of("5", "7")) // a Friday and a Sunday
        .containsEntry("at hour", List.of("0", "12"));
  }

  @Test
  void batchesHoldEachRowOfTheFlightsOnce() {
    var table = CsvFile.read(FLIGHTS);
    assertThat(table.rowCount()).isEqualTo(10_000);
    assertThat(table.column("date").type()).isEqualTo(ColumnType.LOCAL_DATE);
    assertThat(table.column("built").countMissing()).isEqualTo(1627);
    var data = TableData.regression(table, "air_time").without("arr_delay").split(0.1).batch(256);
    assertThat(data.train().size()).isEqualTo(8000);
    assertThat(data.preparation().numbers())
        .contains("built is missing")
        .doesNotContain("seats days");
    assertThat(data.preparation().columns()).doesNotContain("arr_delay", "air_time");
    double sum = 0;
    int rows = 0;
    try (var epoch = data.test().epoch(0)) {
      while (epoch.hasNext()) {
        var batch = epoch.next(manager);
        assertThat(batch.inputs().get(0).getShape())
            .isEqualTo(new Shape(batch.size(), data.numbers()));
        for (float target : batch.targets().head().toFloatArray()) {
          sum += data.preparation().scale().orElseThrow().invert(target);
          rows++;
        }
      }
    }
    assertThat(rows).isEqualTo(1000);
    assertThat(sum / rows)
        .isCloseTo(data.test().table().intColumn("air_time").mean(), within(1e-3));
    // Fitted on the training part: there the mean is 0, elsewhere nearly so.
    float[] train = all(data.preparation(), data.train().table()).head().get(":, 0").toFloatArray();
    assertThat(IntStream.range(0, train.length).mapToDouble(i -> train[i]).average().orElseThrow())
        .isCloseTo(0, within(1e-4));
    float[] test = all(data.preparation(), data.test().table()).head().get(":, 0").toFloatArray();
    assertThat(Math.abs(IntStream.range(0, test.length).mapToDouble(i -> test[i]).sum()))
        .isGreaterThan(0.1);
  }

  @Test
  void trainingRowsAreShuffledByTheSeed() {
    var data = TableData.classification(animals(), "pet").batch(4);
    Seed.set(1);
    float[] first = first(data, 0);
    assertThat(first(data, 0)).isEqualTo(first);
    assertThat(first(data, 1)).isNotEqualTo(first);
  }

  private float[] first(TableBatches data, int epoch) {
    try (var batches = data.train().epoch(epoch)) {
      return batches.next(manager).inputs().head().toFloatArray();
    }
  }

  @Test
  void classesKeepTheirSharesAndFoldsCoverAll() {
    var table = CsvFile.read(FLIGHTS);
    var late = BooleanColumn.create("late", table.intColumn("arr_delay").isGreaterThan(15), 10_000);
    table.addColumns(late);
    var data = TableData.classification(table, "late").split(0.1);
    assertThat(data.part(Part.TEST).booleanColumn("late").countTrue()).isEqualTo(233); // of 2,331
    var folds = Split.folds(table.rowCount(), 5);
    int[] all =
        folds.stream().flatMapToInt(f -> Arrays.stream(f.rows(Part.VALID))).sorted().toArray();
    assertThat(all).isEqualTo(IntStream.range(0, 10_000).toArray());
    assertThat(data.split(folds.get(2)).batch(100).valid().size()).isEqualTo(2000);
  }

  @Test
  void whatCannotBeLearnedIsSaid() {
    var table = animals();
    assertThatThrownBy(() -> TableData.classification(table, "pets"))
        .isInstanceOf(DataException.class)
        .hasMessage("no target column 'pets'; there are: [kind, weight, legs, pet]");
    assertThatThrownBy(() -> TableData.classification(table, "kind"))
        .hasMessageStartingWith("target 'kind' is missing in 2 of 8 rows, first in row 2;");
    assertThatThrownBy(() -> TableData.classification(table, "weight"))
        .hasMessageContaining("'weight' is of type DOUBLE")
        .hasMessageContaining("regression");
    assertThatThrownBy(
            () -> TableData.regression(table.dropWhere(table.column("kind").isMissing()), "kind"))
        .hasMessageContaining("'kind' is of type STRING")
        .hasMessageContaining("classification");
    var same = Table.create(StringColumn.create("y", "a", "a"), DoubleColumn.create("x", 1, 2));
    assertThatThrownBy(() -> TableData.classification(same, "y"))
        .hasMessage("target 'y' has one class alone, [a]: nothing is to be told apart");
    assertThatThrownBy(() -> TableData.regression(table, "weight").without("color"))
        .hasMessage("no column 'color'; there are: [kind, weight, legs, pet]");
    assertThatThrownBy(() -> TableData.regression(table, "weight").without("weight"))
        .hasMessage("column 'weight' is the target");
    assertThatThrownBy(() -> TableData.regression(table, "weight").split(Split.random(9, 0.1)))
        .hasMessage("the split is of 9 rows, the table has 8");
    assertThatThrownBy(() -> TableData.regression(table, "weight").missing(Missing.REFUSE).batch(4))
        .hasMessageStartingWith("column 'kind' is missing in 2 of 8 rows");
  }

  @Test
  void columnsThatCannotBeUsedAreNamed() {
    var y = DoubleColumn.create("y", IntStream.range(0, 30).asDoubleStream().toArray());
    double[] none = new double[30];
    Arrays.fill(none, Double.NaN);
    var empty = TableData.regression(Table.create(y, DoubleColumn.create("x", none)), "y");
    assertThatThrownBy(() -> empty.batch(10))
        .hasMessage(
            "column 'x' is missing in all 30 rows of the training part; leave it out by"
                + " without(\"x\")");
    var names = StringColumn.create("id", IntStream.range(0, 30).mapToObj(i -> "row " + i));
    assertThatThrownBy(() -> TableData.regression(Table.create(y, names), "y").batch(10))
        .hasMessageStartingWith("each of 30 rows has another text in column 'id'");
    var mixed =
        StringColumn.create("age", IntStream.range(0, 30).mapToObj(i -> i == 7 ? "old" : "" + i));
    var data = TableData.regression(Table.create(y, mixed), "y");
    assertThatThrownBy(() -> data.batch(10))
        .hasMessageStartingWith(
            "column 'age' has numbers in 29 rows and text in 1, the first 'old' in row 7; if that"
                + " means missing, read the file by CsvFile.read(file, \"old\")");
    assertThatThrownBy(() -> data.without("age").batch(10))
        .hasMessage("no column is left beside the target 'y'");
  }

  @Test
  void rowsOfOtherTablesMustFit() {
    var preparation = TableData.regression(animals(), "weight").batch(4).preparation();
    assertThatThrownBy(
            () -> preparation.apply(manager, Table.create(StringColumn.create("kind", "cat"))))
        .hasMessage("no column 'legs'; there are: [kind]");
    var texts =
        animals()
            .removeColumns("legs")
            .addColumns(StringColumn.create("legs", "4", "4", "4", "4", "4", "4", "4", "4"));
    assertThatThrownBy(() -> preparation.apply(manager, texts))
        .hasMessage("column 'legs' is of type STRING here; in training it had numbers");
    var classes = TableData.classification(animals(), "pet").batch(4).preparation();
    var unknown =
        animals()
            .removeColumns("pet")
            .addColumns(StringColumn.create("pet", "a", "a", "a", "a", "a", "a", "a", "a"));
    assertThatThrownBy(() -> classes.loader(unknown, 4))
        .hasMessage("class 'a' in row 0 of 'pet' is none of [false, true]");
  }

  @Test
  void filesAreReadWithAllRowsLookedAt(@TempDir Path folder) throws Exception {
    var text = new StringBuilder("n,d\n");
    for (int i = 0; i < 5000; i++) {
      text.append(i == 4321 ? "unknown" : i).append(",2020-01-01\n");
    }
    Path file = folder.resolve("numbers.csv");
    Files.writeString(file, text);
    assertThat(CsvFile.read(file).column("n").type()).isEqualTo(ColumnType.STRING);
    var table = CsvFile.read(file.toString(), "unknown");
    assertThat(table.name()).isEqualTo("numbers");
    assertThat(table.column("n").type()).isEqualTo(ColumnType.INTEGER);
    assertThat(table.intColumn("n").countMissing()).isEqualTo(1);
    assertThatThrownBy(() -> CsvFile.read(folder.resolve("none.csv")))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("none.csv: there is no such file");
  }
}
