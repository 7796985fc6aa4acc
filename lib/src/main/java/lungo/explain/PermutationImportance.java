package lungo.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import lungo.data.DataException;
import lungo.metrics.RegressionErrors;
import lungo.plots.BarPlot;
import lungo.random.Seed;
import lungo.tables.TablePreparation;
import lungo.training.Learner;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How much worse a model becomes where one column is shuffled, so that it says nothing of its row:
 * the score as it is less the mean score over some shuffles. Breiman 2001,
 * https://doi.org/10.1023/A:1010933404324; as scikit-learn's {@code permutation_importance}.
 *
 * <pre>{@code
 * var importance = explain(learner).permutationImportance(table, 5);
 * System.out.println(importance.features().get(0));
 * Display.show(importance.plot());
 * }</pre>
 *
 * @param score of the columns as they are
 * @param features in the order of the columns
 */
public record PermutationImportance(double score, List<Feature> features) {

  /**
   * Copies the list.
   *
   * @param score of the columns as they are
   * @param features in the order of the columns, at least one
   * @throws IllegalArgumentException if there is no feature
   */
  public PermutationImportance {
    features = List.copyOf(features);
    if (features.isEmpty()) {
      throw new IllegalArgumentException("an importance needs 1 column or more, got none");
    }
  }

  /**
   * A column.
   *
   * @param name its name
   * @param mean by how much the score falls, in the mean over the shuffles
   * @param deviation the falls' standard deviation
   */
  public record Feature(String name, double mean, double deviation) {}

  /** Scores the rows with one column in another order. */
  private interface Shuffled {
    double score(int column, int[] rows);
  }

  /**
   * Of a matrix.
   *
   * @param x (N, columns), a row an example; it is not changed
   * @param names the columns'
   * @param score how good the model is on such rows, such as its accuracy; more is better
   * @param repeats how many shuffles a column, 1 or more; they follow from the seed
   * @return the importances
   * @throws IllegalArgumentException if there are no rows, they differ in length, or the names do
   *     not fit
   */
  public static PermutationImportance of(
      float[][] x, List<String> names, ToDoubleFunction<float[][]> score, int repeats) {
    check(x, names);
    return of(x, names, score, permutations(x.length, names.size(), repeats));
  }

  /** With orders given: a column's repeats, each an order of the rows. */
  static PermutationImportance of(
      float[][] x, List<String> names, ToDoubleFunction<float[][]> score, int[][][] orders) {
    return of(
        score.applyAsDouble(x),
        names,
        (column, rows) -> {
          float[][] changed = Arrays.stream(x).map(float[]::clone).toArray(float[][]::new);
          for (int i = 0; i < rows.length; i++) {
            changed[i][column] = x[rows[i]][column];
          }
          return score.applyAsDouble(changed);
        },
        orders);
  }

  /**
   * Of a table.
   *
   * @param table a row an example; it is not changed
   * @param columns those to shuffle
   * @param score how good the model is on such a table; more is better
   * @param repeats how many shuffles a column, 1 or more; they follow from the seed
   * @return the importances
   * @throws IllegalArgumentException if there are no rows, or there is no such column
   */
  public static PermutationImportance of(
      Table table, List<String> columns, ToDoubleFunction<Table> score, int repeats) {
    if (table.rowCount() == 0) {
      throw new IllegalArgumentException("an importance needs 1 row or more, got none");
    }
    for (String column : columns) {
      if (!table.columnNames().contains(column)) {
        throw new IllegalArgumentException(
            "no column '" + column + "'; there are: " + table.columnNames());
      }
    }
    return of(
        score.applyAsDouble(table),
        columns,
        (column, rows) -> {
          Table changed = table.copy();
          var shuffled = table.column(columns.get(column)).subset(rows);
          changed.replaceColumn(columns.get(column), shuffled);
          return score.applyAsDouble(changed);
        },
        permutations(table.rowCount(), columns.size(), repeats));
  }

  /**
   * Of the columns that a learner was given: how much its accuracy falls, or, for a regression, its
   * R². A date's days, months and weekdays are shuffled together.
   *
   * @param learner one that learned from a table
   * @param table rows with their targets that it was not trained on; it is not changed
   * @param repeats how many shuffles a column, 1 or more; they follow from the seed
   */
  static PermutationImportance of(Learner learner, Table table, int repeats) {
    TablePreparation known =
        learner
            .tables()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "this learner was not trained on a table; PermutationImportance.of(x,"
                            + " names, score, repeats) takes any model"));
    if (!table.containsColumn(known.target())) {
      throw new DataException(
          "no target column '" + known.target() + "'; there are: " + table.columnNames());
    }
    return of(table, known.columns(), t -> score(learner, known.target(), t), repeats);
  }

  private static double score(Learner learner, String target, Table table) {
    Table said = learner.predict(table);
    var right = table.column(target);
    if (said.column(0) instanceof DoubleColumn numbers) {
      double[] actual = ((NumericColumn<?>) right).asDoubleArray();
      return RegressionErrors.of(actual, numbers.asDoubleArray()).r2().orElse(0);
    }
    int hits = 0;
    for (int row = 0; row < table.rowCount(); row++) {
      hits += Objects.equals(said.getString(row, 0), String.valueOf(right.get(row))) ? 1 : 0;
    }
    return (double) hits / table.rowCount();
  }

  private static PermutationImportance of(
      double score, List<String> names, Shuffled shuffled, int[][][] orders) {
    var features = new ArrayList<Feature>();
    for (int c = 0; c < names.size(); c++) {
      double[] falls = new double[orders[c].length];
      for (int r = 0; r < falls.length; r++) {
        falls[r] = score - shuffled.score(c, orders[c][r]);
      }
      double mean = Arrays.stream(falls).average().orElseThrow();
      double square =
          Arrays.stream(falls).map(f -> (f - mean) * (f - mean)).average().orElseThrow();
      features.add(new Feature(names.get(c), mean, Math.sqrt(square)));
    }
    return new PermutationImportance(score, features);
  }

  private static int[][][] permutations(int rows, int columns, int repeats) {
    if (repeats < 1) {
      throw new IllegalArgumentException("repeats must be 1 or more, got " + repeats);
    }
    int[][][] orders = new int[columns][repeats][];
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < repeats; r++) {
        orders[c][r] = Seed.permutation(rows, Seed.stream("permutation importance", c, r));
      }
    }
    return orders;
  }

  private static void check(float[][] x, List<String> names) {
    if (x.length == 0) {
      throw new IllegalArgumentException("an importance needs 1 row or more, got none");
    }
    for (int i = 0; i < x.length; i++) {
      if (x[i].length != names.size()) {
        throw new IllegalArgumentException(
            "row " + i + " has " + x[i].length + " columns, the names are " + names);
      }
    }
  }

  /**
   * The features as a table, the most important first.
   *
   * @return {@code column, importance, deviation}
   */
  public Table table() {
    var sorted = sorted();
    return Table.create(
        "permutation importance",
        StringColumn.create("column", sorted.stream().map(Feature::name)),
        DoubleColumn.create("importance", sorted.stream().map(Feature::mean).toList()),
        DoubleColumn.create("deviation", sorted.stream().map(Feature::deviation).toList()));
  }

  /**
   * The features as bars, the most important first, each with its deviation.
   *
   * @return the figure
   */
  public BarPlot plot() {
    return BarPlot.of(
        String.format(Locale.ROOT, "The score is %.4f; with a column shuffled it falls by", score),
        sorted().stream().map(f -> new BarPlot.Bar(f.name(), f.mean(), f.deviation())).toList());
  }

  private List<Feature> sorted() {
    return features.stream().sorted(Comparator.comparingDouble(Feature::mean).reversed()).toList();
  }

  /** The features, the most important first. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "score %.4f, and less by", score)
        + sorted().stream()
            .map(
                f ->
                    String.format(
                        Locale.ROOT, " %s %.4f ± %.4f", f.name(), f.mean(), f.deviation()))
            .collect(Collectors.joining(","));
  }
}
