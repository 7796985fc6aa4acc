package lungo.kernel.doctor;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the library's native code loads. The library is asked by the name of DJL's class, as it
 * may be missing; nothing is downloaded.
 */
final class NativesCheck {

  private static final String ENGINE = "ai.djl.engine.Engine";
  private static final String SUBJECT = "libtorch";

  private final Optional<Path> home;
  private final Map<String, String> variables;

  NativesCheck(Optional<Path> home, Map<String, String> variables) {
    this.home = home;
    this.variables = variables;
  }

  Finding examine() {
    String own = variables.getOrDefault("PYTORCH_LIBRARY_PATH", "");
    if (!own.isEmpty() && !Files.isDirectory(Path.of(own))) {
      return Finding.fault(
          SUBJECT,
          "PYTORCH_LIBRARY_PATH is " + own + ", which is no folder",
          "set it to the folder with libtorch's libraries, or unset it");
    }
    Class<?> engine;
    try {
      engine = Class.forName(ENGINE);
    } catch (ClassNotFoundException e) {
      return home.isEmpty()
          ? Finding.hint(
              SUBJECT, "the library is not on the class path", "./mvnw package builds it")
          : Finding.fault(
              SUBJECT, "the library's jars are missing", "rebuild: remove " + home.get());
    }
    String before = System.setProperty("ai.djl.offline", "true");
    try {
      Object loaded = engine.getMethod("getInstance").invoke(null);
      Object device = engine.getMethod("defaultDevice").invoke(loaded);
      Object version = engine.getMethod("getVersion").invoke(loaded);
      return Finding.good(SUBJECT, version + " loads, on " + device + source(own));
    } catch (InvocationTargetException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (ReflectiveOperationException e) {
      return failed(e);
    } finally {
      if (before == null) {
        System.clearProperty("ai.djl.offline");
      }
    }
  }

  private String source(String own) {
    if (!own.isEmpty()) {
      return " (from " + own + ")";
    }
    return "gpu".equals(variables.get("LUNGO_DEVICE")) ? " (DJL's, for GPUs)" : " (bundled)";
  }

  private Finding failed(Throwable why) {
    Throwable root = why;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String advice =
        "gpu".equals(variables.get("LUNGO_DEVICE"))
            ? "run a notebook once with a network, so that DJL downloads it; see README, GPU"
            : "rebuild (./mvnw package), and remove DJL's cache below if it persists";
    return Finding.fault(SUBJECT, "does not load: " + root, advice);
  }
}
