package lungo.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import lungo.data.DataException;
import lungo.random.Seed;

/**
 * Pairs of passages for next-sentence prediction: passages are whole sentences of a document, as
 * many as fit into half of a text. Of each epoch about half of the passages are followed by the
 * passage that comes next, the others by one of another document.
 */
final class SentencePairs implements MaskedLoader.Rows {

  /** Marks of a pair: one at the beginning, one after each passage. */
  private static final int MARKS = 3;

  private final WordPieceTokenizer tokenizer;
  private final String part;
  private final List<int[]> passages = new ArrayList<>();
  private final List<Integer> documents = new ArrayList<>();

  /** The passages that have a next one. */
  private final List<Integer> firsts = new ArrayList<>();

  /**
   * @param text documents with an empty line between them
   * @param length of a pair with its marks
   */
  SentencePairs(String text, WordPieceTokenizer tokenizer, int length, String part) {
    this.tokenizer = tokenizer;
    this.part = part;
    int half = (length - MARKS) / 2;
    if (half < 1) {
      throw new IllegalArgumentException("pairs need a length of 5 or more, got " + length);
    }
    int document = 0;
    for (String written : text.split("\\n\\s*\\n", -1)) {
      List<int[]> cut = passages(written, half);
      for (int i = 0; i < cut.size(); i++) {
        if (i + 1 < cut.size()) {
          firsts.add(passages.size());
        }
        passages.add(cut.get(i));
        documents.add(document);
      }
      document++;
    }
    if (firsts.isEmpty() || documents.get(documents.size() - 1).equals(documents.get(0))) {
      throw new DataException(
          String.format(
              "pairs need two documents, with an empty line between them, and one of two passages;"
                  + " the %s part has %d documents with passages of %d tokens at most",
              part, document, half));
    }
  }

  private List<int[]> passages(String document, int most) {
    var all = new ArrayList<int[]>();
    var passage = new IntList();
    var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(document);
    int from = sentences.first();
    for (int to = sentences.next(); to != BreakIterator.DONE; from = to, to = sentences.next()) {
      int[] ids = tokenizer.encode(document.substring(from, to));
      if (passage.size() > 0 && passage.size() + ids.length > most) {
        all.add(passage.toArray());
        passage = new IntList();
      }
      passage.addAll(Arrays.copyOf(ids, Math.min(ids.length, most)));
    }
    if (passage.size() > 0) {
      all.add(passage.toArray());
    }
    return all;
  }

  @Override
  public List<MaskedLoader.Row> of(int epoch) {
    SplittableRandom random = Seed.stream("next sentence " + part, epoch);
    var rows = new ArrayList<MaskedLoader.Row>();
    for (int first : firsts) {
      boolean isStranger = random.nextBoolean();
      int second = isStranger ? stranger(first, random) : first + 1;
      rows.add(
          new MaskedLoader.Row(
              tokenizer.marked(passages.get(first), passages.get(second)), isStranger ? 1 : 0));
    }
    return rows;
  }

  private int stranger(int first, SplittableRandom random) {
    int drawn = first;
    while (documents.get(drawn).equals(documents.get(first))) {
      drawn = random.nextInt(passages.size());
    }
    return drawn;
  }
}
