package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import lungo.data.Batch;
import lungo.torch.TorchScript;

/**
 * Training on mixtures of two examples each: every example of a batch with another one of it, all
 * in the same proportion, which follows from the seed, the epoch and the batch alone.
 *
 * @param kind how two examples are mixed
 * @param alpha the proportion is drawn from Beta(alpha, alpha)
 */
record Mixing(Kind kind, double alpha) {

  /** How two examples are mixed. */
  enum Kind {
    /** All values in a proportion. */
    MIXUP,
    /** A rectangle of the second picture in the first. */
    CUTMIX
  }

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def mixup(x: Tensor, order: Tensor, part: float) -> Tensor:
            return x.mul(part).add_(x.index_select(0, order), alpha=1.0 - part)

          def cutmix(x: Tensor, order: Tensor, top: int, bottom: int, left: int, right: int) -> Tensor:
            y = x.clone()
            y[:, :, top:bottom, left:right] = x.index_select(0, order)[:, :, top:bottom, left:right]
            return y

          def labels(labels: Tensor, order: Tensor) -> Tensor:
            return labels.index_select(0, order)
          """);

  Mixing {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha must be finite and above 0, got " + alpha);
    }
  }

  /**
   * A batch of mixtures.
   *
   * @param batch the mixed inputs with the first examples' labels
   * @param others the second examples' labels
   * @param part how much of the first there is
   */
  record Mixed(Batch batch, NDArray others, double part) {}

  /** Mixes a batch; the arrays are on its manager. */
  Mixed apply(Batch batch, SplittableRandom random) {
    double drawn = beta(random);
    NDArray x = batch.inputs().head();
    NDManager manager = x.getManager();
    NDArray order = manager.create(order(batch.size(), random)).toDevice(x.getDevice(), false);
    NDArray labels = batch.targets().head();
    NDArray others = OPS.call("labels", manager, labels, order).head();
    if (kind == Kind.MIXUP) {
      NDArray mixed = OPS.call("mixup", manager, x, order, drawn).head();
      return new Mixed(new Batch(new NDList(mixed), batch.targets()), others, drawn);
    }
    Shape shape = x.getShape();
    if (shape.dimension() != 4) {
      throw new TrainingException("cutmix needs pictures (N, C, H, W), got inputs of " + shape);
    }
    Cut cut = Cut.of(shape.get(2), shape.get(3), drawn, random);
    NDArray mixed =
        OPS.call("cutmix", manager, x, order, cut.top, cut.bottom, cut.left, cut.right).head();
    double left = 1 - (double) cut.area() / (shape.get(2) * shape.get(3));
    return new Mixed(new Batch(new NDList(mixed), batch.targets()), others, left);
  }

  /** The rectangle of a picture that is another picture's. */
  private record Cut(long top, long bottom, long left, long right) {

    static Cut of(long height, long width, double part, SplittableRandom random) {
      double side = Math.sqrt(1 - part);
      long halfHeight = (long) (height * side) / 2;
      long halfWidth = (long) (width * side) / 2;
      long row = random.nextLong(height);
      long column = random.nextLong(width);
      return new Cut(
          Math.max(0, row - halfHeight),
          Math.min(height, row + halfHeight),
          Math.max(0, column - halfWidth),
          Math.min(width, column + halfWidth));
    }

    long area() {
      return (bottom - top) * (right - left);
    }
  }

  private static long[] order(int size, SplittableRandom random) {
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private double beta(SplittableRandom random) {
    double first = gamma(random);
    double second = gamma(random);
    return first + second > 0 ? first / (first + second) : 0.5;
  }

  /** Marsaglia and Tsang 2000; below 1 a larger shape's, times a power of a uniform number. */
  private double gamma(SplittableRandom random) {
    double shape = alpha < 1 ? alpha + 1 : alpha;
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double normal = random.nextGaussian();
      double v = Math.pow(1 + c * normal, 3);
      double u = random.nextDouble();
      if (v > 0 && Math.log(u) < normal * normal / 2 + d - d * v + d * Math.log(v)) {
        return alpha < 1 ? d * v * Math.pow(random.nextDouble(), 1 / alpha) : d * v;
      }
    }
  }
}
