package lungo.audio;

/**
 * A sound with its class.
 *
 * @param sound of one channel
 * @param label the class's name
 * @param speaker who is heard
 */
public record LabeledSound(Sound sound, String label, String speaker) {}
