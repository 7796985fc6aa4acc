package lungo.explain;

import static lungo.explain.References.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.util.List;
import lungo.display.Renderers;
import lungo.random.Seed;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Compared with scikit-learn; {@code src/test/python/explain_reference.py} made the values. */
class PermutationImportanceTest {

  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  private final JsonObject reference = References.of("permutation");

  private float[][] rows() {
    double[] x = numbers(reference, "x");
    float[][] rows = new float[60][4];
    for (int i = 0; i < x.length; i++) {
      rows[i / 4][i % 4] = (float) x[i];
    }
    return rows;
  }

  /** The accuracy of the script's logistic regression. */
  private double accuracy(float[][] rows) {
    double[] w = numbers(reference, "coefficients");
    double[] y = numbers(reference, "y");
    int right = 0;
    for (int i = 0; i < rows.length; i++) {
      double score = reference.get("intercept").getAsDouble();
      for (int c = 0; c < 4; c++) {
        score += w[c] * rows[i][c];
      }
      right += (score > 0) == (y[i] == 1) ? 1 : 0;
    }
    return right / (double) rows.length;
  }

  private int[][][] orders() {
    int[][][] orders = new int[4][3][60];
    var json = reference.getAsJsonArray("orders");
    for (int c = 0; c < 4; c++) {
      for (int r = 0; r < 3; r++) {
        for (int i = 0; i < 60; i++) {
          orders[c][r][i] = json.get(c).getAsJsonArray().get(r).getAsJsonArray().get(i).getAsInt();
        }
      }
    }
    return orders;
  }

  @Test
  void importancesAreScikitLearns() {
    var found = PermutationImportance.of(rows(), NAMES, this::accuracy, orders());
    assertThat(found.score()).isCloseTo(reference.get("score").getAsDouble(), within(1e-12));
    double[] mean = numbers(reference, "mean");
    double[] deviation = numbers(reference, "deviation");
    for (int c = 0; c < 4; c++) {
      assertThat(found.features().get(c).mean()).isCloseTo(mean[c], within(1e-12));
      assertThat(found.features().get(c).deviation()).isCloseTo(deviation[c], within(1e-12));
    }
  }

  @Test
  void shufflesFollowFromTheSeedAndLeaveTheRowsAsTheyAre() {
    Seed.set(3);
    float[][] rows = rows();
    var first = PermutationImportance.of(rows, NAMES, this::accuracy, 5);
    assertThat(rows).isDeepEqualTo(rows());
    assertThat(PermutationImportance.of(rows, NAMES, this::accuracy, 5)).isEqualTo(first);
    assertThat(first.table().stringColumn("column").get(0)).isEqualTo("a");
    assertThat(Renderers.render(first).plainText()).contains("importance", "a");
  }

  @Test
  void columnsOfATableMayBeOfAnyType() {
    Seed.set(3);
    var table =
        Table.create(
            StringColumn.create("animal", "cat", "dog", "cat", "dog", "cat", "dog"),
            DoubleColumn.create("weight", 4, 20, 5, 30, 3, 25));
    // A model that looks at the animal alone: right for all six.
    List<String> truth = List.copyOf(table.stringColumn("animal").asList());
    var found =
        PermutationImportance.of(
            table,
            List.of("animal", "weight"),
            t -> {
              int right = 0;
              for (int i = 0; i < 6; i++) {
                right += t.stringColumn("animal").get(i).equals(truth.get(i)) ? 1 : 0;
              }
              return right / 6.0;
            },
            10);
    assertThat(found.score()).isEqualTo(1);
    assertThat(found.features().get(0).mean()).isBetween(0.2, 0.8);
    assertThat(found.features().get(1))
        .isEqualTo(new PermutationImportance.Feature("weight", 0, 0));
    assertThat(table.stringColumn("animal").asList()).isEqualTo(truth);
  }

  @Test
  void rowsThatDoNotFitAreNamed() {
    assertThatThrownBy(
            () ->
                PermutationImportance.of(new float[][] {{1, 2}, {1}}, List.of("a", "b"), x -> 0, 1))
        .hasMessage("row 1 has 1 columns, the names are [a, b]");
    assertThatThrownBy(() -> PermutationImportance.of(new float[0][], NAMES, x -> 0, 1))
        .hasMessageContaining("got none");
    assertThatThrownBy(() -> PermutationImportance.of(rows(), NAMES, x -> 0, 0))
        .hasMessage("repeats must be 1 or more, got 0");
    assertThatThrownBy(
            () ->
                PermutationImportance.of(
                    Table.create(DoubleColumn.create("a", 1)), List.of("b"), t -> 0, 1))
        .hasMessage("no column 'b'; there are: [a]");
  }
}
