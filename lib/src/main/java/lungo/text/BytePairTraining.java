package lungo.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import lungo.data.DataException;

/** Learns the merges of byte pairs. */
final class BytePairTraining {

  private static final int BYTES = 256;

  private BytePairTraining() {}

  static BytePairTokenizer train(String text, int size) {
    if (size < BYTES) {
      throw new IllegalArgumentException(
          "a byte-pair vocabulary has the 256 bytes and more, got a size of " + size);
    }
    if (text.isEmpty()) {
      throw new DataException("byte pairs are learned from a text, got an empty one");
    }
    List<String> bytes = new ArrayList<>(ByteAlphabet.sorted());
    var merging = new PairMerging(bytes, String::concat);
    PairMerging.counted(words(text)).forEach((word, count) -> merging.add(count, ids(word, bytes)));
    merging.merge(size);
    return new BytePairTokenizer(
        new Vocabulary(merging.tokens()), merging.merges(), BytePairTokenizer.Rules.GPT2);
  }

  private static List<String> words(String text) {
    return Pattern.compile(BytePairTokenizer.GPT2_WORDS, Pattern.UNICODE_CHARACTER_CLASS)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static int[] ids(String word, List<String> bytes) {
    return ByteAlphabet.write(word)
        .chars()
        .map(c -> Collections.binarySearch(bytes, String.valueOf((char) c)))
        .toArray();
  }
}
