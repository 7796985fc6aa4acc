package lungo.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import lungo.torch.Functional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compared with torch.nn; {@code src/test/python/language_reference.py} made the values. */
class AttentionTest {

  private final Reference reference = Reference.read("attention");
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray x = Reference.uniform(manager, new Shape(2, 5, 16), 100);
  private final NDArray y = Reference.uniform(manager, new Shape(2, 3, 16), 101);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void equalsMultiheadAttentionOfPyTorch() {
    reference.assertShapes(new MultiheadAttention(16, 4));
    reference.assertClose("self", attended(false, x), 1e-5);
    reference.assertClose("causal", attended(true, x), 1e-5);
    reference.assertClose("crossed", attended(false, x, y), 1e-5);
  }

  @Test
  void aMaskHidesPositions() {
    NDArray seen = manager.ones(new Shape(2, 1, 1, 5));
    seen.set(new NDIndex(0, 0, 0, 4), 0);
    NDArray mask = seen.toType(DataType.BOOLEAN, false);
    reference.assertClose("padded", attended(false, x, x, mask), 1e-5);
  }

  @Test
  void activationsAndNormsAreThoseOfPyTorch() {
    reference.assertClose("gelu", Functional.gelu(x, false), 1e-6);
    reference.assertClose("gelu_tanh", Functional.gelu(x, true), 1e-6);
    NDArray weight = y.get(0).get(0);
    reference.assertClose("rms_norm", Functional.rmsNorm(x, weight, 1e-6), 1e-5);
  }

  @Test
  void aLayerThatTakesOneArraySaysSo() {
    var layer = new LayerNorm(16, 1e-5);
    layer.initialize(manager, DataType.FLOAT32, x.getShape());
    var store = new ParameterStore(manager, false);
    assertThatThrownBy(() -> layer.forward(store, new NDList(x, y), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("LayerNorm takes one array, got 2: [(2, 5, 16), (2, 3, 16)]");
  }

  private NDArray attended(boolean causal, NDArray... inputs) {
    var layer = new MultiheadAttention(16, 4, 0, causal);
    reference.fill(layer, manager, x.getShape());
    return layer.forward(new ParameterStore(manager, false), new NDList(inputs), false).head();
  }
}
