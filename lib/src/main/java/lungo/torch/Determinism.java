package lungo.torch;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;
import lungo.random.Seed;

/**
 * Whether PyTorch keeps to algorithms that give the same bits each time, as {@code
 * torch.use_deterministic_algorithms} says it; {@code docs/devices.md} has what that promises.
 *
 * <pre>{@code
 * deterministic(true);                        // import static lungo.torch.Determinism.deterministic
 * }</pre>
 *
 * An operator that knows no such algorithm on its device is refused; the error has its name. A
 * setting of the process, off unless {@code LUNGO_DETERMINISTIC=1} is in its environment.
 */
public final class Determinism {

  /** The environment variable that says how it begins: {@code 1} or {@code 0}. */
  public static final String VARIABLE = "LUNGO_DETERMINISTIC";

  /** What cuBLAS needs for it, from the process's start on. */
  static final String CUBLAS = "CUBLAS_WORKSPACE_CONFIG";

  private static volatile boolean begun;

  private Determinism() {}

  /**
   * Keeps to deterministic algorithms from the next operation on, or lets PyTorch choose again.
   *
   * @param on whether to keep to them
   * @throws IllegalStateException if a GPU is there and {@code CUBLAS_WORKSPACE_CONFIG} was not set
   *     when the process started, or libtorch cannot be reached
   */
  public static void deterministic(boolean on) {
    begin();
    set(on, System.getenv(), Seed.engine().getGpuCount());
  }

  /**
   * Whether PyTorch keeps to deterministic algorithms.
   *
   * @return true if so
   */
  public static boolean isDeterministic() {
    begin();
    return Context.asks("_ZNK2at7Context23deterministicAlgorithmsEv");
  }

  /** Does what the environment says, once; before the process's first operation. */
  static void begin() {
    if (!begun) {
      beginOnce();
    }
  }

  private static synchronized void beginOnce() {
    if (!begun && wanted(System.getenv())) {
      set(true, System.getenv(), Seed.engine().getGpuCount());
    }
    begun = true;
  }

  /** Whether it was on when somebody last looked; loads nothing. */
  static boolean wasAskedFor() {
    return begun && Context.asks("_ZNK2at7Context23deterministicAlgorithmsEv");
  }

  static boolean wanted(Map<String, String> environment) {
    String value = environment.getOrDefault(VARIABLE, "").strip();
    return switch (value) {
      case "1", "true" -> true;
      case "", "0", "false" -> false;
      default -> throw new IllegalStateException(VARIABLE + " must be 1 or 0, got '" + value + "'");
    };
  }

  static void set(boolean on, Map<String, String> environment, int gpus) {
    String config = environment.getOrDefault(CUBLAS, "");
    if (on && gpus > 0 && !config.equals(":4096:8") && !config.equals(":16:8")) {
      throw new IllegalStateException(
          "deterministic algorithms on a GPU need "
              + CUBLAS
              + "=:4096:8 (or :16:8) in the environment when the process starts, as ./lungo sets it;"
              + " got '"
              + config
              + "'");
    }
    // Never a Java boolean: its bits as a C argument are all ones.
    int yes = on ? 1 : 0;
    Context.tell("_ZN2at7Context26setDeterministicAlgorithmsEbb", yes, 0);
    Context.tell("_ZN2at7Context21setDeterministicCuDNNEb", yes);
    Context.tell("_ZN2at7Context22setDeterministicMkldnnEb", yes);
    if (on) {
      Context.tell("_ZN2at7Context17setBenchmarkCuDNNEb", 0);
    }
  }

  /**
   * libtorch's own settings, {@code at::Context}, which neither DJL nor TorchScript reaches: its
   * C++ functions by their names in the library.
   */
  private static final class Context {

    private static final NativeLibrary LIBRARY = library();
    private static final Pointer CONTEXT = context();

    private Context() {}

    private static NativeLibrary library() {
      Seed.engine();
      String file = System.mapLibraryName("torch_cpu");
      return NativeLibrary.getInstance(Path.of(LibUtils.getLibtorchPath(), file).toString());
    }

    private static Pointer context() {
      return function("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    }

    static void tell(String function, int... values) {
      Object[] arguments = new Object[values.length + 1];
      arguments[0] = CONTEXT;
      for (int i = 0; i < values.length; i++) {
        arguments[i + 1] = values[i];
      }
      function(function).invokeVoid(arguments);
    }

    static boolean asks(String function) {
      return (function(function).invokeInt(new Object[] {CONTEXT}) & 0xff) != 0;
    }

    private static Function function(String name) {
      try {
        return LIBRARY.getFunction(name);
      } catch (UnsatisfiedLinkError e) {
        throw new IllegalStateException(
            "deterministic algorithms can be chosen on Linux and macOS, with libtorch 2.7.1: "
                + LIBRARY.getFile()
                + " has no "
                + name,
            e);
      }
    }
  }
}
