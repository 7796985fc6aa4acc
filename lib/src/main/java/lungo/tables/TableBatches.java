package lungo.tables;

import java.util.List;
import java.util.Map;
import lungo.data.ClassBatches;
import lungo.data.Part;
import lungo.models.TabularConfig;

/**
 * A table ready for training: the batches of each part. Made by {@link TableData#batch}. A
 * regression has no {@link #classes}.
 *
 * <pre>{@code
 * var data = TableData.classification(table, "survived").split(0.15).batch(64);
 * var config = TabularConfig.of(data.categorySizes(), data.numbers(), data.outputs());
 * var learner = Learner.classifier(data, TabularMlp.of(config.hidden(64)));
 * }</pre>
 */
public final class TableBatches extends ClassBatches<TableLoader> {

  private final TablePreparation preparation;

  TableBatches(String name, TablePreparation preparation, Map<Part, TableLoader> loaders) {
    super(name, preparation.classes(), loaders, "data");
    this.preparation = preparation;
  }

  /**
   * How rows become a model's input.
   *
   * @return as it was fitted on the training part
   */
  public TablePreparation preparation() {
    return preparation;
  }

  /**
   * How many numbers each category can be; see {@link TablePreparation#categorySizes}.
   *
   * @return in the order of the input
   */
  public List<Integer> categorySizes() {
    return preparation.categorySizes();
  }

  /**
   * How many numbers a row has for a model, those that say that something is missing among them.
   *
   * @return the width of the first input
   */
  public int numbers() {
    return preparation.numbers().size();
  }

  /**
   * How many outputs a model needs.
   *
   * @return one a class, or 1 for a regression
   */
  public int outputs() {
    return Math.max(1, classes().size());
  }

  /**
   * The sizes that a {@code TabularMlp} needs for these rows.
   *
   * @return a configuration without hidden layers: {@code TabularMlp.of(data.sizes().hidden(64))}
   */
  public TabularConfig sizes() {
    return TabularConfig.of(categorySizes(), numbers(), outputs());
  }

  @Override
  public String toString() {
    return super.toString() + "\n  " + preparation;
  }
}
