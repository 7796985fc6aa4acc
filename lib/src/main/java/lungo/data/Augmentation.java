package lungo.data;

import java.util.random.RandomGenerator;

/**
 * A random change of training pictures that leaves their class as it is.
 *
 * <pre>{@code
 * Augmentation upsideDown = (view, random) -> { if (random.nextBoolean()) view.turnOver(); };
 * }</pre>
 *
 * The random numbers follow from the seed, the epoch and the example, so a picture is changed in
 * the same way whichever worker prepares it. Called by several workers at once: keep no state.
 */
@FunctionalInterface
public interface Augmentation {

  /**
   * Changes how one picture is seen.
   *
   * @param view what is changed
   * @param random the numbers of this picture in this epoch
   */
  void apply(ImageView view, RandomGenerator random);
}
