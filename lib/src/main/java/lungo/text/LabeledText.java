package lungo.text;

import lungo.data.DataException;

/**
 * A text and the class that it is of.
 *
 * <pre>{@code
 * var texts = LabeledTexts.of(
 *     List.of(LabeledText.of("a joy to watch", "good"), LabeledText.of("two lost hours", "bad")));
 * }</pre>
 *
 * @param text what is read
 * @param label the name of its class
 * @param group texts of one group, such as a speaker's, stay in one part
 */
public record LabeledText(String text, String label, String group) {

  /**
   * Checks that there is a text and a label.
   *
   * @param text what is read
   * @param label the name of its class
   * @param group texts of one group stay in one part
   * @throws DataException if text or label is blank
   */
  public LabeledText {
    if (text.isBlank() || label.isBlank()) {
      throw new DataException(
          "a text and its label are needed, got '" + text + "' and '" + label + "'");
    }
  }

  /**
   * A text by itself: only the same text again is of its group.
   *
   * @param text what is read
   * @param label the name of its class
   * @return the text with its label
   */
  public static LabeledText of(String text, String label) {
    return new LabeledText(text, label, text);
  }
}
