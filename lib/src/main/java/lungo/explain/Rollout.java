package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import lungo.models.LayerOutputs;
import lungo.torch.GradMode;
import lungo.training.Lent;

/**
 * How much of each position arrives at each other one through all layers of attention: the product
 * of {@code (A + I) / 2}, A being a layer's weights in the mean over its heads. It says what a
 * model looked at, whatever the class. Abnar and Zuidema 2020, https://arxiv.org/abs/2005.00928
 */
record Rollout() implements Algorithm {

  @Override
  public String name() {
    return "attention rollout";
  }

  /** Of a picture's patches, as they arrive at the first position. */
  @Override
  public Found of(Probe probe, NDArray x, int target, NDArray baseline) {
    double[][] arrived = matrix(probe.model(), x);
    int side = (int) Math.round(Math.sqrt(arrived.length - 1.0));
    if (side * side != arrived.length - 1) {
      throw new IllegalArgumentException(
          "attention rollout of a picture needs a class token and a square of patches, got "
              + arrived.length
              + " positions");
    }
    float[] map = new float[side * side];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) arrived[0][i + 1];
    }
    int height = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    return new Found(probe.enlarged(map, side, side, height, width), Kind.POSITIVE, null);
  }

  /**
   * The whole matrix, a row for each position of the last layer, which sums to 1.
   *
   * @param input one text or picture
   */
  @SuppressWarnings("try")
  static double[][] matrix(Lent model, NDArray input) {
    List<double[][]> layers = new ArrayList<>();
    try (var off = GradMode.off()) {
      LayerOutputs.attention(
          model.block(),
          model.store(),
          new NDList(input),
          (path, weights) -> layers.add(mean(weights)));
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "attention rollout needs a model with layers of attention, such as VisionTransformer, Bert"
              + " or Gpt; "
              + model.block()
              + " has none");
    }
    return product(layers);
  }

  /** The mean over the heads of (1, heads, T, T). */
  private static double[][] mean(NDArray weights) {
    int heads = (int) weights.getShape().get(1);
    int length = (int) weights.getShape().get(2);
    float[] values = weights.toFloatArray();
    double[][] mean = new double[length][length];
    for (int i = 0; i < values.length; i++) {
      int place = i % (length * length);
      mean[place / length][place % length] += (double) values[i] / heads;
    }
    return mean;
  }

  private static double[][] product(List<double[][]> layers) {
    int length = layers.get(0).length;
    double[][] arrived = new double[length][length];
    for (int i = 0; i < length; i++) {
      arrived[i][i] = 1;
    }
    for (double[][] layer : layers) {
      double[][] next = new double[length][length];
      for (int i = 0; i < length; i++) {
        for (int k = 0; k < length; k++) {
          double weight = 0.5 * layer[i][k] + (i == k ? 0.5 : 0);
          for (int j = 0; j < length; j++) {
            next[i][j] += weight * arrived[k][j];
          }
        }
      }
      arrived = next;
    }
    return arrived;
  }
}
