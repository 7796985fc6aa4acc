package lungo.audio;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lungo.data.DataException;
import lungo.data.Part;

/** Sounds ready for training: the batches of each part. Made by {@link SoundData#batch}. */
public final class SoundBatches {

  private final String name;
  private final List<String> classes;
  private final SoundPreparation preparation;
  private final Map<Part, SoundLoader> loaders;

  SoundBatches(
      String name,
      List<String> classes,
      SoundPreparation preparation,
      Map<Part, SoundLoader> loaders) {
    this.name = name;
    this.classes = classes;
    this.preparation = preparation;
    this.loaders = loaders;
  }

  /**
   * Batches to learn from, shuffled and augmented.
   *
   * @return the loader
   */
  public SoundLoader train() {
    return loader(Part.TRAIN);
  }

  /**
   * Batches to make decisions on during training.
   *
   * @return the loader
   * @throws DataException if there is no validation part
   */
  public SoundLoader valid() {
    return loader(Part.VALID);
  }

  /**
   * Batches to judge the finished model by.
   *
   * @return the loader
   * @throws DataException if there is no test part
   */
  public SoundLoader test() {
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

  private SoundLoader loader(Part part) {
    SoundLoader loader = loaders.get(part);
    if (loader == null) {
      throw new DataException(
          name
              + " has no "
              + part
              + " part; it has "
              + loaders.keySet()
              + "; cut one off by sounds.split(0.1) before batch(…)");
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

  /**
   * One example's shape.
   *
   * @return (1, frames, rows)
   */
  public Shape shape() {
    return preparation.shape();
  }

  /**
   * How a sound becomes a model's input.
   *
   * @return the preparation, without augmentation
   */
  public SoundPreparation preparation() {
    return preparation;
  }

  @Override
  public String toString() {
    return name + loaders.values().stream().map(l -> "\n  " + l).collect(Collectors.joining());
  }
}
