package lungo.speech;

import lungo.audio.Sound;
import lungo.data.DataException;

/**
 * A sound, and what is said in it.
 *
 * <pre>{@code
 * for (Utterance each : speech.part(Part.TEST)) {
 *   System.out.println(each.speaker() + ", " + each.sound().seconds() + " s: " + each.text());
 * }
 * }</pre>
 *
 * @param sound of one channel
 * @param text what is said
 * @param speaker who says it
 */
public record Utterance(Sound sound, String text, String speaker) {

  /**
   * Checks that something is said, and heard once.
   *
   * @param sound of one channel
   * @param text what is said
   * @param speaker who says it
   * @throws DataException if the text is blank, or the sound has several channels
   */
  public Utterance {
    if (text.isBlank()) {
      throw new DataException("an utterance needs a text, got a blank one of " + speaker);
    }
    if (sound.channels() > 1) {
      throw new DataException(
          "an utterance needs a sound of one channel, got a "
              + sound
              + " of "
              + speaker
              + "; mix() makes one of them");
    }
  }
}
