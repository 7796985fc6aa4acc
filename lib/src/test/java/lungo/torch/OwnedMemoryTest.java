package lungo.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients through DJL's own operations with numbers, with a garbage collection in between. */
class OwnedMemoryTest {

  private static final TorchScript GRADIENT =
      TorchScript.of(
          """
          def gradient(loss: Tensor, weights: List[Tensor]) -> Tensor:
            found = torch.grad([loss], weights, None, None, False, True)
            return unchecked_cast(Tensor, found[0])
          """);

  private static UnaryOperator<NDArray> operation(String name) {
    return switch (name) {
      case "mul" -> x -> x.mul(3);
      case "div" -> x -> x.div(4);
      case "pow" -> x -> x.pow(2);
      case "maximum" -> x -> x.maximum(0);
      case "array" ->
          x -> {
            try (NDArray factors = x.getManager().create(new float[] {5, 6})) {
              return x.mul(factors);
            }
          };
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static float[] expected(String name) {
    return switch (name) {
      case "mul" -> new float[] {3, 3};
      case "div" -> new float[] {0.25f, 0.25f};
      case "pow" -> new float[] {4, -6};
      case "maximum" -> new float[] {1, 0};
      default -> new float[] {5, 6};
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"mul", "div", "pow", "maximum", "array"})
  @SuppressWarnings("try")
  void whatIsRecordedOutlivesTheArrayThatJavaClosed(String name) throws Exception {
    try (var manager = NDManager.newBaseManager();
        var recording = GradMode.on()) {
      NDArray x = manager.create(new float[] {2, -3});
      x.setRequiresGradient(true);
      NDArray loss = operation(name).apply(x).sum();
      reuseMemory();
      NDArray gradient = GRADIENT.call("gradient", manager, loss, List.of(x)).get(0);
      assertThat(gradient.toFloatArray()).containsExactly(expected(name));
    }
  }

  /** Lets Java free the buffers that nobody holds, and writes to memory of their size. */
  private static void reuseMemory() throws InterruptedException {
    System.gc();
    Thread.sleep(100);
    for (int i = 0; i < 20_000; i++) {
      ByteBuffer.allocateDirect(4 + i % 64).putInt(0, 0x7f7f7f7f);
    }
  }

  @Test
  void arraysHaveMemoryOfTheirOwnUnlessItIsShared() {
    try (var manager = NDManager.newBaseManager()) {
      var buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      NDArray own = manager.create(buffer, new Shape(2), DataType.FLOAT32);
      NDArray shared = OwnedMemory.share(manager, buffer, new Shape(2), DataType.FLOAT32);
      buffer.putFloat(4, 7);
      assertThat(own.toFloatArray()).containsExactly(0, 0);
      assertThat(shared.toFloatArray()).containsExactly(0, 7);
    }
  }

  /** Each of these would end the process in DJL's native code. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"BFLOAT16", "INT16", "UINT16", "UINT32", "UINT64", "STRING", "UNKNOWN"})
  void aTypeThatWouldEndTheProcessIsRefused(DataType type) {
    try (var manager = NDManager.newBaseManager()) {
      NDArray array = manager.ones(new Shape(2));
      assertRefused(type, () -> array.toType(type, true));
      assertRefused(type, () -> manager.zeros(new Shape(2), type));
      assertRefused(type, () -> manager.full(new Shape(2), 1, type));
      assertRefused(type, () -> manager.randomUniform(0, 1, new Shape(2), type));
    }
  }

  private static void assertRefused(DataType type, ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no array can be of type " + type.name())
        .hasMessageContaining("float32");
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BFLOAT16", "INT16", "UINT16", "UINT32", "UINT64", "STRING", "UNKNOWN"})
  void allOtherTypesWork(DataType type) {
    try (var manager = NDManager.newBaseManager()) {
      assertThat(manager.ones(new Shape(2)).toType(type, true).getDataType()).isEqualTo(type);
    }
  }

  @Test
  void aClassWithoutTheCallIsRefused() throws Exception {
    byte[] file;
    try (InputStream in =
        Objects.requireNonNull(OwnedMemoryTest.class.getResourceAsStream("GradMode.class"))) {
      file = in.readAllBytes();
    }
    var call = new StaticCall("ai/djl/pytorch/jni/PyTorchLibrary", "torchFromBlob", "J)J");
    assertThatThrownBy(() -> call.redirected(file, 1, "a/B", "c"))
        .isInstanceOf(LinkageError.class)
        .hasMessageStartingWith("expected 1 calls of ai/djl/pytorch/jni/PyTorchLibrary.torch");
  }
}
