package lungo.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.LengthBatches;
import lungo.data.Loader;
import lungo.random.Seed;

/** Pairs of texts as tokens, padded to the longest of their batch. */
final class PairLoader implements Loader {

  /** What losses leave out. */
  private static final long NOT_COUNTED = -100;

  /** A text and its translation. */
  static final class Tokens {
    private final int[] source;
    private final int[] target;

    Tokens(int[] source, int[] target) {
      this.source = source;
      this.target = target;
    }
  }

  private final List<Tokens> pairs;
  private final int end;
  private final LengthBatches batches;

  /**
   * @param end begins and ends a translation
   * @param shuffled to learn from; else in order
   */
  PairLoader(List<Tokens> pairs, int end, int batchSize, boolean shuffled) {
    this.pairs = pairs;
    this.end = end;
    this.batches =
        new LengthBatches(
            pairs.stream().mapToInt(PairLoader::length).toArray(), batchSize, shuffled);
  }

  int length() {
    return pairs.stream().mapToInt(PairLoader::length).max().orElse(0);
  }

  private static int length(Tokens pair) {
    return Math.max(pair.source.length, pair.target.length + 1);
  }

  @Override
  public int batches() {
    return batches.count();
  }

  @Override
  public long examples() {
    return pairs.size();
  }

  @Override
  public Epoch epoch(int epoch) {
    return new ChosenBatches(batches.of(Seed.stream("pairs", epoch)), this::batch);
  }

  private Batch batch(NDManager manager, int[] numbers) {
    List<Tokens> chosen = Arrays.stream(numbers).mapToObj(pairs::get).toList();
    int sources = chosen.stream().mapToInt(p -> p.source.length).max().orElse(0);
    int targets = chosen.stream().mapToInt(p -> p.target.length).max().orElse(0) + 1;
    long[] source = new long[chosen.size() * sources];
    long[] mask = new long[source.length];
    long[] given = new long[chosen.size() * targets];
    long[] wanted = new long[given.length];
    Arrays.fill(given, end);
    Arrays.fill(wanted, NOT_COUNTED);
    for (int row = 0; row < chosen.size(); row++) {
      Tokens pair = chosen.get(row);
      for (int i = 0; i < pair.source.length; i++) {
        source[row * sources + i] = pair.source[i];
        mask[row * sources + i] = 1;
      }
      int length = pair.target.length;
      for (int i = 0; i < length; i++) {
        given[row * targets + i + 1] = pair.target[i];
        wanted[row * targets + i] = pair.target[i];
      }
      wanted[row * targets + length] = end;
    }
    var read = new Shape(chosen.size(), sources);
    var written = new Shape(chosen.size(), targets);
    return new Batch(
        new NDList(
            manager.create(source, read),
            manager.create(given, written),
            manager.create(mask, read)),
        new NDList(manager.create(wanted, written)));
  }
}
