package lungo.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/** Looks for the pictures of a set that cannot be decoded, on all processors. */
final class DamagedPictures {

  private DamagedPictures() {}

  /**
   * The set without them; it knows why each was left out.
   *
   * @throws DataException if a class has no other pictures to train on
   */
  static ImageSet leftOut(ImageSet set) {
    Map<Part, Subset> whole = new EnumMap<>(Part.class);
    var reasons = new ArrayList<>(set.skipped());
    set.parts()
        .forEach(
            (part, subset) -> {
              SortedMap<Integer, String> faults = faults(subset);
              reasons.addAll(faults.values());
              whole.put(part, subset.where(i -> !faults.containsKey(i)));
            });
    ImageSet left = set.with(whole).skipping(reasons);
    int[] before = set.train().counts(set.classes().size());
    int[] after = left.train().counts(before.length);
    for (int label = 0; label < before.length; label++) {
      if (after[label] == 0 && before[label] > 0) {
        throw new DataException(
            "each picture of class '"
                + set.classes().get(label)
                + "' is damaged; of all that are, the first: "
                + reasons.get(0));
      }
    }
    return left;
  }

  /** What is wrong with those that cannot be decoded, by their place. */
  private static SortedMap<Integer, String> faults(Subset subset) {
    var faults = new ConcurrentSkipListMap<Integer, String>();
    if (!subset.isInMemory()) {
      IntStream.range(0, subset.size())
          .parallel()
          .forEach(
              i -> {
                try {
                  subset.pixels(i);
                } catch (DataException e) {
                  faults.put(i, String.valueOf(e.getMessage()));
                }
              });
    }
    return faults;
  }
}
