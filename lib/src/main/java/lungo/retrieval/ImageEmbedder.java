package lungo.retrieval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import lungo.data.ImagePreparation;
import lungo.models.LayerOutputs;
import lungo.text.TextEmbedder;
import lungo.torch.Functional;
import lungo.torch.GradMode;
import lungo.training.Learner;
import lungo.training.Lent;

/**
 * Turns pictures into vectors, so that pictures of the same thing lie close together: what a layer
 * of a model gives for a picture, brought to length 1. A model that learned to tell some people
 * apart tells others apart, too, by such vectors. Taigman et al. 2014,
 * https://doi.org/10.1109/CVPR.2014.220
 *
 * <pre>{@code
 * var embedder = ImageEmbedder.of(learner, "avgpool");
 * var index = NearestNeighbors.of(embedder.embed(enrolled), names);
 * var who = index.nearest(embedder.embed(photograph));
 * }</pre>
 *
 * Maps (N, C, H, W) become their means over all places, (C) a picture; sequences (N, T, width)
 * their means over T; whatever is (N, width) stays as it is. Of a layer that is passed more than
 * once the last output counts.
 */
public final class ImageEmbedder {

  /** How many pictures go through the model together. */
  private static final int BATCH = 32;

  private final Function<Function<Lent, float[][]>, float[][]> lender;
  private final String layer;
  private final ImagePreparation preparation;
  private final int width;

  private ImageEmbedder(
      Function<Function<Lent, float[][]>, float[][]> lender,
      String layer,
      ImagePreparation preparation) {
    this.lender = lender;
    this.layer = layer;
    this.preparation = preparation;
    // A first pass finds out whether there is such a layer, and what it gives.
    var blank =
        new BufferedImage(preparation.width(), preparation.height(), BufferedImage.TYPE_3BYTE_BGR);
    this.width = outputs(List.of(blank))[0].length;
  }

  /**
   * Embeds with a model.
   *
   * @param model with its weights, taking (N, C, H, W)
   * @param layer its path, such as {@code avgpool} or {@code layer4.1}; {@link
   *     lungo.models.Summary} lists the layers
   * @param preparation how pictures become the model's input, as those that it learned from
   * @return what embeds
   * @throws IllegalArgumentException if there is no such layer, or what it gives is no vector a
   *     picture
   * @throws lungo.training.TrainingException if the model has no weights
   */
  public static ImageEmbedder of(Block model, String layer, ImagePreparation preparation) {
    return new ImageEmbedder(use -> Lent.lend(model, use), layer, preparation);
  }

  /**
   * Embeds with what a learner learned, its averaged weights if it keeps some; pictures are
   * prepared as those that it learned from.
   *
   * @param learner was given pictures
   * @param layer its path in the model, such as {@code avgpool}
   * @return what embeds; as the learner goes on to train, the vectors change
   * @throws IllegalArgumentException if the learner knows no pictures, there is no such layer, or
   *     what it gives is no vector a picture
   */
  public static ImageEmbedder of(Learner learner, String layer) {
    ImagePreparation preparation =
        learner
            .preparation()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "this learner was not given pictures; ImageEmbedder.of(model, layer,"
                            + " preparation) takes how they are prepared"));
    return new ImageEmbedder(learner::lend, layer, preparation);
  }

  /**
   * How many numbers a vector has.
   *
   * @return the layer's channels or width
   */
  public int width() {
    return width;
  }

  /**
   * One picture's vector.
   *
   * @param picture of any size
   * @return ({@link #width}), of length 1
   * @throws IllegalStateException if the layer gives zeros only, or numbers that are not finite
   */
  public float[] embed(BufferedImage picture) {
    return embed(List.of(picture))[0];
  }

  /**
   * The vectors of pictures.
   *
   * @param pictures of any size, one or more
   * @return (pictures, {@link #width}), each of length 1
   * @throws IllegalArgumentException if there are no pictures
   * @throws IllegalStateException if the layer gives zeros only for a picture, or numbers that are
   *     not finite
   */
  public float[][] embed(List<BufferedImage> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("expected one picture or more, got none");
    }
    var vectors = new ArrayList<float[]>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      int end = Math.min(from + BATCH, pictures.size());
      for (float[] values : outputs(pictures.subList(from, end))) {
        vectors.add(unit(values, vectors.size()));
      }
    }
    return vectors.toArray(float[][]::new);
  }

  private float[] unit(float[] values, int picture) {
    double length = Math.sqrt(TextEmbedder.cosine(values, values));
    if (!(length > 0 && Double.isFinite(length))) {
      throw new IllegalStateException(
          String.format(
              "picture %d has no direction: what layer '%s' gives for it has length %s",
              picture, layer, length));
    }
    float[] unit = new float[values.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (values[i] / length);
    }
    return unit;
  }

  /** What the layer gives, a row a picture. */
  private float[][] outputs(List<BufferedImage> pictures) {
    return lender.apply(lent -> outputs(lent, pictures));
  }

  @SuppressWarnings("try")
  private float[][] outputs(Lent lent, List<BufferedImage> pictures) {
    var found = new ArrayList<float[][]>();
    var layers = new LinkedHashSet<String>();
    try (var off = GradMode.off()) {
      var inputs = new NDList();
      pictures.forEach(p -> inputs.add(preparation.apply(lent.manager(), p)));
      LayerOutputs.forward(
          lent.block(),
          lent.store(),
          new NDList(NDArrays.concat(inputs)), // (N, C, H, W)
          false,
          (path, output) -> {
            layers.add(path);
            if (path.equals(layer)) {
              found.add(Functional.rows(pooled(output, pictures.size())));
            }
          });
    }
    layers.remove("");
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no layer '" + layer + "'; there are: " + layers);
    }
    return found.get(found.size() - 1);
  }

  /** A vector a picture, (N, width). */
  private NDArray pooled(NDArray output, int pictures) {
    NDArray x = Functional.float32(output);
    Shape shape = x.getShape();
    return switch (shape.dimension() > 0 && shape.get(0) == pictures ? shape.dimension() : 0) {
      case 2 -> x;
      case 3 -> x.mean(new int[] {1}); // (N, T, width)
      case 4 -> x.flatten(2, 3).mean(new int[] {2}); // (N, C, H, W)
      default ->
          throw new IllegalArgumentException(
              String.format(
                  "layer '%s' gives %s for %d pictures; expected (N, width), (N, T, width) or"
                      + " (N, C, H, W)",
                  layer, shape, pictures));
    };
  }

  @Override
  public String toString() {
    return String.format("pictures to %d numbers of layer '%s', of length 1", width, layer);
  }
}
