package lungo.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.ServiceLoader;
import lungo.display.RunFacts;
import org.junit.jupiter.api.Test;

class EngineFactsTest {

  @Test
  void aRunIsToldTheSeedAndTheVersionOfTheEngineThatItLoaded() {
    Seed.set(7);
    Seed.engine();
    var facts = new HashMap<String, String>();
    ServiceLoader.load(RunFacts.class).forEach(service -> facts.putAll(service.facts()));
    assertThat(facts).containsEntry("seed", "7");
    assertThat(facts.get("pytorch")).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
