package lungo.training;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lungo.data.Standardization;
import lungo.tables.TablePreparation;
import lungo.torch.GradMode;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a network says of a table's rows.
 *
 * @param network tells the target
 * @param preparation of the rows that it learned from
 */
record TablePredictions(Network network, TablePreparation preparation) {

  private static final int AT_ONCE = 1024;
  private static final String PREDICTION = "prediction";

  Table of(Table rows) {
    List<double[]> outputs = outputs(rows);
    Standardization scale = preparation.scale().orElse(null);
    if (scale != null) {
      double[] values = outputs.stream().mapToDouble(o -> scale.invert(o[0])).toArray();
      return Table.create("predictions", DoubleColumn.create(PREDICTION, values));
    }
    List<String> classes = preparation.classes();
    List<String> likeliest = outputs.stream().map(o -> classes.get(largest(o))).toList();
    var table = Table.create("predictions", StringColumn.create(PREDICTION, likeliest));
    for (int c = 0; c < classes.size(); c++) {
      int column = c;
      double[] values = outputs.stream().mapToDouble(o -> o[column]).toArray();
      table.addColumns(DoubleColumn.create("P(" + classes.get(c) + ")", values));
    }
    return table;
  }

  private static int largest(double[] values) {
    return IntStream.range(0, values.length)
        .reduce((a, b) -> values[b] > values[a] ? b : a)
        .orElseThrow();
  }

  /** A row's probabilities of the classes, or its standardised number. */
  private List<double[]> outputs(Table rows) {
    var all = new ArrayList<double[]>();
    for (int from = 0; from < rows.rowCount(); from += AT_ONCE) {
      add(rows.inRange(from, Math.min(rows.rowCount(), from + AT_ONCE)), all);
    }
    return all;
  }

  @SuppressWarnings("try")
  private void add(Table some, List<double[]> all) {
    try (var off = GradMode.off();
        var scope = new StepScope(network.manager())) {
      NDList outputs = network.forward(preparation.apply(scope.manager(), some), false);
      double[] values =
          preparation.classes().isEmpty()
              ? doubles(outputs.head().toFloatArray())
              : Classification.probabilities(outputs);
      int width = values.length / some.rowCount();
      for (int i = 0; i < some.rowCount(); i++) {
        double[] row = new double[width];
        System.arraycopy(values, i * width, row, 0, width);
        all.add(row);
      }
    }
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
