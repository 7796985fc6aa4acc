package lungo.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try")
class TorchScriptTest {

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void callsAnOperatorWithNumbersListsAndArrays() {
    var ops =
        TorchScript.of(
            """
            def affine(x: Tensor, a: float, b: int) -> Tensor:
              return torch.add(torch.mul(x, a), b)

            def joined(parts: List[Tensor]) -> Tensor:
              return self.affine(torch.cat(parts, 0), 2.0, 0)

            def nothing() -> None:
              return None
            """);
    var x = manager.create(new float[] {1, 2});
    assertThat(ops.call("affine", manager, x, 3.0, 1).head().toFloatArray())
        .containsExactly(1 * 3 + 1, 2 * 3 + 1);
    assertThat(ops.call("joined", manager, List.of(x, x)).head().toFloatArray())
        .containsExactly(2, 4, 2, 4);
    assertThat(ops.call("nothing", manager)).isEmpty();
  }

  @Test
  void sameSourceIsCompiledOnce() {
    String source = "def same(x: Tensor) -> Tensor:\n  return torch.neg(x)\n";
    assertThat(TorchScript.of(source)).isSameAs(TorchScript.of(source));
  }

  @Test
  void gradientsFlowThroughAFunction() {
    var ops = TorchScript.of("def cube(x: Tensor) -> Tensor:\n  return torch.pow(x, 3)\n");
    var x = manager.create(new float[] {2, 5});
    x.setRequiresGradient(true);
    try (var on = GradMode.on()) {
      var loss = ops.call("cube", manager, x).head().sum();
      var gradient = Gradients.of(loss, List.of(x), manager).head();
      assertThat(gradient.toFloatArray()).containsExactly(3 * 2 * 2, 3 * 5 * 5);
    }
  }

  @Test
  void gradientOfWhatTheLossDoesNotUseIsZero() {
    var x = manager.create(new float[] {2});
    var unused = manager.create(new float[] {1, 1});
    x.setRequiresGradient(true);
    unused.setRequiresGradient(true);
    try (var on = GradMode.on()) {
      // An array, because a Java number's memory may be gone before the backward pass reads it.
      var seven = manager.full(new Shape(), 7f);
      var gradients = Gradients.of(x.mul(seven).sum(), List.of(x, unused), manager);
      assertThat(gradients.get(0).toFloatArray()).containsExactly(7);
      assertThat(gradients.get(1).toFloatArray()).containsExactly(0, 0);
    }
  }

  @Test
  void normIsOverAllElements() {
    var arrays =
        new NDList(manager.create(new float[] {3, 0}), manager.create(new float[] {4, 12}));
    assertThat(Gradients.norm(arrays).getFloat())
        .isCloseTo((float) Math.sqrt(3 * 3 + 4 * 4 + 12 * 12), within(1e-5f));
  }

  @Test
  void crossEntropyIsTheMeanOfMinusLogSoftmax() {
    var logits = manager.create(new float[] {1, 2, 0, 3}, new Shape(2, 2));
    var labels = manager.create(new long[] {1, 0});
    double first = -Math.log(Math.exp(2) / (Math.exp(1) + Math.exp(2)));
    double second = -Math.log(Math.exp(0) / (Math.exp(0) + Math.exp(3)));
    assertThat((double) Losses.crossEntropy(logits, labels).getFloat())
        .isCloseTo((first + second) / 2, within(1e-6));
    assertThat(Losses.crossEntropies(logits, labels).toFloatArray())
        .containsExactly(new float[] {(float) first, (float) second}, within(1e-6f));
  }

  @Test
  void failingOperatorShowsTheScriptsLineAndTheReason() {
    var ops =
        TorchScript.of(
            """
            def product(x: Tensor, y: Tensor) -> Tensor:
              z = torch.mul(x, 2)
              return torch.matmul(z, y)
            """);
    var x = manager.ones(new Shape(2, 3));
    assertThatThrownBy(() -> ops.call("product", manager, x, x))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("product failed at the script's line 3:\n  return torch.matmul(z, y)")
        .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");
  }

  @Test
  void scriptThatDoesNotCompileShowsItsLine() {
    var ops =
        TorchScript.of(
            """
            def fine(x: Tensor) -> Tensor:
              return torch.neg(x)

            def wrong(x: Tensor) -> Tensor:
              return torch.no_such_operator(x)
            """);
    assertThatThrownBy(() -> ops.call("fine", manager, manager.ones(new Shape(1))))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("does not compile at the script's line 5")
        .hasMessageContaining("no_such_operator");
  }

  @Test
  void unknownFunctionsAndArgumentsNameTheChoices() {
    assertThatThrownBy(() -> TorchScript.of("x = 1")).hasMessageContaining("'def name('");
    var ops = TorchScript.of("def one(x: Tensor) -> Tensor:\n  return x\n");
    assertThatThrownBy(() -> ops.call("two", manager))
        .hasMessageContaining("no function 'two' in the script; there are: [one]");
    assertThatThrownBy(() -> ops.call("one", manager, java.time.Duration.ZERO))
        .hasMessageContaining("no TorchScript type for java.time.Duration")
        .hasMessageContaining("NDArray (Tensor)");
  }

  @Test
  void threadsShareAFunction() throws Exception {
    var ops = TorchScript.of("def twice(x: Tensor, n: int) -> Tensor:\n  return torch.mul(x, n)\n");
    var pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Float>> sums =
          IntStream.range(0, 64)
              .mapToObj(
                  n ->
                      pool.submit(
                          () -> {
                            try (var own = manager.newSubManager()) {
                              var x = own.ones(new Shape(100));
                              return ops.call("twice", own, x, n).head().sum().getFloat();
                            }
                          }))
              .toList();
      for (int n = 0; n < 64; n++) {
        assertThat(sums.get(n).get()).isEqualTo(100f * n);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void gradModeIsRestored() {
    boolean before = GradMode.isOn();
    try (var on = GradMode.on()) {
      assertThat(GradMode.isOn()).isTrue();
      try (var off = GradMode.off()) {
        assertThat(GradMode.isOn()).isFalse();
      }
      assertThat(GradMode.isOn()).isTrue();
    }
    assertThat(GradMode.isOn()).isEqualTo(before);
  }
}
