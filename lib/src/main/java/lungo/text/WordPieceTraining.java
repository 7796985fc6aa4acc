package lungo.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lungo.data.DataException;

/**
 * Learns word pieces as Hugging Face's trainer does: by joining frequent pairs, a piece within a
 * word being another token than the same letters at its beginning.
 */
final class WordPieceTraining {

  private static final String INNER = "##";
  private static final int LONGEST = 100;

  /** Padding, unknown words, beginning, end of a text, what is masked. */
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private WordPieceTraining() {}

  static WordPieceTokenizer train(String text, int size) {
    var cut = new BertWords(true, true, true, true);
    Map<String, Long> words = PairMerging.counted(cut.of(text));
    if (words.isEmpty()) {
      throw new DataException("word pieces are learned from a text, got one without words");
    }
    List<String> tokens = alphabet(words.keySet());
    if (size < tokens.size()) {
      throw new IllegalArgumentException(
          "the text's characters and the marks are "
              + tokens.size()
              + " word pieces already, got a size of "
              + size);
    }
    var numbers = new HashMap<String, Integer>();
    tokens.forEach(token -> numbers.put(token, numbers.size()));
    var merging = new PairMerging(tokens, (a, b) -> a + b.substring(INNER.length()));
    words.forEach(
        (word, count) ->
            merging.add(
                count,
                letters(word).stream().mapToInt(l -> numbers.getOrDefault(l, -1)).toArray()));
    merging.merge(size);
    return new WordPieceTokenizer(
        new Vocabulary(merging.tokens()),
        cut,
        new WordPieceTokenizer.Rules("[UNK]", INNER, LONGEST, SPECIAL));
  }

  /** The marks, the characters, and the characters within words, each in the order of Unicode. */
  private static List<String> alphabet(Iterable<String> words) {
    var characters = new TreeSet<String>();
    var inner = new TreeSet<String>();
    for (String word : words) {
      for (String letter : letters(word)) {
        characters.add(letter.startsWith(INNER) ? letter.substring(INNER.length()) : letter);
        if (letter.startsWith(INNER)) {
          inner.add(letter);
        }
      }
    }
    var tokens = new ArrayList<>(SPECIAL);
    tokens.addAll(characters);
    tokens.addAll(inner);
    return tokens;
  }

  private static List<String> letters(String word) {
    var letters = new ArrayList<String>();
    word.codePoints()
        .forEach(c -> letters.add((letters.isEmpty() ? "" : INNER) + Character.toString(c)));
    return letters;
  }
}
