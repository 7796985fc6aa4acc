package lungo.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link LossScaling} at work. The scale, the steps since it changed and the number of skipped
 * steps lie on the device and are changed there, by the native call that takes the step.
 *
 * <pre>{@code
 * try (var scale = new LossScale(manager, LossScaling.standard())) {
 *   var backward = new Backward(loss, List.of(), 1, 1, Backward.Clipping.NONE, scale);
 *   optimizer.step(backward, 1e-3, use -> {});
 *   scale.read().skipped();                // how many steps had gradients that are not finite
 * }
 * }</pre>
 */
public final class LossScale implements AutoCloseable {

  /** No scale: losses are taken as they are, and no step is skipped. */
  public static final LossScale NONE = new LossScale();

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def read(scale: Tensor, skipped: Tensor) -> Tensor:
            return torch.stack([scale.to(7), skipped.to(7)])
          """);

  /** Functions of the scripts that compute gradients. */
  static final String FUNCTIONS =
      """
      def outer(loss: Tensor, scale: List[Tensor]) -> Optional[List[Optional[Tensor]]]:
        given = annotate(Optional[List[Optional[Tensor]]], None)
        if len(scale) > 0:
          given = annotate(List[Optional[Tensor]], [scale[0].to(loss.device)])
        return given

      def inverse(scale: List[Tensor]) -> Tensor:
        return torch.reciprocal(scale[0].to(7)).to(6)

      """;

  private final LossScaling scaling;
  private final Map<String, NDArray> state = new TreeMap<>();
  private final List<NDArray> arrays;

  private LossScale() {
    this.scaling = LossScaling.standard();
    this.arrays = List.of();
  }

  /**
   * Begins with the first scale.
   *
   * @param manager owns the arrays; on its device the losses are
   * @param scaling how the scale follows
   */
  public LossScale(NDManager manager, LossScaling scaling) {
    this.scaling = scaling;
    NDArray scale = manager.full(new Shape(), (float) scaling.initial(), DataType.FLOAT32);
    NDArray growth = manager.zeros(new Shape(), DataType.INT32);
    NDArray skipped = manager.zeros(new Shape(), DataType.INT64);
    arrays = List.of(scale, growth, skipped);
    arrays.forEach(NDScope::unregister);
    state.put("scale", scale);
    state.put("growth_tracker", growth);
    state.put("skipped", skipped);
  }

  /**
   * What it is now.
   *
   * @param scale by what losses are multiplied
   * @param skipped how many steps were skipped so far
   */
  public record Reading(double scale, long skipped) {}

  /**
   * Reads it, which waits for the device.
   *
   * @return scale and number of skipped steps
   * @throws IllegalStateException if it is {@link #NONE}
   */
  public Reading read() {
    if (isNone()) {
      throw new IllegalStateException("there is no loss scale");
    }
    NDManager owner = arrays.get(0).getManager();
    try (NDArray both = OPS.callInPlace("read", owner, arrays.get(0), arrays.get(2)).head()) {
      double[] values = both.toDoubleArray();
      return new Reading(values[0], (long) values[1]);
    }
  }

  /**
   * How the scale follows.
   *
   * @return the numbers
   */
  public LossScaling scaling() {
    return scaling;
  }

  /**
   * Whether losses are taken as they are.
   *
   * @return true for {@link #NONE}
   */
  public boolean isNone() {
    return arrays.isEmpty();
  }

  /**
   * Its arrays, to be saved and to be set.
   *
   * @return by name; none for {@link #NONE}
   */
  public Map<String, NDArray> state() {
    return state;
  }

  /** Scale, growth tracker and number of skipped steps, as scripts take them; none for none. */
  List<NDArray> arrays() {
    return arrays;
  }

  /** The scale alone, on a device; none for none. */
  List<NDArray> on(Device device) {
    return arrays.stream().limit(1).map(scale -> scale.toDevice(device, false)).toList();
  }

  /** Growth, backoff and interval, as scripts take them. */
  double[] numbers() {
    return new double[] {scaling.growth(), scaling.backoff(), scaling.interval()};
  }

  @Override
  public void close() {
    arrays.forEach(NDArray::close);
  }
}
