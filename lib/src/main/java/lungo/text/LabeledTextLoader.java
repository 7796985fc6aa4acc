package lungo.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.LabeledLoader;
import lungo.data.LengthBatches;
import lungo.data.Part;
import lungo.data.Portions;
import lungo.random.Seed;

/**
 * Batches of one part's texts: the inputs tokens, types and mask, each (N, T) int64, T being the
 * longest text of the batch, and the labels (N) int64. Texts of a like length learn together.
 *
 * <pre>{@code
 * for (var mistake : learner.evaluate(data.test()).mistakes(4)) {
 *   System.out.println(data.test().text(mistake.index()).text());
 * }
 * }</pre>
 */
public final class LabeledTextLoader extends LabeledLoader {

  private final List<LabeledText> texts;
  private final List<int[]> rows;
  private final WordPieceTokenizer tokenizer;

  private LabeledTextLoader(
      Portions portions,
      List<LabeledText> texts,
      List<String> classes,
      List<int[]> rows,
      WordPieceTokenizer tokenizer) {
    super(portions, classes);
    this.texts = texts;
    this.rows = rows;
    this.tokenizer = tokenizer;
  }

  static LabeledTextLoader of(
      Part part,
      List<LabeledText> texts,
      List<String> classes,
      WordPieceTokenizer tokenizer,
      int length,
      int batchSize) {
    List<int[]> rows =
        texts.stream().map(text -> tokenizer.encodeMarked(text.text(), length)).toList();
    return new LabeledTextLoader(
        new Portions(part, texts.size(), batchSize), texts, classes, rows, tokenizer);
  }

  /**
   * A text with its class. Parts that are not trained on are batched in this order.
   *
   * @param index from 0
   * @return the text as it was given
   * @throws IndexOutOfBoundsException if there is no such text
   */
  public LabeledText text(int index) {
    return texts.get(portions().checked(index));
  }

  @Override
  public int label(int index) {
    return classes().indexOf(text(index).label());
  }

  @Override
  public Epoch epoch(int epoch) {
    int[] order = Arrays.copyOf(portions().order(epoch), portions().examples());
    int[] lengths = Arrays.stream(order).map(i -> rows.get(i).length).toArray();
    boolean isTraining = portions().part() == Part.TRAIN;
    int[][] places =
        new LengthBatches(lengths, portions().batchSize(), isTraining)
            .of(Seed.stream("text lengths", epoch));
    int[][] chosen =
        Arrays.stream(places)
            .map(batch -> Arrays.stream(batch).map(at -> order[at]).toArray())
            .toArray(int[][]::new);
    return new ChosenBatches(chosen, this::batch);
  }

  private Batch batch(NDManager manager, int[] numbers) {
    List<int[]> chosen = Arrays.stream(numbers).mapToObj(rows::get).toList();
    long[] labels = Arrays.stream(numbers).mapToLong(this::label).toArray();
    return new Batch(
        PaddedTexts.of(manager, chosen, tokenizer), new NDList(manager.create(labels)));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d texts in %,d batches of %d, up to %d tokens",
        portions().part(),
        size(),
        batches(),
        portions().batchSize(),
        PaddedTexts.longest(rows));
  }
}
