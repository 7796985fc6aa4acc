package lungo.kernel.channels;

import java.util.List;

/**
 * Which of the JDK's selectors the sockets use. Java asks the services of the class path for one
 * first, and so opens each of its jars, a twentieth of a second before the kernel can answer.
 */
final class Selectors {

  private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

  /** The JDK's own for Linux, macOS and Windows; a JDK has one of them. */
  private static final List<String> PROVIDERS =
      List.of(
          "sun.nio.ch.EPollSelectorProvider",
          "sun.nio.ch.KQueueSelectorProvider",
          "sun.nio.ch.WEPollSelectorProvider");

  private Selectors() {}

  /** Names the JDK's own in the system properties, unless another one is named there. */
  static void useJdks() {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    for (String name : PROVIDERS) {
      if (isThere(name)) {
        System.setProperty(PROPERTY, name);
        return;
      }
    }
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false; // of another system, or of a JDK that names it otherwise: Java finds its own
    }
  }
}
