package lungo.training;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.util.Locale;
import java.util.regex.Pattern;
import lungo.torch.TorchException;

/** What to say of a failure of the engine whose cause is known. */
final class EngineFailure {

  private static final Pattern REFUSED =
      Pattern.compile("can't allocate memory: you tried to allocate (\\d+) bytes");

  private static final Pattern CUDA_REFUSED =
      Pattern.compile("CUDA out of memory. Tried to allocate ([\\d.]+ \\w+)");

  private static final Pattern NOT_DETERMINISTIC =
      Pattern.compile("(\\S+) does not have a deterministic implementation");

  private EngineFailure() {}

  /**
   * The same failure in the user's words.
   *
   * @param failure by DJL or a script
   * @param device where it happened
   * @return a {@link TrainingException} if the device's memory is full, or an operator knows no
   *     deterministic algorithm; else the failure itself
   */
  static RuntimeException explained(RuntimeException failure, Device device) {
    if (!(failure instanceof EngineException || failure instanceof TorchException)) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage());
    var refused = REFUSED.matcher(message);
    if (refused.find()) {
      return full(MemoryNeed.size(Long.parseLong(refused.group(1))), device, failure);
    }
    var cudaRefused = CUDA_REFUSED.matcher(message);
    if (cudaRefused.find()) {
      return full(cudaRefused.group(1), device, failure);
    }
    var operator = NOT_DETERMINISTIC.matcher(message);
    if (operator.find()) {
      return new TrainingException(
          String.format(
              Locale.ROOT,
              "the operator '%s' has no deterministic algorithm on the %s. What helps: another"
                  + " layer or loss in its place; deterministic(false), which gives up the same"
                  + " bits",
              operator.group(1),
              MemoryNeed.name(device)),
          failure);
    }
    return failure;
  }

  private static TrainingException full(String asked, Device device, RuntimeException failure) {
    return new TrainingException(
        String.format(
            "the memory of the %s is full: %s more were asked for. What helps: smaller batches, with"
                + " recipe.accumulate(…) for as many examples a step;"
                + " recipe.activationCheckpointing(); recipe.bfloat16(); a smaller model. The weights"
                + " are as after the last step",
            MemoryNeed.name(device), asked),
        failure);
  }
}
