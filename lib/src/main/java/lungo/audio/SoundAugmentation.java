package lungo.audio;

import java.util.random.RandomGenerator;

/**
 * A random change of a training sound that leaves what it says as it is.
 *
 * <pre>{@code
 * SoundAugmentation cut = (sound, random) ->
 *     sound.slice(random.nextInt(sound.length() / 4), sound.length());
 * }</pre>
 *
 * The random numbers follow from the seed, the epoch and the example.
 */
@FunctionalInterface
public interface SoundAugmentation {

  /**
   * Changes a sound.
   *
   * @param sound of one channel
   * @param random the numbers of this sound in this epoch
   * @return the same or another sound of one channel and the same rate
   */
  Sound apply(Sound sound, RandomGenerator random);
}
