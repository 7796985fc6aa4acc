package lungo.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import lungo.retrieval.NearestNeighbors.Neighbor;
import org.junit.jupiter.api.Test;

class NearestNeighborsTest {

  private static final float[][] VECTORS = {{1, 0}, {0.6f, 0.8f}, {0, 1}, {-1, 0}, {0.6f, 0.8f}};
  private static final List<String> NAMES = List.of("east", "north-east", "north", "west", "twin");

  private final NearestNeighbors index = NearestNeighbors.of(VECTORS, NAMES);

  @Test
  void findsTheNearestFirstAndEquallyNearOnesInTheirOrder() {
    List<Neighbor> found = index.nearest(new float[] {0.8f, 0.6f}, 4);
    // 0.6 · 0.8 + 0.8 · 0.6 = 0.96; 1 · 0.8 = 0.8; 1 · 0.6 = 0.6.
    assertThat(found)
        .extracting(Neighbor::label)
        .containsExactly("north-east", "twin", "east", "north");
    assertThat(found).extracting(Neighbor::index).containsExactly(1, 4, 0, 2);
    assertThat(found.get(0).cosine()).isCloseTo(0.96, within(1e-6));
    assertThat(found.get(2).cosine()).isCloseTo(0.8, within(1e-6));
    assertThat(found.get(3).cosine()).isCloseTo(0.6, within(1e-6));
    assertThat(found.get(2)).hasToString("east (0.800)");
  }

  @Test
  void findsAllIfAskedForAll() {
    List<Neighbor> found = index.nearest(new float[] {0, 1}, 5);
    assertThat(found).extracting(Neighbor::index).containsExactly(2, 1, 4, 0, 3);
    assertThat(index.nearest(new float[] {0, 1})).isEqualTo(found.get(0));
    assertThat(index).hasToString("5 vectors of 2 numbers, 5 labels");
  }

  @Test
  void keepsACopy() {
    float[][] changed = Arrays.stream(VECTORS).map(float[]::clone).toArray(float[][]::new);
    var kept = NearestNeighbors.of(changed, NAMES);
    changed[0][0] = -1;
    assertThat(kept.nearest(new float[] {1, 0}).label()).isEqualTo("east");
  }

  @Test
  void refusesWhatItCannotCompare() {
    assertThatThrownBy(() -> NearestNeighbors.of(new float[0][], List.of()))
        .hasMessage("expected one vector or more and a label each, got 0 vectors and 0 labels");
    assertThatThrownBy(() -> NearestNeighbors.of(VECTORS, List.of("east")))
        .hasMessage("expected one vector or more and a label each, got 5 vectors and 1 labels");
    assertThatThrownBy(() -> NearestNeighbors.of(new float[][] {{1, 0}, {1}}, List.of("a", "b")))
        .hasMessage("vector 1 has 1 numbers, the first one 2");
    assertThatThrownBy(() -> NearestNeighbors.of(new float[][] {{3, 4}}, List.of("a")))
        .hasMessage("vector 0 must have length 1, it has 5.0");
    assertThatThrownBy(() -> index.nearest(new float[] {Float.NaN, 0}))
        .hasMessage("the query must have length 1, it has NaN");
    assertThatThrownBy(() -> index.nearest(new float[] {1, 0, 0}))
        .hasMessage("the query has 3 numbers, the vectors have 2");
    assertThatThrownBy(() -> index.nearest(new float[] {1, 0}, 6))
        .hasMessage("k must be in [1, 5], the number of vectors, got 6");
    assertThatThrownBy(() -> index.nearest(new float[] {1, 0}, 0))
        .hasMessage("k must be in [1, 5], the number of vectors, got 0");
  }
}
