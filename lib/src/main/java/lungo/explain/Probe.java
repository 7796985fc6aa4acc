package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import lungo.models.LayerOutputs;
import lungo.torch.Functional;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.torch.TorchScript;
import lungo.training.Lent;

/**
 * A model seen as a function of one array, (N, …) to scores of classes, with its derivatives: of
 * its input, or of the vectors that stand for tokens. Scores are logits; of a language model those
 * of the token after the last.
 */
final class Probe {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def scores(logits: Tensor) -> Tensor:
            last = logits
            if logits.dim() == 3:
              last = logits.select(1, -1)
            return last

          def column(logits: Tensor, target: int) -> Tensor:
            return self.scores(logits).select(1, target)

          def probabilities(logits: Tensor) -> Tensor:
            return torch.softmax(self.scores(logits).to(7), 1)

          def leaf(x: Tensor) -> Tensor:
            return x.detach().clone()

          def cam(activation: Tensor, gradient: Tensor, height: int, width: int) -> Tensor:
            weights = gradient.mean([2, 3], True)
            map = torch.relu((weights * activation).sum([1], True))
            return torch.upsample_bilinear2d(map, [height, width], False, None, None)

          def enlarge(map: Tensor, height: int, width: int) -> Tensor:
            return torch.upsample_bilinear2d(map, [height, width], False, None, None)
          """);

  private final Lent model;
  private final UnaryOperator<NDArray> logits;

  private Probe(Lent model, UnaryOperator<NDArray> logits) {
    this.model = model;
    this.logits = logits;
  }

  /** As a function of its input. */
  static Probe ofInput(Lent model) {
    return new Probe(model, x -> model.block().forward(model.store(), new NDList(x), false).head());
  }

  /** As a function of what a layer gives for a text, (N, T, width). */
  static Probe ofEmbeddings(Lent model, String layer, long[] ids) {
    return new Probe(
        model,
        vectors -> {
          NDArray texts = repeated(model.manager(), ids, vectors.getShape().get(0));
          return LayerOutputs.replacing(
                  model.block(),
                  model.store(),
                  new NDList(texts),
                  false,
                  (path, output) -> path.equals(layer) ? Functional.same(vectors) : output)
              .head();
        });
  }

  private static NDArray repeated(NDManager manager, long[] ids, long rows) {
    return manager.create(ids, new Shape(1, ids.length)).repeat(0, rows);
  }

  NDManager manager() {
    return model.manager();
  }

  Lent model() {
    return model;
  }

  /** How many classes there are. */
  @SuppressWarnings("try")
  int classes(NDArray x) {
    try (var off = GradMode.off()) {
      return (int) OPS.call("scores", manager(), logits.apply(x)).head().getShape().get(1);
    }
  }

  /** The target's score of each row. */
  @SuppressWarnings("try")
  float[] scores(NDArray x, int target) {
    try (var off = GradMode.off()) {
      return OPS.call("column", manager(), logits.apply(x), target).head().toFloatArray();
    }
  }

  /** The classes' probabilities of each row, one after another. */
  @SuppressWarnings("try")
  double[] probabilities(NDArray x) {
    try (var off = GradMode.off()) {
      return OPS.call("probabilities", manager(), logits.apply(x)).head().toDoubleArray();
    }
  }

  /** The derivative of each row's score of the target with respect to the row. */
  @SuppressWarnings("try")
  float[] gradient(NDArray x, int target) {
    try (var on = GradMode.on()) {
      NDArray leaf = leaf(x);
      NDArray score = OPS.call("column", manager(), logits.apply(leaf), target).head().sum();
      return Gradients.of(score, List.of(leaf), manager()).head().toFloatArray();
    }
  }

  private NDArray leaf(NDArray x) {
    NDArray leaf = OPS.call("leaf", manager(), x).head();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** What a layer gives. */
  float[] output(NDArray x, String layer) {
    var found = new ArrayList<float[]>();
    watch(
        x,
        (path, output) -> {
          if (path.equals(layer)) {
            found.add(output.toFloatArray());
          }
        });
    return found.get(0);
  }

  @SuppressWarnings("try")
  private void watch(NDArray x, BiConsumer<String, NDArray> visitor) {
    try (var off = GradMode.off()) {
      LayerOutputs.forward(model.block(), model.store(), new NDList(x), false, visitor);
    }
  }

  /**
   * Grad-CAM of a layer, enlarged to a size.
   *
   * @return (height · width)
   * @throws IllegalArgumentException if there is no such layer, or none that gives maps
   */
  @SuppressWarnings("try")
  float[] cam(NDArray x, String layer, int target, int height, int width) {
    var maps = new ArrayList<String>();
    var kept = new ArrayList<NDArray>();
    var before = new ArrayList<float[]>();
    try (var on = GradMode.on()) {
      NDArray leaf = leaf(x);
      NDArray outputs =
          LayerOutputs.forward(
                  model.block(),
                  model.store(),
                  new NDList(leaf),
                  false,
                  (path, output) -> {
                    boolean isMap = output.getShape().dimension() == 4 && !path.isEmpty();
                    if (isMap) {
                      maps.add(path);
                    }
                    if (isMap && path.equals(layer)) {
                      kept.add(Functional.same(output));
                      before.add(output.toFloatArray());
                    }
                  })
              .head();
      if (kept.isEmpty()) {
        throw new IllegalArgumentException(
            "no layer '" + layer + "' gives maps (N, C, H, W); those that do: " + maps);
      }
      NDArray activation = kept.get(0);
      if (!Arrays.equals(activation.toFloatArray(), before.get(0))) {
        throw new IllegalArgumentException(
            "what '"
                + layer
                + "' gives is changed in place by what follows; take the layer before"
                + " or after it: "
                + maps);
      }
      NDArray score = OPS.call("column", manager(), outputs, target).head().sum();
      NDArray gradient = Gradients.of(score, List.of(activation), manager()).head();
      try (var off = GradMode.off()) {
        return OPS.call("cam", manager(), activation, gradient, height, width)
            .head()
            .toFloatArray();
      }
    }
  }

  /** A map (rows, columns) enlarged with bilinear weights. */
  float[] enlarged(float[] map, int rows, int columns, int height, int width) {
    NDArray small = manager().create(map, new Shape(1, 1, rows, columns));
    return OPS.call("enlarge", manager(), small, height, width).head().toFloatArray();
  }
}
