package lungo.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lungo.random.Seed;

/**
 * What a part of a data set is for.
 *
 * <pre>{@code
 * var sizes = List.of(images.size(Part.TRAIN), images.size(Part.VALID), images.size(Part.TEST));
 * }</pre>
 */
public enum Part {
  /** The model learns from it. */
  TRAIN,
  /** Decisions during training are made on it: when to stop, which settings to keep. */
  VALID,
  /** The finished model is judged by it; nothing else ever looks at it. */
  TEST;

  /** The name in tables and messages: {@code train}, {@code valid}, {@code test}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The part of a name; empty for another word. */
  static Optional<Part> named(String word) {
    return Arrays.stream(values()).filter(part -> part.toString().equals(word)).findFirst();
  }

  /**
   * Draws a part for each key, as the seed says; examples of one key, such as a speaker's, are to
   * stay together.
   *
   * @param keys of all examples
   * @param share of the different keys for {@link #VALID} and for {@link #TEST} each, in (0, 0.5),
   *     at least one
   * @param name what is parted, for messages
   * @return each key's part
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if there are fewer than three different keys
   */
  public static Map<String, Part> drawn(Collection<String> keys, double share, String name) {
    checkShare(share);
    List<String> all = keys.stream().distinct().sorted().toList();
    if (all.size() < 3) {
      throw new DataException(
          name + " cannot be parted into three by speakers or other keys: there are only " + all);
    }
    int[] order = Seed.permutation(all.size(), Seed.stream("split by keys"));
    int each = Math.max(1, (int) Math.round(share * all.size()));
    var drawn = new HashMap<String, Part>();
    for (int i = 0; i < order.length; i++) {
      drawn.put(all.get(order[i]), i < each ? VALID : i < 2 * each ? TEST : TRAIN);
    }
    return drawn;
  }

  /**
   * Refuses a share for the validation and the test part each that leaves nothing to learn from.
   */
  static void checkShare(double share) {
    if (!(share > 0 && share < 0.5)) {
      throw new IllegalArgumentException("share must be in (0, 0.5), got " + share);
    }
  }
}
