package lungo.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.data.DataException;

/**
 * Cuts words into the longest pieces that its vocabulary has, from the left; a piece within a word
 * begins with {@code ##}. A word that cannot be cut is one unknown token. Wu et al. 2016,
 * https://arxiv.org/abs/1609.08144, as BERT uses it.
 *
 * <pre>{@code
 * var tokenizer = (WordPieceTokenizer) Tokenizers.load(Path.of("bert-base-uncased"));
 * int[] ids = tokenizer.encodePair("Call me", "Some years ago");   // [CLS] a [SEP] b [SEP]
 * int[] types = tokenizer.types(ids);                             // 0s for a, 1s for b
 * }</pre>
 */
public final class WordPieceTokenizer extends VocabularyTokenizer {

  private static final String BEGIN = "[CLS]";
  private static final String END = "[SEP]";

  private final BertWords words;
  private final Rules rules;
  private final Pattern special;

  /**
   * How words become pieces.
   *
   * @param unknown the token of a word that cannot be cut
   * @param inner what a piece within a word begins with
   * @param longest words of more characters are unknown
   * @param special tokens that stand for themselves in a text
   */
  record Rules(String unknown, String inner, int longest, List<String> special) {}

  WordPieceTokenizer(Vocabulary vocabulary, BertWords words, Rules rules) {
    super(vocabulary);
    this.words = words;
    this.rules = rules;
    this.special =
        Pattern.compile(
            rules.special().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    if (vocabulary.find(rules.unknown()) < 0) {
      throw new DataException("the vocabulary lacks its unknown token '" + rules.unknown() + "'");
    }
  }

  /**
   * Learns pieces of small letters without accents from a text: begins with its characters and
   * joins the most frequent pair until there are enough. The same text gives the same pieces. The
   * tokens {@code [PAD]}, {@code [UNK]}, {@code [CLS]}, {@code [SEP]} and {@code [MASK]} come
   * first.
   *
   * @param text what to learn from
   * @param size how many tokens at most, as many as the text has characters or more; fewer if no
   *     pair occurs twice any more
   * @return the tokenizer
   * @throws DataException if the text has no words
   * @throws IllegalArgumentException if the size is too small; the message has the least one
   */
  public static WordPieceTokenizer train(String text, int size) {
    return WordPieceTraining.train(text, size);
  }

  /** Without marks at the beginning and the end; unknown words become the unknown token. */
  @Override
  public int[] encode(String text) {
    var ids = new IntList();
    int at = 0;
    if (!rules.special().isEmpty()) {
      Matcher matcher = special.matcher(text);
      for (; matcher.find(); at = matcher.end()) {
        addWords(text.substring(at, matcher.start()), ids);
        ids.add(vocabulary.find(matcher.group()));
      }
    }
    addWords(text.substring(at), ids);
    return ids.toArray();
  }

  /**
   * A text as BERT reads it.
   *
   * @param text any text
   * @return {@code [CLS]}, its tokens, {@code [SEP]}
   * @throws DataException if the vocabulary lacks the marks
   */
  public int[] encodeMarked(String text) {
    var ids = new IntList();
    ids.add(mark(BEGIN));
    Arrays.stream(encode(text)).forEach(ids::add);
    ids.add(mark(END));
    return ids.toArray();
  }

  /**
   * Two texts as BERT reads them.
   *
   * @param first any text
   * @param second any text
   * @return {@code [CLS]}, the first, {@code [SEP]}, the second, {@code [SEP]}
   * @throws DataException if the vocabulary lacks the marks
   */
  public int[] encodePair(String first, String second) {
    return IntStream.concat(
            Arrays.stream(encodeMarked(first)), Arrays.stream(encodeMarked(second)).skip(1))
        .toArray();
  }

  /**
   * Which of two texts each token is of.
   *
   * @param ids of {@link #encodePair} or {@link #encodeMarked}
   * @return 0 up to the first {@code [SEP]} with it, then 1
   */
  public int[] types(int... ids) {
    int end = mark(END);
    int first = (int) Arrays.stream(ids).takeWhile(id -> id != end).count();
    return IntStream.range(0, ids.length).map(i -> i > first ? 1 : 0).toArray();
  }

  /** Whether a token stands for no text, such as {@code [CLS]}. */
  boolean isSpecial(int id) {
    return rules.special().contains(vocabulary.token(id));
  }

  /** The text's tokens between marks, cut off where it is longer. */
  int[] encodeMarked(String text, int length) {
    int[] ids = encodeMarked(text);
    if (ids.length <= length) {
      return ids;
    }
    int[] cut = Arrays.copyOf(ids, length);
    cut[length - 1] = mark(END);
    return cut;
  }

  /** Marks around tokens: beginning, first, end, and where there is a second text it and an end. */
  int[] marked(int[] first, int[] second) {
    var ids = new IntList();
    ids.add(mark(BEGIN));
    ids.addAll(first);
    ids.add(mark(END));
    if (second.length > 0) {
      ids.addAll(second);
      ids.add(mark(END));
    }
    return ids.toArray();
  }

  /** What stands where a text of a batch has ended; a mask hides it. */
  int padding() {
    return Math.max(0, vocabulary.find("[PAD]"));
  }

  private int mark(String token) {
    int id = vocabulary.find(token);
    if (id < 0) {
      throw new DataException("the vocabulary lacks the mark " + token);
    }
    return id;
  }

  private void addWords(String text, IntList into) {
    for (String word : words.of(text)) {
      List<Integer> pieces = pieces(word);
      if (pieces.isEmpty()) {
        into.add(vocabulary.find(rules.unknown()));
      }
      pieces.forEach(into::add);
    }
  }

  /** The pieces of a word; none if it cannot be cut. */
  private List<Integer> pieces(String word) {
    var pieces = new ArrayList<Integer>();
    if (word.codePointCount(0, word.length()) > rules.longest()) {
      return List.of();
    }
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      int piece = -1;
      while (to > from) {
        String text = word.substring(from, to);
        piece = vocabulary.find(from == 0 ? text : rules.inner() + text);
        if (piece >= 0) {
          break;
        }
        to = word.offsetByCodePoints(to, -1);
      }
      if (piece < 0) {
        return List.of();
      }
      pieces.add(piece);
      from = to;
    }
    return pieces;
  }

  /** Words with a space between them; special tokens, the unknown one among them, are left out. */
  @Override
  public String decode(int... ids) {
    var text = new StringBuilder();
    for (int id : ids) {
      String token = vocabulary.token(id);
      if (rules.special().contains(token)) {
        continue;
      }
      boolean isInner = token.startsWith(rules.inner());
      boolean isClosing = List.of(".", "?", "!", ",").contains(token);
      if (!text.isEmpty() && !isInner && !isClosing) {
        text.append(' ');
      }
      text.append(isInner && !text.isEmpty() ? token.substring(rules.inner().length()) : token);
    }
    return text.toString();
  }

  @Override
  public void save(Path file) {
    var model = new JsonObject();
    model.addProperty("type", "WordPiece");
    model.addProperty("unk_token", rules.unknown());
    model.addProperty("continuing_subword_prefix", rules.inner());
    model.addProperty("max_input_chars_per_word", rules.longest());
    model.add("vocab", TokenizerFile.numbers(vocabulary));
    var decoder = new JsonObject();
    decoder.addProperty("type", "WordPiece");
    decoder.addProperty("prefix", rules.inner());
    decoder.addProperty("cleanup", true);
    var cutting = new JsonObject();
    cutting.addProperty("type", "BertPreTokenizer");
    TokenizerFile.write(
        file,
        words.toJson(),
        cutting,
        marks(),
        decoder,
        model,
        TokenizerFile.added(vocabulary, rules.special()));
  }

  private JsonObject marks() {
    var marks = new JsonObject();
    if (vocabulary.find(BEGIN) >= 0 && vocabulary.find(END) >= 0) {
      marks.addProperty("type", "BertProcessing");
      marks.add("sep", mark(END, vocabulary.find(END)));
      marks.add("cls", mark(BEGIN, vocabulary.find(BEGIN)));
    }
    return marks;
  }

  private static JsonArray mark(String token, int id) {
    var mark = new JsonArray();
    mark.add(token);
    mark.add(id);
    return mark;
  }

  @Override
  public String toString() {
    return String.format("%,d word pieces", size());
  }
}
