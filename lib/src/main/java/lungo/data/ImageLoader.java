package lungo.data;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import lungo.random.Seed;

/**
 * Batches of one part's pictures, prepared by worker threads ahead of their use, in the order and
 * of the size that {@link Portions} says; the training part is augmented anew each epoch.
 *
 * <pre>{@code
 * LabeledImage image = data.test().image(0);
 * var said = learner.predict(image);
 * }</pre>
 */
public final class ImageLoader extends LabeledLoader {

  private final Subset subset;
  private final ImagePreparation preparation;
  private final List<Augmentation> augmentations;
  private final int workers;

  ImageLoader(
      Part part,
      Subset subset,
      List<String> classes,
      ImagePreparation preparation,
      List<Augmentation> augmentations,
      int batchSize,
      int workers) {
    super(new Portions(part, subset.size(), batchSize), classes);
    this.subset = subset;
    this.preparation = preparation;
    this.augmentations = augmentations;
    this.workers = workers;
  }

  /**
   * How its pictures become a model's input.
   *
   * @return the preparation, without augmentation
   */
  public ImagePreparation preparation() {
    return preparation;
  }

  /**
   * A picture as it was read, with its class. Parts that are not trained on are batched in this
   * order.
   *
   * @param index from 0
   * @return the picture
   * @throws IndexOutOfBoundsException if there is no such picture
   * @throws DataException if its file cannot be read
   */
  public LabeledImage image(int index) {
    return new LabeledImage(subset.image(portions().checked(index)), classes().get(label(index)));
  }

  @Override
  public int label(int index) {
    return subset.label(portions().checked(index));
  }

  @Override
  public Epoch epoch(int epoch) {
    int[] order = portions().order(epoch, subset::shuffled);
    long augmentSeed = Seed.derive("augment", epoch);
    return new Prefetch(
        portions().examples(),
        portions().batchSize(),
        preparation.shape(),
        workers,
        "lungo-data-" + portions().part(),
        () -> {
          var pass = new ImagePreparation.Pass(preparation);
          return (position, out) -> fill(pass, augmentSeed, order[position], out);
        });
  }

  private long fill(ImagePreparation.Pass pass, long augmentSeed, int index, FloatBuffer out) {
    Pixels pixels = subset.pixels(index);
    var view =
        new ImageView(pixels.width(), pixels.height(), preparation.width(), preparation.height());
    if (!augmentations.isEmpty()) {
      var random = new SplittableRandom(augmentSeed ^ (index * 0xd1342543de82ef95L));
      augmentations.forEach(a -> a.apply(view, random));
    }
    pass.run(pixels, view, out);
    return subset.label(index);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d images in %,d batches of %d as (%d, %d, %d)",
        portions().part(),
        subset.size(),
        batches(),
        portions().batchSize(),
        preparation.channels(),
        preparation.height(),
        preparation.width());
  }
}
