package lungo.speech;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lungo.audio.AudioFeatures;
import lungo.audio.LabeledSound;
import lungo.audio.Sound;
import lungo.audio.SoundData;
import lungo.audio.StandardFeatures;
import lungo.data.DataException;
import lungo.data.OpenedData;
import lungo.data.Part;
import lungo.random.Seed;
import lungo.text.Tokenizer;

/**
 * Sounds with their texts, in parts. Immutable.
 *
 * <pre>{@code
 * var speech = SpeechData.phrases(SoundData.open("datasets/spoken-words"), 20, 1, 4);
 * var letters = CharTokenizer.of(speech.texts());
 * var data = speech.batch(AudioFeatures.logMel(8000, 40), letters, 16);
 * }</pre>
 *
 * @param name what it is called
 * @param parts the utterances, those to learn from at least
 */
public record SpeechData(String name, Map<Part, List<Utterance>> parts) {

  /** Of silence between words, in seconds. */
  private static final double LEAST_PAUSE = 0.05;

  private static final double MOST_PAUSE = 0.25;

  /**
   * Copies the lists.
   *
   * @param name what it is called
   * @param parts the utterances, those to learn from at least
   * @throws DataException if there are none to learn from, or a speaker of these is heard in
   *     another part
   */
  public SpeechData {
    var copy = new EnumMap<Part, List<Utterance>>(Part.class);
    parts.forEach((part, all) -> copy.put(part, List.copyOf(all)));
    parts = copy;
    if (copy.getOrDefault(Part.TRAIN, List.of()).isEmpty()) {
      throw new DataException(name + " has no utterances to learn from");
    }
    Set<String> learned = speakers(copy, Part.TRAIN);
    for (Part part : List.of(Part.VALID, Part.TEST)) {
      for (String speaker : speakers(copy, part)) {
        if (learned.contains(speaker)) {
          throw new DataException(
              name + ": " + speaker + " is heard in the parts train and " + part);
        }
      }
    }
  }

  private static Set<String> speakers(Map<Part, List<Utterance>> parts, Part part) {
    return parts.getOrDefault(part, List.of()).stream()
        .map(Utterance::speaker)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * Reads a table of sounds with their texts, and the sounds: UTF-8, columns parted by tabs, their
   * names in the first line. {@code file} is a WAV, FLAC or Ogg Vorbis file beside the table or
   * below, {@code text} what is said in it, {@code speaker} who says it, and {@code part}, which
   * may be left out, is {@code train}, {@code valid} or {@code test}.
   *
   * @param file the table
   * @return the utterances; all of them to learn from if there is no column {@code part}
   * @throws DataException if the table or a sound cannot be read; the message has file and line
   */
  public static SpeechData open(Path file) {
    return open(file, UnaryOperator.identity());
  }

  /**
   * Reads a table of sounds with their texts.
   *
   * @param file the table
   * @param each done to each sound once it is read, such as {@code sound ->
   *     sound.mix().resample(8000)}
   * @return the utterances
   * @throws DataException if the table or a sound cannot be read; the message has file and line
   * @see #open(Path)
   */
  public static SpeechData open(Path file, UnaryOperator<Sound> each) {
    OpenedData.note(file);
    return new SpeechData(file.toString(), TranscriptFile.read(file, each));
  }

  /**
   * Parts the utterances anew into three by their speakers, drawn as the seed says.
   *
   * @param share of the speakers for the validation and for the test part each, in (0, 0.5)
   * @return the utterances in three parts
   * @throws DataException if there are fewer than three speakers
   */
  public SpeechData split(double share) {
    List<Utterance> all = parts.values().stream().flatMap(List::stream).toList();
    Map<String, Part> drawn =
        Part.drawn(all.stream().map(Utterance::speaker).toList(), share, name);
    return new SpeechData(
        name,
        all.stream()
            .collect(Collectors.groupingBy(u -> drawn.getOrDefault(u.speaker(), Part.TRAIN))));
  }

  /**
   * Phrases made of words that one speaker said, one after another with pauses, drawn as the seed
   * says. Each speaker stays in the part that the words are in.
   *
   * @param words sounds of single words, the classes being the words
   * @param perSpeaker how many phrases each speaker says, 1 or more
   * @param least words a phrase, 1 or more
   * @param most words a phrase
   * @return the phrases, without marks, the words parted by spaces
   */
  public static SpeechData phrases(SoundData words, int perSpeaker, int least, int most) {
    if (perSpeaker < 1 || least < 1 || most < least) {
      throw new IllegalArgumentException(
          String.format(
              "1 phrase or more a speaker of 1 word or more is needed, got %d of %d to %d",
              perSpeaker, least, most));
    }
    var parts = new EnumMap<Part, List<Utterance>>(Part.class);
    for (Part part : Part.values()) {
      var bySpeaker = new TreeMap<String, List<LabeledSound>>();
      for (LabeledSound word : words.sounds(part)) {
        bySpeaker.computeIfAbsent(word.speaker(), s -> new ArrayList<>()).add(word);
      }
      SplittableRandom random = Seed.stream("phrases " + part);
      var phrases = new ArrayList<Utterance>();
      for (List<LabeledSound> said : bySpeaker.values()) {
        for (int i = 0; i < perSpeaker; i++) {
          phrases.add(phrase(said, random.nextInt(least, most + 1), random));
        }
      }
      parts.put(part, phrases);
    }
    return new SpeechData("phrases of " + words, parts);
  }

  private static Utterance phrase(List<LabeledSound> said, int count, SplittableRandom random) {
    var sounds = new ArrayList<Sound>();
    var words = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      LabeledSound word = said.get(random.nextInt(said.size()));
      double pause = LEAST_PAUSE + (MOST_PAUSE - LEAST_PAUSE) * random.nextDouble();
      sounds.add(Sound.silence(word.sound().rate(), pause));
      sounds.add(word.sound());
      words.add(word.label());
    }
    sounds.add(Sound.silence(sounds.get(0).rate(), LEAST_PAUSE));
    return new Utterance(Sound.join(sounds), String.join(" ", words), said.get(0).speaker());
  }

  /**
   * The utterances of a part.
   *
   * @param part a part
   * @return none if there is no such part
   */
  public List<Utterance> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }

  /**
   * The texts to learn from, for a tokenizer or a language model.
   *
   * @return a line each
   */
  public String texts() {
    return part(Part.TRAIN).stream().map(Utterance::text).collect(Collectors.joining("\n"));
  }

  /**
   * Computes the features of all sounds, and puts them into batches.
   *
   * @param features what is computed, standardised by mean and deviation of each row over the part
   *     to learn from
   * @param tokenizer what cuts the texts
   * @param size utterances a batch, 1 or more
   * @return a loader a part
   * @throws DataException if a sound is of another rate, too short or of several channels, or a
   *     text has what no token stands for
   */
  public SpeechBatches batch(AudioFeatures features, Tokenizer tokenizer, int size) {
    var measured =
        StandardFeatures.measured(features, part(Part.TRAIN).stream().map(Utterance::sound));
    return SpeechBatches.of(this, measured, tokenizer, size);
  }

  @Override
  public String toString() {
    return name
        + parts.entrySet().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT,
                        "%n  %s: %,d utterances, %.1f minutes",
                        e.getKey(),
                        e.getValue().size(),
                        e.getValue().stream().mapToDouble(u -> u.sound().seconds()).sum() / 60))
            .collect(Collectors.joining());
  }
}
