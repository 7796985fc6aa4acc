package lungo.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.LengthBatches;
import lungo.data.Loader;
import lungo.random.Seed;

/** Texts with hidden tokens, padded to the longest of their batch, in another way each epoch. */
final class MaskedLoader implements Loader {

  /** What to fill in, and whether the second text is a stranger: 0 it follows, 1, -1 no second. */
  static final class Row {

    private final int[] ids;
    private final int stranger;

    Row(int[] ids, int stranger) {
      this.ids = ids;
      this.stranger = stranger;
    }

    int stranger() {
      return stranger;
    }

    static Row of(int[] ids) {
      return new Row(ids, -1);
    }
  }

  /** The rows of an epoch, always as many and each about as long. */
  interface Rows {
    List<Row> of(int epoch);
  }

  private final Rows rows;
  private final WordPieceTokenizer tokenizer;
  private final Masking masking;
  private final Masking.Tokens tokens;
  private final LengthBatches batches;
  private final int size;
  private final String part;

  /**
   * @param part in the name of the random streams
   * @param shuffled to learn from; else in order
   */
  MaskedLoader(
      Rows rows,
      WordPieceTokenizer tokenizer,
      Masking masking,
      int batchSize,
      String part,
      boolean shuffled) {
    this.rows = rows;
    this.tokenizer = tokenizer;
    this.masking = masking;
    this.part = part;
    tokens = new Masking.Tokens(tokenizer);
    int[] lengths = rows.of(0).stream().mapToInt(row -> row.ids.length).toArray();
    size = lengths.length;
    batches = new LengthBatches(lengths, batchSize, shuffled);
  }

  @Override
  public int batches() {
    return batches.count();
  }

  @Override
  public long examples() {
    return size;
  }

  @Override
  public Epoch epoch(int epoch) {
    List<Row> all = rows.of(epoch);
    return new ChosenBatches(
        batches.of(Seed.stream("masked " + part, epoch)),
        (manager, numbers) -> batch(manager, all, numbers, epoch));
  }

  private Batch batch(NDManager manager, List<Row> all, int[] numbers, int epoch) {
    List<int[]> shown = new ArrayList<>();
    List<long[]> hidden = new ArrayList<>();
    long[] strangers = new long[numbers.length];
    for (int n = 0; n < numbers.length; n++) {
      int[] ids = all.get(numbers[n]).ids.clone();
      SplittableRandom random = Seed.stream("mask " + part, epoch, numbers[n]);
      hidden.add(masking.hide(ids, tokens, random));
      shown.add(ids);
      strangers[n] = all.get(numbers[n]).stranger;
    }
    NDList inputs = PaddedTexts.of(manager, shown, tokenizer);
    Shape shape = inputs.head().getShape();
    int length = Math.toIntExact(shape.get(1));
    long[] asked = new long[numbers.length * length];
    Arrays.fill(asked, Masking.NOT_COUNTED);
    for (int n = 0; n < hidden.size(); n++) {
      System.arraycopy(hidden.get(n), 0, asked, n * length, hidden.get(n).length);
    }
    NDArray targets = manager.create(asked, shape);
    return new Batch(
        inputs,
        strangers[0] < 0 ? new NDList(targets) : new NDList(targets, manager.create(strangers)));
  }
}
