package lungo.spark;

import ai.djl.engine.Engine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** The native engine of an executor. */
final class ExecutorEngine {

  private ExecutorEngine() {}

  /**
   * Loads the engine, which computes.
   *
   * @throws IllegalStateException if this machine has none that can be loaded, with what helps
   */
  static void load() {
    try {
      var unused = Engine.getInstance();
    } catch (RuntimeException | LinkageError e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the executor on %s has no native library of PyTorch for %s %s that can be loaded"
                  + " (%s); --conf spark.executorEnv.PYTORCH_LIBRARY_PATH=FOLDER names one that is"
                  + " there",
              host(),
              System.getProperty("os.name"),
              System.getProperty("os.arch"),
              first),
          e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }
}
