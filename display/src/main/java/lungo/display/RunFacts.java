package lungo.display;

import java.util.Map;

/**
 * What results follow from besides the code and the JDK, as a library knows it: the version of its
 * engine, its seed. {@code lungo run} keeps it in the notebook, and {@code lungo check} says what
 * has changed. Implementations are listed in {@code META-INF/services/lungo.display.RunFacts} and
 * have a public constructor without parameters.
 *
 * <pre>{@code
 * class CorpusFacts implements RunFacts {
 *   public Map<String, String> facts() { return Map.of("corpus", "2026-07"); }
 * }
 * }</pre>
 */
public interface RunFacts {

  /**
   * The facts as they are now. Loads nothing: an engine that the run did not need has no entry.
   *
   * @return names, such as {@code seed}, and values
   */
  Map<String, String> facts();
}
