package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;

/**
 * Batch normalisation over (N, H, W), unless said with PyTorch's constants: eps 1e-5, and running
 * statistics that move by 0.1 each training batch. Ioffe and Szegedy 2015,
 * https://arxiv.org/abs/1502.03167
 */
final class BatchNorm2d extends NamedBlock {

  private final float eps;

  /** DJL's momentum is the share that stays, PyTorch's the share that goes. */
  private final float kept;

  private final Parameter weight;
  private final Parameter bias;
  private final Parameter runningMean;
  private final Parameter runningVar;
  private final Parameter batchesTracked;

  BatchNorm2d(long channels) {
    this(channels, 1e-5, 0.1);
  }

  BatchNorm2d(long channels, double eps, double momentum) {
    this.eps = (float) eps;
    this.kept = (float) (1 - momentum);
    var ones = new Initial.Constant(1);
    var zeros = new Initial.Constant(0);
    weight = weight("weight", Parameter.Type.GAMMA, ones, channels);
    bias = weight("bias", Parameter.Type.BETA, zeros, channels);
    runningMean = buffer("running_mean", Parameter.Type.RUNNING_MEAN, zeros, channels);
    runningVar = buffer("running_var", Parameter.Type.RUNNING_VAR, ones, channels);
    batchesTracked = buffer("num_batches_tracked", Parameter.Type.OTHER, new Initial.Counter());
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    boolean counted = pass.training() && !pass.again();
    if (counted) {
      pass.value(batchesTracked).addi(1);
    }
    // The axis -1 is DJL's word for "as PyTorch does", without swapping axes first.
    return x.getNDArrayInternal()
        .batchNorm(
            x,
            pass.value(runningMean),
            pass.value(runningVar),
            pass.value(weight),
            pass.value(bias),
            -1,
            counted ? kept : 1,
            eps,
            pass.training())
        .head(); // (N, C, H, W)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  @Override
  String type() {
    return "BatchNorm2d";
  }
}
