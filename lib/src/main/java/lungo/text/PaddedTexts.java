package lungo.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** Texts of several lengths as the arrays that a {@link lungo.models.Bert} takes. */
final class PaddedTexts {

  private PaddedTexts() {}

  /** The longest of some rows. */
  static int longest(List<int[]> rows) {
    return rows.stream().mapToInt(row -> row.length).max().orElse(0);
  }

  /** Tokens (N, T), types (N, T) and mask (N, T) int64, T being the longest row's length. */
  static NDList of(NDManager manager, List<int[]> rows, WordPieceTokenizer tokenizer) {
    int length = longest(rows);
    long[] tokens = new long[rows.size() * length];
    long[] types = new long[tokens.length];
    long[] mask = new long[tokens.length];
    Arrays.fill(tokens, tokenizer.padding());
    for (int n = 0; n < rows.size(); n++) {
      int[] row = rows.get(n);
      int[] kinds = tokenizer.types(row);
      for (int t = 0; t < row.length; t++) {
        tokens[n * length + t] = row[t];
        types[n * length + t] = kinds[t];
        mask[n * length + t] = 1;
      }
    }
    var shape = new Shape(rows.size(), length);
    return new NDList(
        manager.create(tokens, shape), manager.create(types, shape), manager.create(mask, shape));
  }
}
