package lungo.data;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lungo.display.Display;
import lungo.random.Seed;

/** A data set ready for training: the batches of each part. Made by {@link ImageData#batch}. */
public final class ImageBatches {

  private static final int SHOWN = 32;

  private final String name;
  private final List<String> classes;
  private final ImagePreparation preparation;
  private final Map<Part, ImageLoader> loaders;

  ImageBatches(
      String name,
      List<String> classes,
      ImagePreparation preparation,
      Map<Part, ImageLoader> loaders) {
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
  public ImageLoader train() {
    return loader(Part.TRAIN);
  }

  /**
   * Batches to make decisions on during training.
   *
   * @return the loader
   * @throws DataException if there is no validation part
   */
  public ImageLoader valid() {
    return loader(Part.VALID);
  }

  /**
   * Batches to judge the finished model by.
   *
   * @return the loader
   * @throws DataException if there is no test part
   */
  public ImageLoader test() {
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

  private ImageLoader loader(Part part) {
    ImageLoader loader = loaders.get(part);
    if (loader == null) {
      throw new DataException(
          name
              + " has no "
              + part
              + " part; it has "
              + loaders.keySet()
              + "; cut one off by images.split(0.1) before batch(…)");
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
   * The pictures' channels.
   *
   * @return 1 (grey) or 3 (colour)
   */
  public int channels() {
    return preparation.channels();
  }

  /**
   * One example's shape.
   *
   * @return (C, H, W)
   */
  public Shape shape() {
    return preparation.shape();
  }

  /**
   * How a picture becomes a model's input.
   *
   * @return the preparation, without augmentation
   */
  public ImagePreparation preparation() {
    return preparation;
  }

  /**
   * The pictures of a batch, as a model sees them: augmented, but not normalised.
   *
   * @param batch a batch of one of this set's loaders
   * @return the pictures with their classes
   */
  public List<LabeledImage> pictures(Batch batch) {
    float[] values = batch.inputs().head().toFloatArray();
    long[] labels = batch.targets().head().toLongArray();
    int each = preparation.values();
    var pictures = new ArrayList<LabeledImage>();
    for (int i = 0; i < labels.length; i++) {
      float[] one = Arrays.copyOfRange(values, i * each, (i + 1) * each);
      pictures.add(new LabeledImage(preparation.picture(one), classes.get((int) labels[i])));
    }
    return pictures;
  }

  /** Shows pictures of the first training batch of the first epoch. */
  public void showBatch() {
    try (var manager = Seed.engine().newBaseManager(Device.cpu());
        var epoch = train().epoch(0)) {
      List<LabeledImage> pictures = pictures(epoch.next(manager));
      Display.show(new ImageGrid(pictures.subList(0, Math.min(SHOWN, pictures.size()))));
    }
  }

  @Override
  public String toString() {
    return name
        + loaders.values().stream().map(l -> "\n  " + l).collect(Collectors.joining())
        + "\n  normalized by mean "
        + preparation.normalization().mean()
        + ", std "
        + preparation.normalization().std();
  }
}
