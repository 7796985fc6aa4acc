package lungo.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lungo.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Byte-level byte-pair encoding, as GPT-2 and Llama 3 have it: words are cut into bytes, and pairs
 * of neighbours that are frequent are joined. Any text has tokens. Sennrich et al. 2016,
 * https://arxiv.org/abs/1508.07909; Radford et al. 2019.
 *
 * <pre>{@code
 * var tokenizer = BytePairTokenizer.train(text.train(), 1024);
 * int[] ids = tokenizer.encode("Call me Ishmael.");
 * tokenizer.save(Path.of("tokenizer.json"));
 * }</pre>
 */
public final class BytePairTokenizer extends VocabularyTokenizer {

  /** How GPT-2 cuts text into words, each with the space before it. */
  static final String GPT2_WORDS =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final int MOST_CACHED = 1 << 16;

  /**
   * What a file says beside vocabulary and merges.
   *
   * @param words the pattern of a word
   * @param prefixSpace whether a text is read as if a space stood before it
   * @param wholeWords whether a word that is a token is not put together from merges
   * @param special tokens that stand for themselves wherever they occur
   */
  record Rules(String words, boolean prefixSpace, boolean wholeWords, List<String> special) {

    static final Rules GPT2 = new Rules(GPT2_WORDS, false, false, List.of());

    Rules {
      special = List.copyOf(special);
    }
  }

  /** Two neighbours. */
  record Pair(int left, int right) {}

  private record Merge(int rank, int result) {}

  private final List<Pair> merges;
  private final Rules rules;
  private final Map<Pair, Merge> byPair = new HashMap<>();
  private final Pattern words;
  private final @Nullable Pattern special;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  BytePairTokenizer(Vocabulary vocabulary, List<Pair> merges, Rules rules) {
    super(vocabulary);
    this.merges = List.copyOf(merges);
    this.rules = rules;
    this.words = Pattern.compile(rules.words(), Pattern.UNICODE_CHARACTER_CLASS);
    this.special =
        rules.special().isEmpty()
            ? null
            : Pattern.compile(
                rules.special().stream()
                    .sorted((a, b) -> b.length() - a.length())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
    for (Pair pair : merges) {
      String joined = vocabulary.token(pair.left()) + vocabulary.token(pair.right());
      int result = vocabulary.find(joined);
      if (result < 0) {
        throw new DataException("the merge '" + joined + "' is no token of the vocabulary");
      }
      byPair.putIfAbsent(pair, new Merge(byPair.size(), result));
    }
  }

  /**
   * Learns tokens from a text: begins with the 256 bytes and joins the most frequent pair until
   * there are enough. The same text gives the same tokens, those of Hugging Face's trainer.
   *
   * @param text what to learn from
   * @param size how many tokens at most, 256 or more; fewer if no pair occurs twice any more
   * @return the tokenizer
   * @throws DataException if the text is empty
   */
  public static BytePairTokenizer train(String text, int size) {
    return BytePairTraining.train(text, size);
  }

  @Override
  public int[] encode(String text) {
    var ids = new IntList();
    if (special == null) {
      words(text, ids);
      return ids.toArray();
    }
    Matcher found = special.matcher(text);
    int from = 0;
    while (found.find()) {
      words(text.substring(from, found.start()), ids);
      ids.add(vocabulary.find(found.group()));
      from = found.end();
    }
    words(text.substring(from), ids);
    return ids.toArray();
  }

  private void words(String text, IntList into) {
    String read =
        rules.prefixSpace() && !text.isEmpty() && !Character.isWhitespace(text.charAt(0))
            ? " " + text
            : text;
    Matcher word = words.matcher(read);
    while (word.find()) {
      into.addAll(word(word.group()));
    }
  }

  private int[] word(String word) {
    int[] known = cache.get(word);
    if (known == null) {
      known = merged(ByteAlphabet.write(word));
      if (cache.size() < MOST_CACHED) {
        cache.put(word, known);
      }
    }
    return known;
  }

  /** Joins the pair of the earliest merge until none is left. */
  private int[] merged(String written) {
    int whole = rules.wholeWords() ? vocabulary.find(written) : -1;
    if (whole >= 0) {
      return new int[] {whole};
    }
    int[] ids = new int[written.length()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = vocabulary.find(written.substring(i, i + 1));
      if (ids[i] < 0) {
        throw new DataException("no token for the byte '" + written.charAt(i) + "'");
      }
    }
    int length = ids.length;
    while (length > 1) {
      Merge best = null;
      int at = -1;
      for (int i = 0; i + 1 < length; i++) {
        Merge merge = byPair.get(new Pair(ids[i], ids[i + 1]));
        if (merge != null && (best == null || merge.rank() < best.rank())) {
          best = merge;
          at = i;
        }
      }
      if (best == null) {
        break;
      }
      ids[at] = best.result();
      System.arraycopy(ids, at + 2, ids, at + 1, length - at - 2);
      length--;
    }
    return Arrays.copyOf(ids, length);
  }

  /** Bytes that are no whole character show as U+FFFD. */
  @Override
  public String decode(int... ids) {
    var bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      ByteAlphabet.read(vocabulary.token(id), bytes);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void save(Path file) {
    var byteLevel = new JsonObject();
    byteLevel.addProperty("type", "ByteLevel");
    byteLevel.addProperty("add_prefix_space", rules.prefixSpace());
    byteLevel.addProperty("trim_offsets", true);
    byteLevel.addProperty("use_regex", rules.words().equals(GPT2_WORDS));
    var model = new JsonObject();
    model.addProperty("type", "BPE");
    model.addProperty("ignore_merges", rules.wholeWords());
    model.add("vocab", TokenizerFile.numbers(vocabulary));
    var pairs = new JsonArray();
    for (Pair pair : merges) {
      var both = new JsonArray();
      both.add(vocabulary.token(pair.left()));
      both.add(vocabulary.token(pair.right()));
      pairs.add(both);
    }
    model.add("merges", pairs);
    var special = TokenizerFile.added(vocabulary, rules.special());
    JsonObject words =
        rules.words().equals(GPT2_WORDS)
            ? byteLevel
            : TokenizerFile.sequence(TokenizerFile.split(rules.words()), byteLevel);
    var none = new JsonObject();
    TokenizerFile.write(file, none, words, none, byteLevel, model, special);
  }

  @Override
  public String toString() {
    return String.format("%,d byte-pair tokens", size());
  }
}
