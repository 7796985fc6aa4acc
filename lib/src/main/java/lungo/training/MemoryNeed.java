package lungo.training;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lungo.models.Summary;

/**
 * What training will take: the memory of the device is compared with it before the first step.
 *
 * @param batch the shape of a batch
 * @param kept bytes for weights, gradients and the optimizer's state
 * @param activations bytes, as the recipe has it
 * @param checkpointed bytes that the activations take with activation checkpointing
 */
record MemoryNeed(Shape batch, long kept, long activations, long checkpointed, Recipe recipe) {

  private static final double MIB = 1 << 20;

  /**
   * Of a network.
   *
   * @param summary at the size of a batch
   * @param optimizer bytes of its state
   */
  static MemoryNeed of(Summary summary, long optimizer, Recipe recipe) {
    int part = recipe.precision() == Precision.FLOAT32 ? 1 : 2;
    long checkpointed = summary.checkpointedActivationBytes() / part;
    return new MemoryNeed(
        summary.input(),
        summary.weightBytes() + summary.gradientBytes() + optimizer,
        recipe.isCheckpointing() ? checkpointed : summary.activationBytes() / part,
        checkpointed,
        recipe);
  }

  /** All memory of a device, or of the container that this process lives in. */
  static long room(Device device) {
    if (device.isGpu()) {
      return CudaUtils.getGpuMemory(device).getMax();
    }
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  static String name(Device device) {
    return device.isGpu() ? "GPU " + device.getDeviceId() : "CPU";
  }

  /**
   * What to tell the user.
   *
   * @param room bytes that there are
   * @param device where
   * @return nothing if it fits
   */
  Optional<String> warning(long room, Device device) {
    if (kept + activations <= room) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Warning: training with batches of %s will need about %s (%s for weights, gradients and"
                + " optimizer, %s for activations); the memory of the %s is %s. What helps: %s.",
            batch,
            size(kept + activations),
            size(kept),
            size(activations),
            name(device),
            size(room),
            String.join("; ", help(room))));
  }

  private List<String> help(long room) {
    var help = new ArrayList<String>();
    long examples = batch.get(0);
    for (int part = 2; part <= examples; part *= 2) {
      long need = kept + activations / part;
      if (need <= room) {
        help.add(
            String.format(
                Locale.ROOT,
                "batches of %d with recipe.accumulate(%d) (%s)",
                examples / part,
                part * recipe.accumulate(),
                size(need)));
        break;
      }
    }
    if (checkpointed < activations) {
      help.add("recipe.activationCheckpointing() (" + size(kept + checkpointed) + ")");
    }
    if (recipe.precision() == Precision.FLOAT32) {
      help.add("recipe.bfloat16() (" + size(kept + activations / 2) + ")");
    }
    help.add("a smaller model");
    return help;
  }

  static String size(long bytes) {
    return bytes < 1000 * MIB
        ? String.format(Locale.ROOT, "%.0f MiB", bytes / MIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / MIB / 1024);
  }
}
