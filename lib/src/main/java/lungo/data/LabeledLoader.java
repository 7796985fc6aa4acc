package lungo.data;

import java.util.List;

/**
 * Batches of one part's examples of classes, in the order that {@link Portions} says.
 *
 * <pre>{@code
 * LabeledLoader valid = data.valid();
 * String answer = valid.classes().get(valid.label(0));
 * }</pre>
 */
public abstract class LabeledLoader implements Loader {

  private final Portions portions;
  private final List<String> classes;

  /**
   * Batches of a part.
   *
   * @param portions how its examples are put into batches
   * @param classes a name a label
   */
  protected LabeledLoader(Portions portions, List<String> classes) {
    this.portions = portions;
    this.classes = classes;
  }

  /**
   * How the examples are put into batches.
   *
   * @return the part, its size and that of a batch
   */
  protected final Portions portions() {
    return portions;
  }

  @Override
  public final int batches() {
    return portions.batches();
  }

  @Override
  public final long examples() {
    return portions.examples();
  }

  /**
   * How many examples the part has, those left out of an epoch among them.
   *
   * @return the number
   */
  public final int size() {
    return portions.size();
  }

  /**
   * How many examples a batch has; the last one of a part that is not trained on may have fewer.
   *
   * @return the number
   */
  public final int batchSize() {
    return portions.batchSize();
  }

  /**
   * The classes' names.
   *
   * @return a name a label
   */
  public final List<String> classes() {
    return classes;
  }

  /**
   * Whether an epoch has the examples by their index. A part that is trained on is shuffled.
   *
   * @return true for parts that are not trained on
   */
  public final boolean isInOrder() {
    return portions.part() != Part.TRAIN;
  }

  /**
   * The class of an example. Parts that are not trained on are batched in this order.
   *
   * @param index from 0
   * @return an index into {@link #classes}
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public abstract int label(int index);
}
