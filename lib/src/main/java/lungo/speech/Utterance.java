package lungo.speech;

import lungo.audio.Sound;
import lungo.data.DataException;

/**
 * A sound, and what is said in it.
 *
 * @param sound of one channel
 * @param text what is said
 * @param speaker who says it
 */
public record Utterance(Sound sound, String text, String speaker) {

  /**
   * Checks that something is said.
   *
   * @param sound of one channel
   * @param text what is said
   * @param speaker who says it
   * @throws DataException if the text is blank
   */
  public Utterance {
    if (text.isBlank()) {
      throw new DataException("an utterance needs a text, got a blank one of " + speaker);
    }
  }
}
