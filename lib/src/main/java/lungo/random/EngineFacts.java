package lungo.random;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lungo.display.RunFacts;

/**
 * The seed, and the engine's version once the library has asked for the engine.
 *
 * <pre>{@code
 * Map<String, String> facts = new EngineFacts().facts();   // seed=42, pytorch=2.7.1
 * }</pre>
 */
public final class EngineFacts implements RunFacts {

  /** For {@link java.util.ServiceLoader}. */
  public EngineFacts() {}

  @Override
  public Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("seed", String.valueOf(Seed.get()));
    Seed.loadedEngine()
        .ifPresent(
            engine ->
                facts.put(engine.getEngineName().toLowerCase(Locale.ROOT), engine.getVersion()));
    return facts;
  }
}
