package lungo.data;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lungo.display.Display;
import lungo.random.Seed;

/**
 * A data set ready for training: the batches of each part. Made by {@link ImageData#batch}.
 *
 * <pre>{@code
 * var data = images.split(0.1).augment(flip()).normalize().batch(64);
 * data.showBatch();
 * var learner = Learner.classifier(data, LeNet.lenet5(data.classes().size()));
 * }</pre>
 */
public final class ImageBatches extends ClassBatches<ImageLoader> {

  private static final int SHOWN = 32;

  private final ImagePreparation preparation;

  ImageBatches(
      String name,
      List<String> classes,
      ImagePreparation preparation,
      Map<Part, ImageLoader> loaders) {
    super(name, classes, loaders, "images");
    this.preparation = preparation;
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
      pictures.add(new LabeledImage(preparation.picture(one), classes().get((int) labels[i])));
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
    return super.toString()
        + "\n  normalized by mean "
        + preparation.normalization().mean()
        + ", std "
        + preparation.normalization().std();
  }
}
