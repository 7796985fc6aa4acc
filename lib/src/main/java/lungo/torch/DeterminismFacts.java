package lungo.torch;

import java.util.Map;
import lungo.display.RunFacts;

/**
 * That a run kept to deterministic algorithms, if it did.
 *
 * <pre>{@code
 * Determinism.deterministic(true);
 * new DeterminismFacts().facts();          // {deterministic=true}
 * }</pre>
 */
public final class DeterminismFacts implements RunFacts {

  /** For {@link java.util.ServiceLoader}. */
  public DeterminismFacts() {}

  @Override
  public Map<String, String> facts() {
    return Determinism.wasAskedFor() ? Map.of("deterministic", "true") : Map.of();
  }
}
