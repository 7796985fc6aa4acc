package lungo.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;

/**
 * A kind of state that an optimizer keeps for each weight.
 *
 * @param name what it is called in a checkpoint
 * @param shape the state's shape for a weight's; a scalar is float32 and lies on the CPU, where a
 *     script can read it without waiting
 * @param initial what it is filled with
 */
record Slot(String name, UnaryOperator<Shape> shape, float initial) {

  /** As large as the weight, zeros at first. */
  static Slot like(String name) {
    return new Slot(name, weight -> weight, 0);
  }

  static Slot scalar(String name, float initial) {
    return new Slot(name, weight -> new Shape(), initial);
  }

  NDArray create(NDArray weight, NDManager manager) {
    Shape size = shape.apply(weight.getShape());
    if (size.isScalar()) {
      return manager.full(size, initial, DataType.FLOAT32, Device.cpu());
    }
    DataType type = weight.getDataType();
    return initial == 0 ? manager.zeros(size, type) : manager.full(size, initial, type);
  }
}
