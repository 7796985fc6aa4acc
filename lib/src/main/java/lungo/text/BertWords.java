package lungo.text;

import com.google.gson.JsonObject;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text as the words that BERT cuts into pieces: without control characters, Chinese characters and
 * punctuation marks each a word of their own, and as the model wants it in small letters without
 * accents. Devlin et al. 2018, https://arxiv.org/abs/1810.04805.
 *
 * @param isCleaned whether control characters go and all white space is the same
 * @param isChineseCut whether each Chinese character is a word
 * @param isBare whether accents go
 * @param isLower whether letters are made small
 */
record BertWords(boolean isCleaned, boolean isChineseCut, boolean isBare, boolean isLower) {

  /** Ranges of ideographs, first and last. */
  private static final int[][] CHINESE = {
    {0x4E00, 0x9FFF},
    {0x3400, 0x4DBF},
    {0x20000, 0x2A6DF},
    {0x2A700, 0x2B73F},
    {0x2B740, 0x2B81F},
    {0x2B820, 0x2CEAF},
    {0xF900, 0xFAFF},
    {0x2F800, 0x2FA1F}
  };

  /** As a file's normalizer says; accents go where letters are made small, unless it says more. */
  static BertWords of(TokenizerFile stored, JsonObject normalizer) {
    boolean isLower = stored.flag(normalizer, "lowercase", true);
    return new BertWords(
        stored.flag(normalizer, "clean_text", true),
        stored.flag(normalizer, "handle_chinese_chars", true),
        stored.flag(normalizer, "strip_accents", isLower),
        isLower);
  }

  /** As Hugging Face's file has it. */
  JsonObject toJson() {
    var json = new JsonObject();
    json.addProperty("type", "BertNormalizer");
    json.addProperty("clean_text", isCleaned);
    json.addProperty("handle_chinese_chars", isChineseCut);
    json.addProperty("strip_accents", isBare);
    json.addProperty("lowercase", isLower);
    return json;
  }

  /** The words of a text. */
  List<String> of(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    normalized(text)
        .codePoints()
        .forEach(
            c -> {
              if (isSpace(c) || isPunctuation(c)) {
                end(word, words);
              }
              if (isPunctuation(c)) {
                words.add(Character.toString(c));
              } else if (!isSpace(c)) {
                word.appendCodePoint(c);
              }
            });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private String normalized(String text) {
    var kept = new StringBuilder();
    text.codePoints()
        .filter(c -> !isCleaned || !isDropped(c))
        .forEach(
            c -> {
              boolean isApart = isChineseCut && isChinese(c);
              kept.append(isApart ? " " : "");
              kept.appendCodePoint(isCleaned && isSpace(c) ? ' ' : c);
              kept.append(isApart ? " " : "");
            });
    String bare =
        isBare
            ? Normalizer.normalize(kept, Normalizer.Form.NFD).replaceAll("\\p{Mn}", "")
            : kept.toString();
    return isLower ? bare.toLowerCase(Locale.ROOT) : bare;
  }

  private static boolean isDropped(int c) {
    boolean isControl =
        switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.UNASSIGNED,
              Character.PRIVATE_USE,
              Character.SURROGATE ->
              true;
          default -> false;
        };
    return c == 0xFFFD || (isControl && c != '\t' && c != '\n' && c != '\r');
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isChinese(int c) {
    for (int[] range : CHINESE) {
      if (c >= range[0] && c <= range[1]) {
        return true;
      }
    }
    return false;
  }

  /** Punctuation as Unicode has it, and all of ASCII that is no letter, digit or space. */
  private static boolean isPunctuation(int c) {
    if (c > ' ' && c < 0x7F) {
      return !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
