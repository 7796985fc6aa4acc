package lungo.text;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import lungo.data.DataException;

/**
 * A token for each character (code point) that a text has, in the order of Unicode.
 *
 * <pre>{@code
 * var letters = CharTokenizer.of(text.train());
 * int[] ids = letters.encode("whale");     // a number a letter
 * letters.decode(ids);                     // "whale"
 * }</pre>
 */
public final class CharTokenizer extends VocabularyTokenizer {

  /** As Hugging Face's file says that each character is a token. */
  static final String EACH = "[\\s\\S]";

  CharTokenizer(Vocabulary vocabulary) {
    super(vocabulary);
  }

  /**
   * The characters of a text.
   *
   * @param text what the model will learn from and be asked about
   * @return the tokenizer
   * @throws DataException if the text is empty
   */
  public static CharTokenizer of(String text) {
    List<String> characters =
        text.codePoints().distinct().sorted().mapToObj(Character::toString).toList();
    if (characters.isEmpty()) {
      throw new DataException("a vocabulary of characters needs a text, got an empty one");
    }
    return new CharTokenizer(new Vocabulary(characters));
  }

  @Override
  public int[] encode(String text) {
    return text.codePoints().map(this::known).toArray();
  }

  private int known(int character) {
    int id = vocabulary.find(Character.toString(character));
    if (id < 0) {
      throw new DataException(
          String.format(
              "character '%s' (U+%04X) is not in the vocabulary of %d characters: %s",
              Character.toString(character),
              character,
              size(),
              String.join("", vocabulary.tokens())));
    }
    return id;
  }

  @Override
  public String decode(int... ids) {
    var text = new StringBuilder();
    for (int id : ids) {
      text.append(vocabulary.token(id));
    }
    return text.toString();
  }

  @Override
  public void save(Path file) {
    var decoder = new JsonObject();
    decoder.addProperty("type", "Fuse");
    var model = new JsonObject();
    model.addProperty("type", "WordLevel");
    model.add("vocab", TokenizerFile.numbers(vocabulary));
    model.addProperty("unk_token", vocabulary.token(0));
    var none = new JsonObject();
    TokenizerFile.write(file, none, TokenizerFile.split(EACH), none, decoder, model, List.of());
  }

  @Override
  public String toString() {
    return size() + " characters: " + String.join("", vocabulary.tokens()).replace("\n", "⏎");
  }
}
