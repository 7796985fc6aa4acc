package lungo.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import lungo.data.DataException;
import lungo.random.Seed;

/**
 * Texts with their translations, in two parts: what a model is trained on, and what it is judged
 * by.
 *
 * <pre>{@code
 * var pairs = ParallelText.open(Path.of("en.txt"), Path.of("fr.txt")).split(0.1);
 * var english = BytePairTokenizer.train(pairs.sources(), 600);
 * var french = BytePairTokenizer.train(pairs.targets(), 600);
 * var data = pairs.batch(english, french, 64);
 * }</pre>
 *
 * @param name what it is called
 * @param train the pairs to learn from
 * @param valid the pairs to judge by; may be empty
 */
public record ParallelText(String name, List<Pair> train, List<Pair> valid) {

  /**
   * A text and its translation.
   *
   * @param source what is read
   * @param target what is to be written
   */
  public record Pair(String source, String target) {

    /**
     * Checks that there are both.
     *
     * @param source what is read
     * @param target what is to be written
     * @throws DataException if one is blank
     */
    public Pair {
      if (source.isBlank() || target.isBlank()) {
        throw new DataException(
            "a pair needs a text and its translation, got '" + source + "' and '" + target + "'");
      }
    }
  }

  /**
   * Copies the lists.
   *
   * @param name what it is called
   * @param train the pairs to learn from
   * @param valid the pairs to judge by; may be empty
   * @throws DataException if there is nothing to learn from
   */
  public ParallelText {
    train = List.copyOf(train);
    valid = List.copyOf(valid);
    if (train.isEmpty()) {
      throw new DataException(name + " has no pairs; one to learn from is needed");
    }
  }

  /**
   * Reads two files, each line of one being the translation of the same line of the other. Lines
   * that are blank in both are left out.
   *
   * @param source of UTF-8, what is read
   * @param target of UTF-8, what is to be written
   * @return the pairs, all of them to learn from
   * @throws DataException if a file is missing or not UTF-8, or a line has no counterpart; the
   *     message names it
   */
  public static ParallelText open(Path source, Path target) {
    List<String> from = TextData.read(source).lines().toList();
    List<String> to = TextData.read(target).lines().toList();
    if (from.size() != to.size()) {
      throw new DataException(
          String.format(
              "%s has %,d lines and %s %,d: each line must be the translation of the same line",
              source, from.size(), target, to.size()));
    }
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < from.size(); i++) {
      if (from.get(i).isBlank() != to.get(i).isBlank()) {
        Path blank = from.get(i).isBlank() ? source : target;
        throw new DataException("line " + (i + 1) + " of " + blank + " is blank, its other is not");
      }
      if (!from.get(i).isBlank()) {
        pairs.add(new Pair(from.get(i).strip(), to.get(i).strip()));
      }
    }
    return new ParallelText(source.getFileName() + ", " + target.getFileName(), pairs, List.of());
  }

  /**
   * Pairs that are there already.
   *
   * @param pairs one or more
   * @return the pairs, all of them to learn from
   * @throws DataException if there are none
   */
  public static ParallelText of(List<Pair> pairs) {
    return new ParallelText("pairs", pairs, List.of());
  }

  /**
   * Puts pairs aside to judge by, drawn at random from the seed. Pairs that have a text or a
   * translation in common, but for capitals, stay in the same part: what a model is asked was never
   * seen.
   *
   * @param share in (0, 1), such as 0.1; at least as many are put aside
   * @return both parts, each in the order of the whole
   * @throws DataException if nothing is left to learn from
   */
  public ParallelText split(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("the share must be in (0, 1), got " + share);
    }
    var all = new ArrayList<Pair>(train);
    all.addAll(valid);
    int[] groups = groups(all);
    int[] order = order(all.size());
    long wanted = Math.max(1, Math.round(share * all.size()));
    boolean[] aside = new boolean[all.size()];
    int[] sizes = new int[all.size()];
    for (int group : groups) {
      sizes[group]++;
    }
    for (int i = 0; i < order.length && wanted > 0; i++) {
      int group = groups[order[i]];
      if (!aside[group]) {
        aside[group] = true;
        wanted -= sizes[group];
      }
    }
    var learned = new ArrayList<Pair>();
    var judged = new ArrayList<Pair>();
    for (int i = 0; i < all.size(); i++) {
      (aside[groups[i]] ? judged : learned).add(all.get(i));
    }
    return new ParallelText(name, learned, judged);
  }

  /** For each pair the number of the first one that it is bound to by texts in common. */
  private static int[] groups(List<Pair> pairs) {
    int[] group = new int[pairs.size()];
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < group.length; i++) {
      group[i] = i;
      Pair pair = pairs.get(i);
      for (String text : List.of("s" + folded(pair.source()), "t" + folded(pair.target()))) {
        Integer other = first.putIfAbsent(text, i);
        if (other != null) {
          int a = root(group, i);
          int b = root(group, other);
          group[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
    for (int i = 0; i < group.length; i++) {
      group[i] = root(group, i);
    }
    return group;
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static int root(int[] group, int i) {
    int at = i;
    while (group[at] != at) {
      at = group[at];
    }
    return at;
  }

  private static int[] order(int size) {
    SplittableRandom random = Seed.stream("parallel text");
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  /**
   * The texts to learn from, for a tokenizer.
   *
   * @return a line each
   */
  public String sources() {
    return train.stream().map(Pair::source).collect(Collectors.joining("\n"));
  }

  /**
   * The translations to learn from, for a tokenizer.
   *
   * @return a line each
   */
  public String targets() {
    return train.stream().map(Pair::target).collect(Collectors.joining("\n"));
  }

  /**
   * Cuts both parts into tokens and these into padded batches of texts of about the same length.
   *
   * @param source what cuts the texts
   * @param target what cuts the translations
   * @param batchSize pairs a batch, 1 or more
   * @return the batches
   * @throws DataException if a text has what no token stands for
   */
  public ParallelBatches batch(Tokenizer source, Tokenizer target, int batchSize) {
    return new ParallelBatches(this, source, target, batchSize);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d pairs to learn from, %,d to judge by",
        name,
        train.size(),
        valid.size());
  }
}
