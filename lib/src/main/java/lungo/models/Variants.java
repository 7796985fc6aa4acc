package lungo.models;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The members of a family of networks.
 *
 * @param plans what makes each, by name
 * @param <P> the kind of plan
 */
record Variants<P>(Map<String, P> plans) {

  /** How many letters may differ in what was meant. */
  private static final int CLOSE = 3;

  Variants {
    plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
  }

  @SafeVarargs
  static <P> Variants<P> of(Map.Entry<String, P>... members) {
    var plans = new LinkedHashMap<String, P>();
    for (Map.Entry<String, P> member : members) {
      plans.put(member.getKey(), member.getValue());
    }
    return new Variants<>(plans);
  }

  List<String> names() {
    return List.copyOf(plans.keySet());
  }

  /**
   * The plan of a member.
   *
   * @throws IllegalArgumentException if there is none; the message has the names
   */
  P named(String name) {
    P plan = plans.get(name);
    if (plan == null) {
      throw unknown(name, plans.keySet());
    }
    return plan;
  }

  /** Says which names there are, and which one was perhaps meant. */
  static IllegalArgumentException unknown(String name, Collection<String> names) {
    String hint =
        names.stream()
            .min(Comparator.comparingInt(other -> distance(name, other)))
            .filter(other -> distance(name, other) <= CLOSE)
            .map(other -> "; did you mean '" + other + "'?")
            .orElse("");
    return new IllegalArgumentException(
        "no architecture '" + name + "'; there are: " + String.join(", ", names) + hint);
  }

  /** How many letters to put in, take out or exchange; Levenshtein 1966. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
