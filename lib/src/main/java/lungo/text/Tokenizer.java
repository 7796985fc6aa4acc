package lungo.text;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Cuts text into tokens, which have numbers from 0 on. Safe for use by several threads.
 *
 * <pre>{@code
 * var tokenizer = BytePairTokenizer.train(text.train(), 1024);
 * int[] ids = tokenizer.encode("Call me Ishmael.");
 * tokenizer.decode(ids);                                // "Call me Ishmael."
 * tokenizer.save(Path.of("tokenizer.json"));            // Hugging Face's format
 * }</pre>
 */
public interface Tokenizer {

  /**
   * How many tokens there are.
   *
   * @return numbers are in [0, size)
   */
  int size();

  /**
   * Cuts a text.
   *
   * @param text any text
   * @return its tokens' numbers
   * @throws lungo.data.DataException if the text has something that no token stands for
   */
  int[] encode(String text);

  /**
   * Joins tokens.
   *
   * @param ids numbers of tokens
   * @return the text
   * @throws IllegalArgumentException if a number is out of range
   */
  String decode(int... ids);

  /**
   * A token as the vocabulary writes it.
   *
   * @param id in [0, size)
   * @return the token
   * @throws IllegalArgumentException if the number is out of range
   */
  String token(int id);

  /**
   * A token's number.
   *
   * @param token as the vocabulary writes it, such as {@code <|endoftext|>}
   * @return its number, or nothing if there is no such token
   */
  OptionalInt id(String token);

  /**
   * Writes it as Hugging Face's {@code tokenizer.json}, which {@link Tokenizers#load} reads.
   *
   * @param file is replaced if it is there
   * @throws lungo.data.DataException if it cannot be written
   */
  void save(Path file);
}
