package lungo.tables;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.Loader;
import lungo.data.Part;
import lungo.data.Portions;
import tech.tablesaw.api.Table;

/**
 * Batches of one part's rows, in the order and of the size that {@link Portions} says: numbers (N,
 * numbers) float32 and categories (N, categories) int64; targets (N) int64 for classes, (N, 1)
 * float32, standardised, for a regression.
 *
 * <pre>{@code
 * data.test().table().first(5);            // the rows as they were read
 * learner.evaluate(data.test());
 * }</pre>
 */
public final class TableLoader implements Loader {

  private final Portions portions;
  private final Table table;
  private final int[] rows;
  private final TableRows inputs;
  private final double[] targets;
  private final boolean labels;

  TableLoader(Portions portions, TablePreparation preparation, Table table, int[] rows) {
    this.portions = portions;
    this.table = table;
    this.rows = rows.clone();
    this.inputs = preparation.rows(table, rows);
    this.targets = preparation.targets(table, rows);
    this.labels = !preparation.classes().isEmpty();
  }

  @Override
  public int batches() {
    return portions.batches();
  }

  @Override
  public long examples() {
    return portions.examples();
  }

  /**
   * How many rows the part has, those left out of an epoch among them.
   *
   * @return the number
   */
  public int size() {
    return portions.size();
  }

  /**
   * The part's rows as they are in the table.
   *
   * @return a copy; parts that are not trained on are batched in this order
   */
  public Table table() {
    return table.rows(rows);
  }

  @Override
  public Epoch epoch(int epoch) {
    return new ChosenBatches(portions.chosen(epoch), this::batch);
  }

  private Batch batch(NDManager manager, int[] chosen) {
    return new Batch(inputs.arrays(manager, chosen), new NDList(targets(manager, chosen)));
  }

  private NDArray targets(NDManager manager, int[] chosen) {
    if (labels) {
      return manager.create(Arrays.stream(chosen).mapToLong(i -> (long) targets[i]).toArray());
    }
    float[] values = new float[chosen.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) targets[chosen[i]];
    }
    return manager.create(values, new Shape(values.length, 1));
  }

  @Override
  public String toString() {
    Part part = portions.part();
    return String.format(
        Locale.ROOT,
        "%s: %,d rows in %,d batches of %d",
        part,
        size(),
        batches(),
        portions.batchSize());
  }
}
