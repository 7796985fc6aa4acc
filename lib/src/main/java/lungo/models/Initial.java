package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.random.Seed;
import lungo.torch.OwnedMemory;

/**
 * What a weight is before training. Random weights are drawn in Java, a run of values from a stream
 * of its own, so that a weight follows from the seed and its name whatever the device, the number
 * of threads and the other weights.
 */
sealed interface Initial {

  /** All the same. */
  record Constant(float value) implements Initial {}

  /** A counter of type int64, 0. */
  record Counter() implements Initial {}

  /** Normal with mean 0. */
  record Normal(double std) implements Initial {}

  /** Uniform in -bound to bound. */
  record Uniform(double bound) implements Initial {}

  /** Values in a run. */
  int RUN = 1 << 15;

  /**
   * Normal with the variance 2 / (outputs · kernel), kernel being its area, which keeps gradients
   * alike through layers with ReLU. He et al. 2015, https://arxiv.org/abs/1502.01852, fan-out as
   * torchvision's ResNet.
   */
  static Initial kaimingFanOut(long outputs, int kernel) {
    return new Normal(Math.sqrt(2 / ((double) outputs * kernel)));
  }

  /** Uniform in ±1/√inputs, PyTorch's for linear layers and convolutions. */
  static Initial fanIn(long inputs) {
    return new Uniform(1 / Math.sqrt((double) inputs));
  }

  /** This for a parameter. */
  default Named of(String name) {
    return new Named(this, name, "");
  }

  /**
   * What a parameter is before training.
   *
   * @param initial the values
   * @param name the parameter's name in its layer
   * @param path the layer's path in the model, with a dot at its end
   */
  record Named(Initial initial, String name, String path) implements Initializer {

    Named under(String otherPath) {
      return new Named(initial, name, otherPath);
    }

    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
      Seed.engine();
      if (initial instanceof Constant constant) {
        return manager.full(shape, constant.value(), dataType);
      }
      if (initial instanceof Counter) {
        return manager.zeros(shape, DataType.INT64);
      }
      int size = Math.toIntExact(shape.size());
      var bytes =
          ByteBuffer.allocateDirect(Math.multiplyExact(4, size)).order(ByteOrder.nativeOrder());
      FloatBuffer values = bytes.asFloatBuffer();
      IntStream.range(0, (size + RUN - 1) / RUN).parallel().forEach(run -> fill(values, run));
      // The engine may share the buffer's memory, which Java frees.
      try (NDArray shared = OwnedMemory.share(manager, bytes, shape, DataType.FLOAT32)) {
        return dataType == DataType.FLOAT32 ? shared.duplicate() : shared.toType(dataType, true);
      }
    }

    private void fill(FloatBuffer values, int run) {
      SplittableRandom random = Seed.stream("initial " + path + name, run);
      int end = Math.min(values.capacity(), (run + 1) * RUN);
      for (int i = run * RUN; i < end; i++) {
        values.put(i, (float) draw(random));
      }
    }

    private double draw(SplittableRandom random) {
      if (initial instanceof Normal normal) {
        return normal.std() * random.nextGaussian();
      }
      double bound = ((Uniform) initial).bound();
      return bound * (2 * random.nextDouble() - 1);
    }
  }
}
