package lungo.audio;

/**
 * A sound with its class.
 *
 * <pre>{@code
 * var first = SoundData.open("datasets/spoken-words").sounds(Part.TRAIN).get(0);
 * System.out.println(first.label() + ", said by " + first.speaker());
 * }</pre>
 *
 * @param sound of one channel
 * @param label the class's name
 * @param speaker who is heard
 */
public record LabeledSound(Sound sound, String label, String speaker) {}
