package lungo.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lungo.data.DataException;
import lungo.data.OpenedData;

/**
 * Text to learn from, in two parts: what a model is trained on, and what it is judged by.
 *
 * <pre>{@code
 * var text = TextData.open(Path.of("moby-dick.txt")).split(0.1);
 * var tokenizer = BytePairTokenizer.train(text.train(), 1024);
 * var data = text.batch(tokenizer, 128, 32);        // 32 pieces of 128 tokens
 * }</pre>
 *
 * @param name what it is called
 * @param train the part to learn from
 * @param valid the part to judge by; may be empty
 */
public record TextData(String name, String train, String valid) {

  /**
   * Checks that there is something to learn from.
   *
   * @param name what it is called
   * @param train the part to learn from
   * @param valid the part to judge by; may be empty
   * @throws DataException if the part to learn from is empty
   */
  public TextData {
    if (train.isBlank()) {
      throw new DataException(name + " is empty; a text to learn from is needed");
    }
  }

  /**
   * Reads files, one after the other with a line between them.
   *
   * @param files of UTF-8
   * @return the text, all of it to learn from
   * @throws DataException if a file is missing, empty or not UTF-8
   */
  public static TextData open(Path... files) {
    if (files.length == 0) {
      throw new DataException("name a text file, got none");
    }
    String text = Arrays.stream(files).map(TextData::read).collect(Collectors.joining("\n"));
    List<String> names = Arrays.stream(files).map(f -> String.valueOf(f.getFileName())).toList();
    return new TextData(String.join(", ", names), text, "");
  }

  static String read(Path file) {
    OpenedData.note(file);
    return decoded(file);
  }

  /** A file's text, of many that are opened as one. */
  static String decoded(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      if (text.isBlank()) {
        throw new DataException(file + " is empty; a text to learn from is needed");
      }
      return text.replace("\r\n", "\n");
    } catch (NoSuchFileException e) {
      throw new DataException("no file " + file.toAbsolutePath(), e);
    } catch (CharacterCodingException e) {
      throw new DataException(file + " is not UTF-8; convert it first (iconv -t utf-8)", e);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * A text that is there already.
   *
   * @param text what to learn from
   * @return the text, all of it to learn from
   * @throws DataException if it is empty
   */
  public static TextData of(String text) {
    return new TextData("text", text, "");
  }

  /**
   * Puts the end of the text aside to judge by, from a line's beginning on. The end, not pieces of
   * the whole: neighbours in a text know too much of each other.
   *
   * @param share in (0, 1), such as 0.1
   * @return both parts
   * @throws DataException if one of them is empty
   */
  public TextData split(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("the share must be in (0, 1), got " + share);
    }
    String whole = train + valid;
    int line = whole.lastIndexOf('\n', (int) (whole.length() * (1 - share)));
    int cut = line < 1 ? (int) (whole.length() * (1 - share)) : line + 1;
    if (cut < whole.length() && Character.isLowSurrogate(whole.charAt(cut))) {
      cut++;
    }
    return new TextData(name, whole.substring(0, cut), whole.substring(cut));
  }

  /**
   * Cuts both parts into tokens and these into pieces.
   *
   * @param tokenizer what cuts
   * @param context tokens a piece, 1 or more
   * @param batchSize pieces a batch, 1 or more
   * @return the batches, for training by {@code Learner.languageModel}
   * @throws DataException if the text is shorter than one batch's piece, or has what no token
   *     stands for
   */
  public TextBatches batch(Tokenizer tokenizer, int context, int batchSize) {
    return new TextBatches(
        tokenizer,
        context,
        batchSize,
        tokenizer.encode(train),
        valid.isEmpty() ? new int[0] : tokenizer.encode(valid));
  }

  /**
   * Cuts both parts into pieces with hidden tokens, for a model that fills them in.
   *
   * @param tokenizer what cuts
   * @param length tokens a piece with its marks, 3 or more
   * @param batchSize pieces a batch, 1 or more
   * @return the batches, for training by {@code Learner.maskedLanguageModel}
   * @throws DataException if the tokenizer lacks BERT's marks
   */
  public MaskedBatches mask(WordPieceTokenizer tokenizer, int length, int batchSize) {
    return new MaskedBatches(
        tokenizer,
        length,
        batchSize,
        Masking.bert(),
        MaskedBatches.pieces(train, tokenizer, length),
        valid.isEmpty() ? null : MaskedBatches.pieces(valid, tokenizer, length));
  }

  /**
   * Cuts both parts into pairs of passages with hidden tokens, for a model that fills them in and
   * says whether the second follows the first. A passage is one or more whole sentences of a
   * document; documents have an empty line between them.
   *
   * @param tokenizer what cuts
   * @param length tokens a pair with its three marks at most, 5 or more
   * @param batchSize pairs a batch, 1 or more
   * @return the batches, for training a {@code Bert.pretraining} by {@code
   *     Learner.maskedLanguageModel}
   * @throws DataException if a part has fewer than two documents or none of two passages
   */
  public MaskedBatches maskPairs(WordPieceTokenizer tokenizer, int length, int batchSize) {
    return new MaskedBatches(
        tokenizer,
        length,
        batchSize,
        Masking.bert(),
        new SentencePairs(train, tokenizer, length, "train"),
        valid.isEmpty() ? null : new SentencePairs(valid, tokenizer, length, "valid"));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d characters to learn from, %,d to judge by",
        name,
        train.length(),
        valid.length());
  }
}
