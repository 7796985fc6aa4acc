package lungo.random;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Begins each test with a seed and leaves none to the next class.
 *
 * <pre>{@code
 * @RegisterExtension static final Seeded SEEDED = new Seeded(3);
 * }</pre>
 */
public record Seeded(long seed) implements BeforeEachCallback, AfterEachCallback {

  @Override
  public void beforeEach(ExtensionContext context) {
    Seed.set(seed);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Seed.set(0);
  }
}
