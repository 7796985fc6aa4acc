package lungo.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.random.Seed;

/**
 * Which example is in which part. No example is in two parts, which this class makes sure of
 * however it was made. What is drawn follows from the seed.
 *
 * <pre>{@code
 * Split.stratified(labels, 0.1);                 // validation and test: a tenth of each class
 * Split.grouped(patients, 0.1);                  // nobody is in two parts
 * Split.ordered(days, 0.1);                      // the newest tenth to test
 * Split.folds(examples, 5);                      // five, for cross-validation
 * }</pre>
 */
public final class Split {

  private final Part[] parts;

  private Split(Part[] parts) {
    this.parts = parts;
    if (rows(Part.TRAIN).length == 0) {
      throw new DataException(
          "a split needs 1 example or more to learn from, got none in " + parts.length);
    }
  }

  /**
   * Of parts that are known.
   *
   * @param parts each example's
   * @return the split
   * @throws DataException if none is to be learned from
   */
  public static Split of(List<Part> parts) {
    return new Split(parts.toArray(Part[]::new));
  }

  /**
   * Drawn from all alike.
   *
   * @param examples how many there are
   * @param share for the validation and the test part each, in (0, 0.5)
   * @return the split
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if there are fewer than three examples
   */
  public static Split random(int examples, double share) {
    return stratified(Collections.nCopies(examples, ""), share);
  }

  /**
   * Drawn from each class alike, so that each part has about the same shares of the classes.
   *
   * @param classes each example's class, anything that {@code equals} compares
   * @param share of each class for the validation and the test part each, in (0, 0.5): 1 example at
   *     least where a class has two or more to give
   * @return the split
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if there are fewer than three examples
   */
  public static Split stratified(List<?> classes, double share) {
    Part.checkShare(share);
    checkCount(classes.size());
    int[] labels = numbered(classes);
    SplittableRandom random = Seed.stream("split");
    boolean[] tested = drawn(labels, share, random);
    int[] rest = IntStream.range(0, labels.length).filter(i -> !tested[i]).toArray();
    int[] restLabels = Arrays.stream(rest).map(i -> labels[i]).toArray();
    boolean[] validated = drawn(restLabels, share / (1 - share), random);
    var parts = new Part[labels.length];
    Arrays.fill(parts, Part.TEST);
    for (int i = 0; i < rest.length; i++) {
      parts[rest[i]] = validated[i] ? Part.VALID : Part.TRAIN;
    }
    return new Split(parts);
  }

  /**
   * Drawn by groups, such as a person's or a day's examples, which stay together: a model is then
   * judged on groups that it has not seen.
   *
   * @param groups each example's
   * @param share of the groups for the validation and the test part each, in (0, 0.5), at least one
   * @return the split
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if there are fewer than three groups
   */
  public static Split grouped(List<?> groups, double share) {
    List<String> keys = groups.stream().map(String::valueOf).toList();
    Map<String, Part> drawn = Part.drawn(keys, share, "the data");
    return new Split(keys.stream().map(drawn::get).toArray(Part[]::new));
  }

  /**
   * By order, for what follows on each other in time: the first examples are learned from, the last
   * tested, and those between validated.
   *
   * @param examples how many there are
   * @param share for the validation and the test part each, in (0, 0.5)
   * @return the split
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if there are fewer than three examples
   */
  public static Split ordered(int examples, double share) {
    Part.checkShare(share);
    checkCount(examples);
    int each = Math.max(1, (int) Math.round(share * examples));
    var parts = new Part[examples];
    Arrays.fill(parts, Part.TRAIN);
    Arrays.fill(parts, examples - 2 * each, examples - each, Part.VALID);
    Arrays.fill(parts, examples - each, examples, Part.TEST);
    return new Split(parts);
  }

  /**
   * For cross-validation: each example is validated in one of the splits and learned from in all
   * others; nothing is tested.
   *
   * @param examples how many there are
   * @param count of splits, in [2, examples]
   * @return the splits
   * @throws IllegalArgumentException if the count is out of range
   */
  public static List<Split> folds(int examples, int count) {
    return stratifiedFolds(Collections.nCopies(examples, ""), count);
  }

  /**
   * {@link #folds} with about the same shares of the classes in each.
   *
   * @param classes each example's class
   * @param count of splits, in [2, examples]
   * @return the splits
   * @throws IllegalArgumentException if the count is out of range
   */
  public static List<Split> stratifiedFolds(List<?> classes, int count) {
    int[] labels = numbered(classes);
    checkFolds(count, labels.length, "examples");
    int[] drawn = Seed.permutation(labels.length, Seed.stream("folds"));
    int[] byClass =
        Arrays.stream(drawn)
            .boxed()
            .sorted((a, b) -> Integer.compare(labels[a], labels[b]))
            .mapToInt(i -> i)
            .toArray();
    int[] fold = new int[labels.length];
    for (int i = 0; i < byClass.length; i++) {
      fold[byClass[i]] = i % count;
    }
    return folds(fold, count);
  }

  /**
   * {@link #folds} by groups, which stay together; each has about as many groups.
   *
   * @param groups each example's
   * @param count of splits, in [2, groups]
   * @return the splits
   * @throws IllegalArgumentException if the count is out of range
   */
  public static List<Split> groupedFolds(List<?> groups, int count) {
    int[] numbers = numbered(groups);
    int different = Arrays.stream(numbers).max().orElse(-1) + 1;
    checkFolds(count, different, "groups");
    int[] place = Seed.permutation(different, Seed.stream("folds"));
    return folds(Arrays.stream(numbers).map(group -> place[group] % count).toArray(), count);
  }

  private static List<Split> folds(int[] fold, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            f ->
                new Split(
                    Arrays.stream(fold)
                        .mapToObj(own -> own == f ? Part.VALID : Part.TRAIN)
                        .toArray(Part[]::new)))
        .toList();
  }

  /**
   * As {@link #write} wrote it, or any list of the words {@code train}, {@code valid} and {@code
   * test}, a line an example.
   *
   * @param file UTF-8
   * @return the split
   * @throws DataException if it cannot be read or a line is another word
   */
  public static Split read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      var parts = new Part[lines.size()];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = part(lines.get(i).strip(), file, i + 1);
      }
      return new Split(parts);
    } catch (IOException e) {
      throw new DataException("cannot read the split: no file " + file, e);
    }
  }

  private static Part part(String word, Path file, int line) {
    return Part.named(word)
        .orElseThrow(
            () ->
                new DataException(
                    file
                        + ", line "
                        + line
                        + ": expected train, valid or test, got '"
                        + word
                        + "'"));
  }

  /**
   * Writes each example's part on a line, for others to use the same split.
   *
   * @param file is replaced if it is there
   */
  public void write(Path file) {
    try {
      Files.write(file, Arrays.stream(parts).map(Part::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the split to " + file, e);
    }
  }

  /**
   * How many examples there are in all.
   *
   * @return the number
   */
  public int size() {
    return parts.length;
  }

  /**
   * A part's examples.
   *
   * @param part a part
   * @return their numbers from 0, ascending; none if there is no such part
   */
  public int[] rows(Part part) {
    return IntStream.range(0, parts.length).filter(i -> parts[i] == part).toArray();
  }

  /**
   * The parts that have examples.
   *
   * @return in the order of {@link Part}
   */
  public List<Part> parts() {
    return Arrays.stream(parts).distinct().sorted().toList();
  }

  @Override
  public String toString() {
    var counts = new EnumMap<Part, Integer>(Part.class);
    Arrays.stream(parts).forEach(part -> counts.merge(part, 1, Integer::sum));
    return counts.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /**
   * Draws a share of each class.
   *
   * @param labels from 0, without gaps
   * @param share rounded; a class of two or more gives at least one and keeps one
   */
  static boolean[] drawn(int[] labels, double share, SplittableRandom random) {
    int[] left = new int[Arrays.stream(labels).max().orElse(-1) + 1];
    Arrays.stream(labels).forEach(label -> left[label]++);
    int[] toTake = new int[left.length];
    for (int c = 0; c < left.length; c++) {
      int most = Math.max(0, left[c] - 1);
      toTake[c] = Math.min(most, Math.max(1, (int) Math.round(share * left[c])));
    }
    boolean[] drawn = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int c = labels[i];
      // Selection sampling (Knuth, volume 2, algorithm S): each is taken with equal probability.
      if (random.nextInt(left[c]--) < toTake[c]) {
        toTake[c]--;
        drawn[i] = true;
      }
    }
    return drawn;
  }

  private static int[] numbered(List<?> keys) {
    var numbers = new LinkedHashMap<Object, Integer>();
    return keys.stream()
        .mapToInt(key -> numbers.computeIfAbsent(key, k -> numbers.size()))
        .toArray();
  }

  private static void checkCount(int examples) {
    if (examples < 3) {
      throw new DataException("three parts need 3 examples or more, got " + examples);
    }
  }

  private static void checkFolds(int count, int most, String what) {
    if (count < 2 || count > most) {
      throw new IllegalArgumentException(
          "folds must be in [2, " + most + "], as many as there are " + what + ", got " + count);
    }
  }
}
