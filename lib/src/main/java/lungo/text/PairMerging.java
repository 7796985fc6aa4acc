package lungo.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Joins the most frequent pair of neighbouring tokens in words, again and again. Each distinct word
 * is kept once with its count, and each pair knows the words that it occurs in, so that a merge
 * touches those alone.
 */
final class PairMerging {

  private static final class Word {
    final long count;
    int[] ids;

    Word(long count, int[] ids) {
      this.count = count;
      this.ids = ids;
    }
  }

  /** A pair with a count that may be out of date; the most frequent first, then by numbers. */
  private record Candidate(long count, BytePairTokenizer.Pair pair)
      implements Comparable<Candidate> {

    @Override
    public int compareTo(Candidate other) {
      if (count != other.count) {
        return Long.compare(other.count, count);
      }
      return pair.left() != other.pair.left()
          ? Integer.compare(pair.left(), other.pair.left())
          : Integer.compare(pair.right(), other.pair.right());
    }
  }

  private final List<Word> words = new ArrayList<>();
  private final List<String> tokens;
  private final BinaryOperator<String> spelling;
  private final Map<String, Integer> known = new HashMap<>();
  private final List<BytePairTokenizer.Pair> merges = new ArrayList<>();
  private final Map<BytePairTokenizer.Pair, Long> counts = new HashMap<>();
  private final Map<BytePairTokenizer.Pair, Set<Word>> places = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  /**
   * @param tokens what words are made of at first
   * @param spelling the token that two tokens become
   */
  PairMerging(List<String> tokens, BinaryOperator<String> spelling) {
    this.tokens = new ArrayList<>(tokens);
    this.spelling = spelling;
  }

  /** How often each word occurs, in the order of their first occurrence. */
  static Map<String, Long> counted(Iterable<String> words) {
    var found = new LinkedHashMap<String, Long>();
    words.forEach(word -> found.merge(word, 1L, Long::sum));
    return found;
  }

  /** Adds a word that occurs so often, as the numbers of its tokens. */
  void add(long count, int[] ids) {
    var word = new Word(count, ids);
    words.add(word);
    count(word, 1);
  }

  /** All tokens, the joined ones last. */
  List<String> tokens() {
    return tokens;
  }

  /** What was joined, in order. */
  List<BytePairTokenizer.Pair> merges() {
    return merges;
  }

  private void count(Word word, int sign) {
    for (int i = 0; i + 1 < word.ids.length; i++) {
      var pair = new BytePairTokenizer.Pair(word.ids[i], word.ids[i + 1]);
      counts.merge(pair, sign * word.count, Long::sum);
      if (sign > 0) {
        places.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
      }
    }
  }

  /** Joins until there are so many tokens, or no pair occurs twice any more. */
  void merge(int size) {
    counts.forEach((pair, count) -> queue.add(new Candidate(count, pair)));
    while (tokens.size() < size && !queue.isEmpty()) {
      Candidate best = queue.remove();
      long now = counts.getOrDefault(best.pair(), 0L);
      if (now != best.count()) {
        if (now > 0) {
          queue.add(new Candidate(now, best.pair()));
        }
      } else if (now < 2) {
        return;
      } else {
        join(best.pair());
      }
    }
  }

  private void join(BytePairTokenizer.Pair pair) {
    String token = spelling.apply(tokens.get(pair.left()), tokens.get(pair.right()));
    // Two merges may spell the same token: a + bc, ab + c.
    int joined = known.computeIfAbsent(token, t -> tokens.size());
    if (joined == tokens.size()) {
      tokens.add(token);
    }
    merges.add(pair);
    var changed = new HashSet<BytePairTokenizer.Pair>();
    for (Word word : places.getOrDefault(pair, Set.of())) {
      count(word, -1);
      word.ids = joined(word.ids, pair, joined);
      count(word, 1);
      for (int i = 0; i + 1 < word.ids.length; i++) {
        if (word.ids[i] == joined || word.ids[i + 1] == joined) {
          changed.add(new BytePairTokenizer.Pair(word.ids[i], word.ids[i + 1]));
        }
      }
    }
    places.remove(pair);
    counts.remove(pair);
    for (BytePairTokenizer.Pair next : changed) {
      queue.add(new Candidate(counts.getOrDefault(next, 0L), next));
    }
  }

  private static int[] joined(int[] ids, BytePairTokenizer.Pair pair, int joined) {
    int[] next = new int[ids.length];
    int length = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean here = i + 1 < ids.length && ids[i] == pair.left() && ids[i + 1] == pair.right();
      next[length++] = here ? joined : ids[i];
      if (here) {
        i++;
      }
    }
    return Arrays.copyOf(next, length);
  }
}
