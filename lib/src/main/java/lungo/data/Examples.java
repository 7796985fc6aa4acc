package lungo.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Which pictures to show of a part: the classes take turns. */
final class Examples {

  private Examples() {}

  /** Up to {@code count} positions of a subset. */
  static List<Integer> inTurn(Subset subset, int classes, int count, SplittableRandom random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < subset.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(random.nextLong()));
    List<Deque<Integer>> waiting = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      waiting.add(new ArrayDeque<>());
    }
    order.forEach(i -> waiting.get(subset.label(i)).add(i));
    var chosen = new ArrayList<Integer>();
    int wanted = Math.min(count, subset.size());
    for (int c = 0; chosen.size() < wanted; c = (c + 1) % classes) {
      Integer next = waiting.get(c).poll();
      if (next != null) {
        chosen.add(next);
      }
    }
    return chosen;
  }
}
