package lungo.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import lungo.data.DataException;
import lungo.hub.HuggingFaceHub;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokenizers from Hugging Face's {@code tokenizer.json}: byte-level byte pairs (GPT-2, Llama
 * 3), word pieces (BERT), and what {@link Tokenizer#save} writes.
 *
 * <pre>{@code
 * var own = Tokenizers.load(Path.of("tokenizer.json"));
 * var gpt2 = Tokenizers.load("openai-community/gpt2");      // fetched if it is not there
 * }</pre>
 */
public final class Tokenizers {

  private Tokenizers() {}

  /**
   * Reads a tokenizer.
   *
   * @param file a {@code tokenizer.json}, or the folder that holds one
   * @return a {@link BytePairTokenizer}, {@link WordPieceTokenizer} or {@link CharTokenizer}
   * @throws DataException if the file is missing, corrupt or of a kind that is not known; the
   *     message says what was found
   */
  public static Tokenizer load(Path file) {
    Path json = Files.isDirectory(file) ? file.resolve("tokenizer.json") : file;
    var stored = TokenizerFile.read(json);
    JsonObject model = stored.part("model");
    if (model == null) {
      throw stored.wrong("it has no 'model'");
    }
    String type = stored.text(model, "type", model.has("merges") ? "BPE" : "");
    return switch (type) {
      case "BPE" -> bytePairs(stored, model);
      case "WordPiece" -> wordPieces(stored, model);
      case "WordLevel" -> characters(stored, model);
      default ->
          throw stored.wrong(
              "its model is '" + type + "'; those that can be read are BPE, WordPiece, WordLevel");
    };
  }

  /**
   * Reads the tokenizer of a model on Hugging Face's hub, which is fetched if it is not there: its
   * {@code tokenizer.json} alone.
   *
   * @param name such as {@code openai-community/gpt2}
   * @return the tokenizer
   * @throws DataException if it cannot be fetched or is of a kind that is not known
   */
  public static Tokenizer load(String name) {
    return load(HuggingFaceHub.fetchFiles(name, HuggingFaceHub.MAIN, "tokenizer.json"));
  }

  private static CharTokenizer characters(TokenizerFile stored, JsonObject model) {
    JsonObject words = stored.part("pre_tokenizer");
    if (words == null || !regex(stored, words).equals(CharTokenizer.EACH)) {
      throw stored.wrong("a WordLevel model must have a token for each character");
    }
    return new CharTokenizer(stored.vocabulary(model));
  }

  private static WordPieceTokenizer wordPieces(TokenizerFile stored, JsonObject model) {
    JsonObject normalizer = stored.part("normalizer");
    JsonObject words = stored.part("pre_tokenizer");
    if (normalizer == null
        || words == null
        || !stored.text(normalizer, "type", "").equals("BertNormalizer")
        || !stored.text(words, "type", "").equals("BertPreTokenizer")) {
      throw stored.wrong("its words are not cut as BERT cuts them: " + normalizer + ", " + words);
    }
    List<String> special = stored.added().stream().map(TokenizerFile.Added::token).toList();
    int longest =
        model.has("max_input_chars_per_word")
            ? model.get("max_input_chars_per_word").getAsInt()
            : 100;
    try {
      return new WordPieceTokenizer(
          stored.vocabulary(model),
          BertWords.of(stored, normalizer),
          new WordPieceTokenizer.Rules(
              stored.text(model, "unk_token", "[UNK]"),
              stored.text(model, "continuing_subword_prefix", "##"),
              longest,
              special));
    } catch (DataException e) {
      throw stored.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static BytePairTokenizer bytePairs(TokenizerFile stored, JsonObject model) {
    if (stored.part("normalizer") != null) {
      throw stored.wrong(
          "byte pairs with a normalizer are not known: " + stored.part("normalizer"));
    }
    var vocabulary = stored.vocabulary(model);
    var merges = new ArrayList<BytePairTokenizer.Pair>();
    for (JsonElement merge : stored.list(model, "merges")) {
      merges.add(pair(stored, vocabulary, merge));
    }
    List<String> special = stored.added().stream().map(TokenizerFile.Added::token).toList();
    try {
      return new BytePairTokenizer(
          vocabulary, merges, rules(stored, stored.flag(model, "ignore_merges", false), special));
    } catch (DataException | PatternSyntaxException e) {
      throw stored.wrong(String.valueOf(e.getMessage()));
    }
  }

  /** A merge is {@code "a b"} or {@code ["a", "b"]}. */
  private static BytePairTokenizer.Pair pair(
      TokenizerFile stored, Vocabulary vocabulary, JsonElement merge) {
    List<String> both =
        merge.isJsonArray()
            ? merge.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList()
            : List.of(merge.getAsString().split(" ", -1));
    if (both.size() != 2) {
      throw stored.wrong("a merge must have two tokens, got " + merge);
    }
    int left = vocabulary.find(both.get(0));
    int right = vocabulary.find(both.get(1));
    if (left < 0 || right < 0) {
      throw stored.wrong("the merge " + merge + " is of tokens that the vocabulary lacks");
    }
    return new BytePairTokenizer.Pair(left, right);
  }

  private static BytePairTokenizer.Rules rules(
      TokenizerFile stored, boolean wholeWords, List<String> special) {
    JsonObject words = stored.part("pre_tokenizer");
    List<JsonElement> parts =
        words == null
            ? List.of()
            : stored.text(words, "type", "").equals("Sequence")
                ? stored.list(words, "pretokenizers")
                : List.of((JsonElement) words);
    JsonObject byteLevel = null;
    String regex = null;
    for (JsonElement element : parts) {
      JsonObject part = stored.object(element, "pre_tokenizer");
      String type = stored.text(part, "type", "");
      if (type.equals("ByteLevel")) {
        byteLevel = part;
      } else if (type.equals("Split") && regex == null) {
        regex = regex(stored, part);
      } else {
        throw stored.wrong("the pre-tokenizer '" + type + "' is not known");
      }
    }
    if (byteLevel == null) {
      throw stored.wrong("its byte pairs are not byte-level, as GPT-2's and Llama 3's are");
    }
    return new BytePairTokenizer.Rules(
        pattern(stored, byteLevel, regex),
        stored.flag(byteLevel, "add_prefix_space", true),
        wholeWords,
        special);
  }

  private static String pattern(
      TokenizerFile stored, JsonObject byteLevel, @Nullable String regex) {
    boolean own = stored.flag(byteLevel, "use_regex", true);
    if (own == (regex != null)) {
      throw stored.wrong("it must cut text into words by one pattern, got " + byteLevel);
    }
    return regex == null ? BytePairTokenizer.GPT2_WORDS : regex;
  }

  private static String regex(TokenizerFile stored, JsonObject split) {
    JsonElement pattern = split.get("pattern");
    String regex =
        pattern != null && pattern.isJsonObject()
            ? stored.text(pattern.getAsJsonObject(), "Regex", "")
            : "";
    if (regex.isEmpty() || !stored.text(split, "behavior", "").equals("Isolated")) {
      throw stored.wrong("the pre-tokenizer " + split + " is not known");
    }
    return regex;
  }
}
