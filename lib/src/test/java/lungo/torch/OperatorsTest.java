package lungo.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import lungo.random.Seed;
import lungo.training.References;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operators and losses with their gradients against PyTorch; see operators_reference.py. */
@SuppressWarnings("try")
class OperatorsTest {

  private static final double EPS = 1e-5;

  private final NDManager manager = Seed.engine().newBaseManager();
  private final Set<String> checked = new LinkedHashSet<>();
  private final Map<String, double[]> expected = read();

  private static Map<String, double[]> read() {
    try {
      return References.read("/lungo/torch/operators");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void everyOperatorFollowsPyTorch() {
    attention();
    norms();
    transposedConvolutions();
    bags();
    losses();
    assertThat(checked).containsExactlyInAnyOrderElementsOf(expected.keySet());
  }

  /** The layout is seen where memory is walked through as it lies; values and gradients stay. */
  @Test
  void channelsLastMovesNumbersInMemoryOnly() {
    for (long channels : new long[] {1, 3}) {
      NDArray x = values(0, 1, 2, channels, 4, 5);
      x.setRequiresGradient(true);
      try (var on = GradMode.on()) {
        NDArray y = Functional.channelsLast(x);
        assertThat(y.getShape()).isEqualTo(x.getShape());
        assertThat(y.toFloatArray()).isEqualTo(x.toFloatArray());
        assertThat(strides(y)).containsExactly(20 * channels, 1, 5 * channels, channels);
        NDArray twice = y.mul(y).sum();
        NDArray gradient = Gradients.of(twice, List.of(x), manager).head();
        assertThat(gradient.toFloatArray()).isEqualTo(x.stopGradient().mul(2f).toFloatArray());
      }
    }
  }

  private long[] strides(NDArray x) {
    return TorchScript.of(
            """
            def strides(x: Tensor) -> Tensor:
              return torch.tensor(torch.stride(x))
            """)
        .call("strides", manager, x)
        .head()
        .toLongArray();
  }

  private void attention() {
    NDArray k = values(1, 1, 2, 2, 5, 4);
    NDArray v = values(2, 1, 2, 2, 5, 4);
    check("attention", values(0, 1, 2, 2, 5, 4), q -> Functional.attention(q, k, v));
    check("attention-causal", values(0, 1, 2, 2, 5, 4), q -> Functional.causalAttention(q, k, v));
    boolean[] allowed = new boolean[25];
    for (int i = 0; i < 25; i++) {
      allowed[i] = i % 3 != 1;
    }
    NDArray mask = manager.create(allowed, new Shape(5, 5));
    check("attention-mask", values(0, 1, 2, 2, 5, 4), q -> Functional.attention(q, k, v, mask));
    NDArray added = values(5, 2, 1, 1, 5, 5);
    check("attention-added", values(0, 1, 2, 2, 5, 4), q -> Functional.attention(q, k, v, added));
  }

  private void norms() {
    NDArray w = values(3, 1, 6);
    NDArray b = values(4, 1, 6);
    check("layer-norm", values(0, 1, 2, 3, 6), x -> Functional.layerNorm(x, w, b, EPS));
    check("group-norm", values(0, 1, 2, 6, 2, 2), x -> Functional.groupNorm(x, 3, w, b, EPS));
    check("instance-norm", values(0, 1, 2, 6, 2, 3), x -> Functional.instanceNorm(x, w, b, EPS));
  }

  private void transposedConvolutions() {
    NDArray b = values(4, 1, 2);
    NDArray w1 = values(3, 1, 3, 2, 3);
    NDArray w2 = values(3, 1, 3, 2, 3, 3);
    NDArray w3 = values(3, 1, 3, 2, 2, 2, 2);
    check(
        "transposed-1d",
        values(0, 1, 1, 3, 4),
        x -> Functional.transposedConvolution(x, w1, b, 2, 1, 1));
    check(
        "transposed-2d",
        values(0, 1, 1, 3, 2, 3),
        x -> Functional.transposedConvolution(x, w2, b, 2, 1, 1));
    check(
        "transposed-3d",
        values(0, 1, 1, 3, 2, 2, 2),
        x -> Functional.transposedConvolution(x, w3, b, 1, 0, 0));
    assertThatThrownBy(() -> Functional.transposedConvolution(b, w1, b, 1, 0, 0))
        .hasMessageContaining("takes (N, C, L), (N, C, H, W) or (N, C, D, H, W), got (2)");
  }

  private void bags() {
    NDArray indices = manager.create(new long[] {0, 2, 1, 4, 4, 3});
    NDArray offsets = manager.create(new long[] {0, 3, 3});
    for (Functional.Bag bag : Functional.Bag.values()) {
      check(
          "bag-" + bag.name().toLowerCase(Locale.ROOT),
          values(0, 1, 5, 3),
          x -> Functional.embeddingBag(x, indices, offsets, bag));
    }
  }

  private void losses() {
    NDArray labels = manager.create(new long[] {0, 2, 1, -100, 2, 1});
    NDArray weights = manager.create(new float[] {0.5f, 1, 2});
    check("cross-entropy", values(0, 2, 6, 3), x -> Losses.crossEntropy(x, labels));
    check(
        "cross-entropy-weights",
        values(0, 2, 6, 3),
        x -> Losses.crossEntropy(x, labels, List.of(weights), -100, 0));
    check(
        "cross-entropy-smooth",
        values(0, 2, 6, 3),
        x -> Losses.crossEntropy(x, labels, List.of(), -100, 0.1));
    check(
        "cross-entropy-all",
        values(0, 2, 6, 3),
        x -> Losses.crossEntropy(x, labels, List.of(weights), -100, 0.2));
    NDArray targets = manager.create(new long[] {1, 2, 2, 3, 1, 0}, new Shape(2, 3));
    check(
        "ctc",
        values(0, 2, 7, 2, 4),
        x -> Losses.ctc(x, targets, new long[] {7, 5}, new long[] {3, 2}, 0));
    float[] binary = new float[8];
    for (int i = 0; i < 8; i++) {
      binary[i] = i % 3 == 0 ? 1 : 0;
    }
    NDArray truth = manager.create(binary, new Shape(4, 2));
    check("binary", values(0, 2, 4, 2), x -> Losses.binaryCrossEntropy(x, truth));
    NDArray target = values(7, 1, 4, 3).softmax(1);
    check("kl", values(0, 2, 4, 3), x -> Losses.klDivergence(x, target));
  }

  private void check(String name, NDArray x, UnaryOperator<NDArray> operator) {
    x.setRequiresGradient(true);
    try (var on = GradMode.on()) {
      NDArray out = operator.apply(x);
      long[] shape = out.getShape().getShape();
      NDArray loss = out.mul(values(90, 1, shape)).sum();
      NDArray gradient = Gradients.of(loss, List.of(x), manager).head();
      isClose(name + ".out", out);
      isClose(name + ".grad", gradient);
    }
  }

  private void isClose(String name, NDArray actual) {
    checked.add(name);
    double[] numbers = Objects.requireNonNull(expected.get(name), name);
    float[] single = new float[numbers.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) numbers[i];
    }
    assertThat(actual.stopGradient().toFloatArray())
        .as(name)
        .containsExactly(single, within(2e-6f));
  }

  private NDArray values(int salt, double scale, long... shape) {
    return References.values(manager, salt, scale, new Shape(shape));
  }
}
