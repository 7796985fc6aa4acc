package lungo.data;

import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.random.Seed;

/**
 * Batches of one part's pictures, prepared by worker threads ahead of their use.
 *
 * <p>The training part is shuffled and augmented anew each epoch, both as the seed and the epoch
 * say, and leaves out the last examples that fill no batch: batch normalisation cannot learn from a
 * batch of one, and every step then weighs the same. The other parts come in their order, whole.
 */
public final class ImageLoader implements Loader {

  private final Part part;
  private final Subset subset;
  private final List<String> classes;
  private final ImagePreparation preparation;
  private final List<Augmentation> augmentations;
  private final int batchSize;
  private final int workers;

  ImageLoader(
      Part part,
      Subset subset,
      List<String> classes,
      ImagePreparation preparation,
      List<Augmentation> augmentations,
      int batchSize,
      int workers) {
    this.part = part;
    this.subset = subset;
    this.classes = classes;
    this.preparation = preparation;
    this.augmentations = augmentations;
    this.batchSize = batchSize;
    this.workers = workers;
    if (part == Part.TRAIN && batchSize > subset.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "batch size %,d is larger than the training part of %,d examples",
              batchSize,
              subset.size()));
    }
  }

  @Override
  public int batches() {
    return part == Part.TRAIN
        ? subset.size() / batchSize
        : (subset.size() + batchSize - 1) / batchSize;
  }

  @Override
  public long examples() {
    return part == Part.TRAIN ? (long) batches() * batchSize : subset.size();
  }

  /**
   * How many pictures the part has, those left out of an epoch among them.
   *
   * @return the number
   */
  public int size() {
    return subset.size();
  }

  /**
   * How many examples a batch has; the last one of a part that is not trained on may have fewer.
   *
   * @return the number
   */
  public int batchSize() {
    return batchSize;
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
    return new LabeledImage(subset.image(check(index)), classes.get(label(index)));
  }

  /**
   * The class of a picture.
   *
   * @param index from 0
   * @return an index into {@link #classes}
   * @throws IndexOutOfBoundsException if there is no such picture
   */
  public int label(int index) {
    return subset.label(check(index));
  }

  private int check(int index) {
    if (index < 0 || index >= subset.size()) {
      throw new IndexOutOfBoundsException(
          "no image " + index + "; the " + part + " part has 0 to " + (subset.size() - 1));
    }
    return index;
  }

  @Override
  public Epoch epoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must be 0 or more, got " + epoch);
    }
    return new Running(order(epoch), Seed.derive("augment", epoch));
  }

  private int[] order(int epoch) {
    return part == Part.TRAIN
        ? Seed.permutation(subset.size(), Seed.stream("shuffle", epoch))
        : IntStream.range(0, subset.size()).toArray();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d images in %,d batches of %d as (%d, %d, %d)",
        part,
        subset.size(),
        batches(),
        batchSize,
        preparation.channels(),
        preparation.height(),
        preparation.width());
  }

  /** One epoch under way. */
  private final class Running implements Epoch {

    private final int[] order;
    private final long augmentSeed;
    private final Prefetch prefetch;

    Running(int[] order, long augmentSeed) {
      this.order = order;
      this.augmentSeed = augmentSeed;
      this.prefetch =
          new Prefetch(
              Math.toIntExact(examples()),
              batchSize,
              preparation,
              workers,
              "lungo-data-" + part,
              () -> worker());
    }

    private Prefetch.Worker worker() {
      var pass = new ImagePreparation.Pass(preparation);
      return (position, out) -> fill(pass, order[position], out);
    }

    private long fill(ImagePreparation.Pass pass, int index, FloatBuffer out) {
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
    public boolean hasNext() {
      return prefetch.hasNext();
    }

    @Override
    public Batch next(NDManager manager) {
      return prefetch.next(manager);
    }

    @Override
    public void close() {
      prefetch.close();
    }
  }
}
