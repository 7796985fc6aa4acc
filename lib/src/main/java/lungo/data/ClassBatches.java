package lungo.data;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Examples of classes, ready for training: the batches of each part.
 *
 * <pre>{@code
 * var report = learner.evaluate(data.has(Part.TEST) ? data.test() : data.valid());
 * String first = data.classes().get(0);
 * }</pre>
 *
 * @param <L> what loads a part
 */
public abstract class ClassBatches<L extends Loader> {

  private final String name;
  private final List<String> classes;
  private final Map<Part, L> loaders;
  private final String examples;

  /**
   * Loaders by part.
   *
   * @param name the data set's
   * @param classes a name a label
   * @param loaders of the parts that there are
   * @param examples what a user calls the set before it is batched, such as {@code images}
   */
  protected ClassBatches(String name, List<String> classes, Map<Part, L> loaders, String examples) {
    this.name = name;
    this.classes = classes;
    this.loaders = loaders;
    this.examples = examples;
  }

  /**
   * Batches to learn from, shuffled and augmented.
   *
   * @return the loader
   */
  public L train() {
    return loader(Part.TRAIN);
  }

  /**
   * Batches to make decisions on during training.
   *
   * @return the loader
   * @throws DataException if there is no validation part
   */
  public L valid() {
    return loader(Part.VALID);
  }

  /**
   * Batches to judge the finished model by.
   *
   * @return the loader
   * @throws DataException if there is no test part
   */
  public L test() {
    return loader(Part.TEST);
  }

  /**
   * Whether there is such a part.
   *
   * @param part a part
   * @return whether its loader can be asked for
   */
  public boolean has(Part part) {
    return loaders.containsKey(part);
  }

  private L loader(Part part) {
    L loader = loaders.get(part);
    if (loader == null) {
      throw new DataException(
          String.format(
              "%s has no %s part; it has %s; cut one off by %s.split(0.1) before batch(…)",
              name, part, loaders.keySet(), examples));
    }
    return loader;
  }

  /**
   * The classes' names.
   *
   * @return a name a label
   */
  public List<String> classes() {
    return classes;
  }

  @Override
  public String toString() {
    return name + loaders.values().stream().map(l -> "\n  " + l).collect(Collectors.joining());
  }
}
