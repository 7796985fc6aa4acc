package lungo.training;

import ai.djl.Device;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import lungo.random.Seed;

/** Where models are trained. */
public final class Devices {

  /** The environment variable that chooses: {@code cpu}, {@code gpu} or {@code gpu1}. */
  public static final String VARIABLE = "LUNGO_DEVICE";

  private static final Pattern GPU = Pattern.compile("(?:gpu|cuda):?(\\d*)");

  private Devices() {}

  /**
   * The device that {@code LUNGO_DEVICE} names; where it is not set the first GPU, or the CPU where
   * there is none.
   *
   * @return the device
   * @throws TrainingException if the variable names no device, or one that is not there
   */
  public static Device preferred() {
    return preferred(System.getenv(), Seed.engine().getGpuCount());
  }

  static Device preferred(Map<String, String> environment, int gpus) {
    String wanted = environment.getOrDefault(VARIABLE, "").strip().toLowerCase(Locale.ROOT);
    if (wanted.isEmpty()) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (wanted.equals("cpu")) {
      return Device.cpu();
    }
    var gpu = GPU.matcher(wanted);
    if (!gpu.matches()) {
      throw new TrainingException(
          VARIABLE + " must be cpu, gpu, or gpu and a number such as gpu1, got '" + wanted + "'");
    }
    int index = gpu.group(1).isEmpty() ? 0 : Integer.parseInt(gpu.group(1));
    if (index >= gpus) {
      throw new TrainingException(
          String.format(
              "%s is '%s', but libtorch sees %s; it needs the CUDA flavour of libtorch and its"
                  + " driver, or set %s=cpu",
              VARIABLE, wanted, gpus == 0 ? "no GPU" : "GPUs 0 to " + (gpus - 1), VARIABLE));
    }
    return Device.gpu(index);
  }
}
