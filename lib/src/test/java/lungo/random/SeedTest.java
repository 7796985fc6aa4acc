package lungo.random;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeedTest {

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @Test
  void sameSeedPurposeAndCoordinatesGiveTheSameNumbers() {
    Seed.set(42);
    long first = Seed.stream("shuffle", 3).nextLong();
    Seed.set(1);
    assertThat(Seed.stream("shuffle", 3).nextLong()).isNotEqualTo(first);
    Seed.seed(42);
    assertThat(Seed.stream("shuffle", 3).nextLong()).isEqualTo(first);
  }

  @Test
  void neighbouringStreamsDiffer() {
    var firsts = new HashSet<Long>();
    for (int epoch = 0; epoch < 100; epoch++) {
      for (int example = 0; example < 100; example++) {
        firsts.add(Seed.stream("augment", epoch, example).nextLong());
      }
    }
    assertThat(firsts).hasSize(100 * 100);
    assertThat(Seed.derive("a", 1, 2)).isNotEqualTo(Seed.derive("a", 2, 1));
    assertThat(Seed.derive("a")).isNotEqualTo(Seed.derive("a", 0));
  }

  @Test
  void engineFollowsTheSeed() {
    Seed.set(7);
    try (var manager = Seed.engine().newBaseManager()) {
      float[] first = manager.randomNormal(new Shape(5)).toFloatArray();
      float[] second = manager.randomNormal(new Shape(5)).toFloatArray();
      Seed.set(7);
      assertThat(manager.randomNormal(new Shape(5)).toFloatArray()).isEqualTo(first);
      assertThat(second).isNotEqualTo(first);
    }
  }
}
