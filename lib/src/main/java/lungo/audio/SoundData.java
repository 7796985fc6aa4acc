package lungo.audio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lungo.data.DataException;
import lungo.data.OpenedData;
import lungo.data.Part;
import lungo.data.Portions;
import lungo.data.Prefetch;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Labelled sounds, and how they are to become batches. Immutable: each method gives a new one.
 *
 * <pre>{@code
 * var sounds = SoundData.open("datasets/spoken-words");
 * var data = sounds.augment(shift(0.1), noise(10, 30)).mask(SpecAugment.of(4, 10))
 *     .batch(AudioFeatures.mfcc(8000, 10, 40), 32);
 * }</pre>
 */
public final class SoundData {

  /** In Speech Commands' names what comes before this is the speaker. */
  private static final String TIMES = "_nohash_";

  private final SoundFolders set;
  private final double seconds;
  private final UnaryOperator<Sound> each;
  private final SoundLoader.Changes changes;
  private final int workers;

  private SoundData(
      SoundFolders set,
      double seconds,
      UnaryOperator<Sound> each,
      SoundLoader.Changes changes,
      int workers) {
    this.set = set;
    this.seconds = seconds;
    this.each = each;
    this.changes = changes;
    this.workers = workers;
  }

  /**
   * Opens a directory in the layout of Google's Speech Commands, {@code <class>/*.wav}, or FLAC, or
   * Vorbis in Ogg. Where {@code validation_list.txt} and {@code testing_list.txt} lie in it, they
   * name the sounds of these parts; else all are to be learned from, until {@link #split}. Sounds
   * are brought to one second.
   *
   * @param directory the directory
   * @return its sounds, which are read when they are needed
   * @throws DataException if it is missing or of another layout, or a class folder is empty
   */
  public static SoundData open(String directory) {
    return open(Path.of(directory));
  }

  /**
   * Opens a directory.
   *
   * @param directory the directory
   * @return its sounds
   * @throws DataException if it is missing or of another layout, or a class folder is empty
   * @see #open(String)
   */
  public static SoundData open(Path directory) {
    OpenedData.note(directory);
    return new SoundData(
        SoundFolders.open(directory),
        1,
        UnaryOperator.identity(),
        SoundLoader.Changes.NONE,
        Prefetch.workers());
  }

  /**
   * Parts the sounds anew into three by their speakers, drawn as the seed says: nobody who is heard
   * in training is heard in another part. The speaker is what a file's name has before {@code
   * _nohash_}, or all of it.
   *
   * @param share of the speakers for the validation and for the test part each, in (0, 0.5)
   * @return the sounds in three parts
   * @throws DataException if there are fewer than three speakers
   */
  public SoundData split(double share) {
    return split(share, SoundData::speaker);
  }

  /**
   * Parts the sounds anew into three by a key of their files' names.
   *
   * @param share of the keys for the validation and for the test part each, in (0, 0.5)
   * @param key of a file's name without its ending: sounds of one key stay in one part
   * @return the sounds in three parts
   * @throws DataException if there are fewer than three keys
   */
  public SoundData split(double share, UnaryOperator<String> key) {
    return new SoundData(set.split(share, key), seconds, each, changes, workers);
  }

  private static String speaker(String stem) {
    int end = stem.indexOf(TIMES);
    return end < 0 ? stem : stem.substring(0, end);
  }

  /**
   * Brings sounds to another length; see {@link SoundPreparation}.
   *
   * @param length above 0
   * @return the sounds in that length
   */
  public SoundData seconds(double length) {
    if (!(length > 0)) {
      throw new IllegalArgumentException("seconds must be above 0, got " + length);
    }
    return new SoundData(set, length, each, changes, workers);
  }

  /**
   * Does something to each sound once it is read, such as {@code sound ->
   * sound.mix().resample(8000)}.
   *
   * @param change after those there are; for several threads
   * @return the sounds with this change
   */
  public SoundData each(UnaryOperator<Sound> change) {
    return new SoundData(set, seconds, sound -> change.apply(each.apply(sound)), changes, workers);
  }

  /**
   * Changes the training part's sounds at random each time they are heard, in the order given; see
   * {@link SoundAugmentations}.
   *
   * @param augmentations added to those there are
   * @return the sounds with these augmentations
   */
  public SoundData augment(SoundAugmentation... augmentations) {
    var all = new ArrayList<>(changes.sounds());
    Collections.addAll(all, augmentations);
    return new SoundData(set, seconds, each, new SoundLoader.Changes(all, changes.mask()), workers);
  }

  /**
   * Hides a part of the training part's features at random.
   *
   * @param mask how much
   * @return the sounds with this mask
   */
  public SoundData mask(SpecAugment mask) {
    return new SoundData(
        set, seconds, each, new SoundLoader.Changes(changes.sounds(), mask), workers);
  }

  /**
   * Sets how many threads prepare batches, see {@link Prefetch#workers}. The batches are the same
   * whatever the number.
   *
   * @param threads 1 or more
   * @return the sounds
   */
  public SoundData workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("workers must be 1 or more, got " + threads);
    }
    return new SoundData(set, seconds, each, changes, threads);
  }

  /**
   * Puts the sounds of each part into batches of features, standardised by mean and deviation of
   * each row over the training part.
   *
   * @param features what is computed of the sounds
   * @param size examples a batch, 1 or more
   * @return a loader a part
   * @throws DataException if the size is larger than the training part, or a sound to learn from
   *     cannot be read, is of another rate or has several channels; the message names it
   */
  public SoundBatches batch(AudioFeatures features, int size) {
    int length = (int) Math.round(seconds * features.rate());
    List<Path> learned = set.part(Part.TRAIN).stream().map(SoundFolders.SoundFile::file).toList();
    SoundPreparation preparation = SoundPreparation.measured(features, length, learned, this::read);
    Map<Part, SoundLoader> loaders = new EnumMap<>(Part.class);
    set.parts()
        .forEach(
            (part, files) ->
                loaders.put(
                    part,
                    new SoundLoader(
                        new Portions(part, files.size(), size),
                        files,
                        set.classes(),
                        this::read,
                        preparation,
                        part == Part.TRAIN ? changes : SoundLoader.Changes.NONE,
                        workers)));
    return new SoundBatches(set.name(), set.classes(), preparation, loaders);
  }

  private Sound read(Path file) {
    return each.apply(Sound.read(file));
  }

  /**
   * The sounds of a part, all read at once.
   *
   * @param part a part
   * @return each with its class and its speaker, see {@link #speakers}
   * @throws DataException if one cannot be read; the message names it
   */
  public List<LabeledSound> sounds(Part part) {
    return set.part(part).stream()
        .map(f -> new LabeledSound(read(f.file()), classes().get(f.label()), speaker(f.stem())))
        .toList();
  }

  /**
   * The classes' names.
   *
   * @return a name a label
   */
  public List<String> classes() {
    return set.classes();
  }

  /**
   * How many sounds a part has.
   *
   * @param part a part
   * @return the number, 0 if there is no such part
   */
  public int size(Part part) {
    return set.part(part).size();
  }

  /**
   * Who is heard in a part: what the files' names have before {@code _nohash_}, or all of them.
   *
   * @param part a part
   * @return the speakers, none if there is no such part
   */
  public Set<String> speakers(Part part) {
    return set.part(part).stream()
        .map(f -> speaker(f.stem()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * How many sounds each class has in each part.
   *
   * @return a row a class; columns {@code class} and one a part
   */
  public Table classCounts() {
    Table table = Table.create(set.name(), StringColumn.create("class", set.classes()));
    set.parts()
        .forEach(
            (part, files) -> {
              int[] counts = new int[set.classes().size()];
              files.forEach(f -> counts[f.label()]++);
              table.addColumns(IntColumn.create(part.toString(), counts));
            });
    return table;
  }

  @Override
  public String toString() {
    String parts =
        set.parts().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue().size()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT, "%s: %s; %d classes; %s s", set.name(), parts, classes().size(), seconds);
  }
}
