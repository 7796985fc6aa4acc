package lungo.training;

import ai.djl.Device;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import lungo.random.Seed;
import org.jspecify.annotations.Nullable;

/** Where models are trained. */
public final class Devices {

  /** The environment variable that chooses: {@code cpu}, {@code gpu} or {@code gpu1}. */
  public static final String VARIABLE = "LUNGO_DEVICE";

  private static final Pattern GPU = Pattern.compile("(?:gpu|cuda):?(\\d*)");

  private static final ThreadLocal<@Nullable Device> GIVEN = new ThreadLocal<>();

  private Devices() {}

  /**
   * Does something for which {@link #preferred} is a device of one's choice, on this thread: where
   * a scheduler says which GPU a task has, say.
   *
   * @param <R> what it gives
   * @param device the device
   * @param work what is done, such as making a learner
   * @return what it gave
   */
  public static <R> R preferring(Device device, Supplier<R> work) {
    Device before = GIVEN.get();
    GIVEN.set(device);
    try {
      return work.get();
    } finally {
      GIVEN.set(before);
    }
  }

  /**
   * The device that {@code LUNGO_DEVICE} names; where it is not set the first GPU, or the CPU where
   * there is none. Within {@link #preferring} the device that was given there.
   *
   * @return the device
   * @throws TrainingException if the variable names no device, or one that is not there
   */
  public static Device preferred() {
    Device given = GIVEN.get();
    return given == null ? preferred(System.getenv(), Seed.engine().getGpuCount()) : given;
  }

  /**
   * All devices of the kind of the {@link #preferred} one, that one first: every GPU, or the CPU.
   *
   * <pre>{@code
   * learner.dataParallel(Devices.all());
   * }</pre>
   *
   * @return one device or more
   */
  public static Device[] all() {
    Device first = preferred();
    var all = new LinkedHashSet<Device>(List.of(first));
    for (int i = 0; first.isGpu() && i < Seed.engine().getGpuCount(); i++) {
      all.add(Device.gpu(i));
    }
    return all.toArray(Device[]::new);
  }

  /** As messages name it: {@code cpu}, {@code gpu1}. */
  static String name(Device device) {
    return device.isGpu() ? "gpu" + device.getDeviceId() : device.getDeviceType();
  }

  /** Refuses devices that batches cannot be divided over. */
  static void checkDivided(Device own, List<Device> devices, int gpus) {
    if (devices.isEmpty() || !devices.get(0).equals(own)) {
      throw new IllegalArgumentException(
          String.format(
              "data parallelism needs devices of which the first is the learner's own, %s, got %s",
              name(own), devices.stream().map(Devices::name).toList()));
    }
    for (Device device : devices) {
      if (device.isGpu() != own.isGpu()) {
        throw new IllegalArgumentException(
            "batches are divided over GPUs or over replicas on the CPU, not over both, got "
                + devices.stream().map(Devices::name).toList());
      }
      if (device.isGpu() && device.getDeviceId() >= gpus) {
        throw new IllegalArgumentException(
            "there is no " + name(device) + ": libtorch sees " + seen(gpus));
      }
    }
  }

  private static String seen(int gpus) {
    return gpus == 0 ? "no GPU" : "GPUs 0 to " + (gpus - 1);
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
              VARIABLE, wanted, seen(gpus), VARIABLE));
    }
    return Device.gpu(index);
  }
}
