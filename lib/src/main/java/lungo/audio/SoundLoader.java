package lungo.audio;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import lungo.data.DataException;
import lungo.data.LabeledLoader;
import lungo.data.Portions;
import lungo.data.Prefetch;
import lungo.random.Seed;

/**
 * Batches of one part's sounds, read and prepared by worker threads ahead of their use, in the
 * order and of the size that {@link Portions} says; the training part is augmented anew each epoch.
 *
 * <pre>{@code
 * SoundLoader test = data.test();
 * Display.show(test.sound(0));                    // to be played
 * System.out.println(test.classes().get(test.label(0)) + " in " + test.file(0));
 * }</pre>
 */
public final class SoundLoader extends LabeledLoader {

  /**
   * What is done to sounds at random.
   *
   * @param sounds to the sound itself, in order
   * @param mask to its features
   */
  record Changes(List<SoundAugmentation> sounds, SpecAugment mask) {

    static final Changes NONE = new Changes(List.of(), SpecAugment.NONE);

    Changes {
      sounds = List.copyOf(sounds);
    }
  }

  private final List<SoundFolders.SoundFile> files;
  private final Function<Path, Sound> read;
  private final SoundPreparation preparation;
  private final Changes changes;
  private final int workers;

  SoundLoader(
      Portions portions,
      List<SoundFolders.SoundFile> files,
      List<String> classes,
      Function<Path, Sound> read,
      SoundPreparation preparation,
      Changes changes,
      int workers) {
    super(portions, classes);
    this.files = files;
    this.read = read;
    this.preparation = preparation;
    this.changes = changes;
    this.workers = workers;
  }

  /**
   * Where a sound lies. Parts that are not trained on are batched in this order.
   *
   * @param index from 0
   * @return its file
   * @throws IndexOutOfBoundsException if there is no such sound
   */
  public Path file(int index) {
    return files.get(portions().checked(index)).file();
  }

  /**
   * A sound before it is brought to a length.
   *
   * @param index from 0
   * @return the sound, of one channel
   * @throws IndexOutOfBoundsException if there is no such sound
   * @throws DataException if its file cannot be read or is of another kind
   */
  public Sound sound(int index) {
    return preparation.read(file(index), read);
  }

  @Override
  public int label(int index) {
    return files.get(portions().checked(index)).label();
  }

  @Override
  public Epoch epoch(int epoch) {
    int[] order = portions().order(epoch);
    long seed = Seed.derive("augment sounds", epoch);
    return new Prefetch(
        portions().examples(),
        portions().batchSize(),
        preparation.shape(),
        workers,
        "lungo-sounds-" + portions().part(),
        () -> (position, out) -> fill(seed, order[position], out));
  }

  private long fill(long seed, int index, FloatBuffer out) {
    var random = new SplittableRandom(seed ^ (index * 0xd1342543de82ef95L));
    Sound sound = preparation.fitted(sound(index));
    for (SoundAugmentation augmentation : changes.sounds()) {
      sound = augmentation.apply(sound, random);
    }
    float[] values = preparation.features().of(preparation.fitted(sound)); // (rows, frames)
    int rows = preparation.features().rows();
    changes.mask().apply(values, rows, values.length / rows, random);
    out.put(preparation.turned(values));
    return label(index);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d sounds in %,d batches of %d as %s",
        portions().part(),
        size(),
        batches(),
        portions().batchSize(),
        preparation.shape());
  }
}
