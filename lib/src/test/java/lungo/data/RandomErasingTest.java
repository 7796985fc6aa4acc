package lungo.data;

import static lungo.data.Augmentations.randomErasing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomErasingTest {

  private static final int SIDE = 20;

  /** A white picture of three channels after an augmentation, plane by plane. */
  private static float[] white(Augmentation augmentation, long seed) {
    byte[] bytes = new byte[3 * SIDE * SIDE];
    Arrays.fill(bytes, (byte) 255);
    var view = new ImageView(SIDE, SIDE, SIDE, SIDE);
    augmentation.apply(view, new SplittableRandom(seed));
    var preparation = new ImagePreparation(3, SIDE, SIDE, Normalization.none(3));
    return new ImagePreparation.Pass(preparation)
        .draw(new Pixels(SIDE, SIDE, 3, bytes, 0, false), view)
        .clone();
  }

  @Test
  void aRectangleIsCoveredInEachChannel() {
    float[] planes = white((view, random) -> view.erase(3, 5, 4, 2, 0.25), 1);
    for (int i = 0; i < planes.length; i++) {
      int x = i % SIDE;
      int y = i / SIDE % SIDE;
      boolean covered = x >= 3 && x < 7 && y >= 5 && y < 7;
      assertThat(planes[i]).as("%d, %d", x, y).isEqualTo(covered ? 0.25f : 1);
    }
  }

  @Test
  void sizesAndFrequencyAreThoseAskedFor() {
    int changed = 0;
    double shares = 0;
    for (int seed = 0; seed < 400; seed++) {
      float[] planes = white(randomErasing(0.5, 0.1, 0.2), seed);
      int covered = 0;
      for (int i = 0; i < SIDE * SIDE; i++) {
        covered += planes[i] == 0.5f ? 1 : 0;
      }
      if (covered > 0) {
        changed++;
        double share = covered / (double) (SIDE * SIDE);
        shares += share;
        assertThat(share).isBetween(0.07, 0.24); // 0.1 to 0.2, but for whole pixels
      }
    }
    assertThat(changed).isBetween(160, 240); // 200 ± 10, a deviation
    assertThat(shares / changed).isCloseTo(0.15, within(0.01));
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatThrownBy(() -> randomErasing(1.5, 0.1, 0.2)).hasMessageContaining("got 1.5");
    assertThatThrownBy(() -> randomErasing(0.5, 0.3, 0.2)).hasMessageContaining("got 0.3 and 0.2");
    var view = new ImageView(SIDE, SIDE, SIDE, SIDE);
    assertThatThrownBy(() -> view.erase(18, 0, 4, 4, 0))
        .hasMessage("a rectangle must lie in 20×20 pixels, got 4×4 at (18, 0)");
    assertThatThrownBy(() -> view.erase(0, 0, 4, 4, 2))
        .hasMessage("grey must be in [0, 1], got 2.0");
  }
}
