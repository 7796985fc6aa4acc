package lungo.data;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.display.Display;
import lungo.random.Seed;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Labelled pictures, and how they are to become batches. Immutable: each method gives a new one.
 *
 * <pre>{@code
 * var images = ImageData.open("datasets/fashion-mnist");
 * var data = images.split(0.1).augment(flip(), randomCrop(2)).normalize().batch(64);
 * }</pre>
 */
public final class ImageData {

  private static final int DEFAULT_FOLDER_SIZE = 224;

  private final ImageSet set;
  private final ImageSettings settings;

  private ImageData(ImageSet set, ImageSettings settings) {
    this.set = set;
    this.settings = settings;
  }

  /**
   * Opens a directory that holds either IDX files ({@code train-images-idx3-ubyte.gz} and so on,
   * checked against {@code SHA256SUMS} where that lies beside them), the binary files of CIFAR-10
   * or CIFAR-100 ({@code data_batch_1.bin} or {@code train.bin}), or pictures in class folders:
   * {@code train/<class>/*}, {@code val/<class>/*}, {@code test/<class>/*} as ImageNet, or only
   * {@code <class>/*}; or the shards that {@link ImageShards} writes. Pictures in folders are
   * decoded when they are needed, in colour, and by default brought to 224×224.
   *
   * @param directory the directory
   * @return its pictures
   * @throws DataException if it is missing, empty, damaged or of another layout
   */
  public static ImageData open(String directory) {
    return open(Path.of(directory));
  }

  /**
   * Opens a directory.
   *
   * @param directory the directory
   * @return its pictures
   * @throws DataException if it is missing, empty, damaged or of another layout
   * @see #open(String)
   */
  public static ImageData open(Path directory) {
    OpenedData.note(directory);
    return of(ImageSet.open(directory));
  }

  private static ImageData of(ImageSet set) {
    ImageSet.Size size =
        set.shape().orElse(new ImageSet.Size(DEFAULT_FOLDER_SIZE, DEFAULT_FOLDER_SIZE, 3));
    return new ImageData(set, ImageSettings.of(size, Prefetch.workers()));
  }

  /**
   * Pictures that a table lists, such as one read from CSV; all to be trained on until they are
   * split.
   *
   * @param table a row a picture
   * @param folder what the files' names are relative to
   * @param file the column of the files' names
   * @param label the column of the classes
   * @return the pictures, decoded when they are needed, in colour, by default brought to 224×224
   * @throws DataException if a column, a value or a file is missing
   */
  public static ImageData listed(Table table, Path folder, String file, String label) {
    return of(ListedImages.of(table, folder, file, label, Optional.empty()));
  }

  /**
   * Pictures that a table lists with the part that each is in.
   *
   * @param table a row a picture
   * @param folder what the files' names are relative to
   * @param file the column of the files' names
   * @param label the column of the classes
   * @param part the column of the parts: {@code train}, {@code valid} or {@code test}
   * @return the pictures, decoded when they are needed, in colour, by default brought to 224×224
   * @throws DataException if a column, a value or a file is missing, or a part has another name
   */
  public static ImageData listed(Table table, Path folder, String file, String label, String part) {
    return of(ListedImages.of(table, folder, file, label, Optional.of(part)));
  }

  /**
   * Makes sure that there are a validation and a test part, by cutting off what is missing: from
   * each class of the training part the same share, drawn as the seed says.
   *
   * <p>A set with a test part gets a validation part. A set with a validation part only (ImageNet,
   * whose test part has no labels) keeps it as the test part, since it is the one that models are
   * compared on, and gets a new validation part. Bare class folders get both, a share each. A set
   * with both stays as it is.
   *
   * @param share of the training part for each new part, above 0 and below 0.5
   * @return the pictures in three parts
   * @throws IllegalArgumentException if the share is out of range
   */
  public ImageData split(double share) {
    Part.checkShare(share);
    Map<Part, Subset> parts = new EnumMap<>(set.parts());
    if (parts.containsKey(Part.VALID) && parts.containsKey(Part.TEST)) {
      return this;
    }
    Subset heldOut = parts.remove(Part.VALID);
    if (heldOut != null) {
      parts.put(Part.TEST, heldOut);
    }
    SplittableRandom random = Seed.stream("split");
    double ofRest = share;
    if (!parts.containsKey(Part.TEST)) {
      Subset.Cut cut = set.train().cut(share, random);
      parts.put(Part.TEST, cut.part());
      parts.put(Part.TRAIN, cut.rest());
      ofRest = share / (1 - share);
    }
    Subset.Cut cut = set.with(parts).train().cut(ofRest, random);
    parts.put(Part.VALID, cut.part());
    parts.put(Part.TRAIN, cut.rest());
    return new ImageData(set.with(parts), settings);
  }

  /**
   * Parts the training part as a split says, such as one fold of several or what lies in a file.
   *
   * <pre>{@code
   * var folds = Split.stratifiedFolds(images.labels(), 5).stream().map(images::split).toList();
   * }</pre>
   *
   * @param split of the training part's pictures in their order, see {@link #labels}
   * @return the pictures in the split's parts, beside those that there are
   * @throws DataException if the split is of another number of pictures, or has a part that there
   *     is already
   */
  public ImageData split(Split split) {
    Subset train = set.train();
    if (split.size() != train.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the split is of %,d examples, but %s has %,d pictures to train on",
              split.size(),
              set.name(),
              train.size()));
    }
    Map<Part, Subset> parts = new EnumMap<>(set.parts());
    for (Part part : split.parts()) {
      if (part != Part.TRAIN && parts.containsKey(part)) {
        throw new DataException(
            set.name() + " has a " + part + " part already, and so has the split");
      }
      parts.put(part, train.rows(split.rows(part)));
    }
    return new ImageData(set.with(parts), settings);
  }

  /**
   * Leaves out the files that cannot be decoded: truncated, of 0 bytes, or no pictures. Without
   * this the batch that needs such a file refuses it. Each file is read once, on all processors;
   * this takes as long as an epoch without training.
   *
   * @return the pictures that can be decoded; {@link #skipped} says which were left out
   * @throws DataException if none is left of a class
   */
  public ImageData skipDamaged() {
    return new ImageData(DamagedPictures.leftOut(set), settings);
  }

  /**
   * Which pictures {@link #skipDamaged} left out.
   *
   * @return a message each, with the file's name and what is wrong with it
   */
  public List<String> skipped() {
    return set.skipped();
  }

  /**
   * The classes of the training part's pictures in their order.
   *
   * @return a class a picture
   */
  public List<String> labels() {
    return IntStream.of(set.train().labels()).mapToObj(set.classes()::get).toList();
  }

  /**
   * Brings every picture to a square: the shorter side is resized to it and the centre cut out,
   * unless an augmentation chooses another window.
   *
   * @param pixels the side, 1 or more
   * @return the pictures in that size
   * @throws IllegalArgumentException if the side is below 1
   */
  public ImageData size(int pixels) {
    return size(pixels, pixels);
  }

  /**
   * Brings every picture to a size.
   *
   * @param height rows, 1 or more
   * @param width pixels a row, 1 or more
   * @return the pictures in that size
   * @throws IllegalArgumentException if the size is below 1
   */
  public ImageData size(int height, int width) {
    return with(settings.withSize(height, width));
  }

  /**
   * Makes every picture grey or colour.
   *
   * @param channels 1 or 3; grey pictures that become colour have three equal channels
   * @return the pictures with so many channels
   * @throws IllegalArgumentException if it is another number
   */
  public ImageData channels(int channels) {
    return with(settings.withChannels(channels));
  }

  /**
   * Changes the training part's pictures at random each time they are seen, in the order given; see
   * {@link Augmentations}.
   *
   * @param augmentations added to those there are
   * @return the pictures with these augmentations
   */
  public ImageData augment(Augmentation... augmentations) {
    return with(settings.withMore(List.of(augmentations)));
  }

  /**
   * Normalises by mean and standard deviation of the training part, which {@link #batch} measures:
   * from all pictures in memory, or from 2,000 files at equal distances.
   *
   * @return the pictures, normalised
   */
  public ImageData normalize() {
    return with(settings.withScaling(new ImageSettings.Scaling.Measured()));
  }

  /**
   * Normalises by given values, such as {@link Normalization#imagenet}.
   *
   * @param normalization mean and standard deviation a channel
   * @return the pictures, normalised
   */
  public ImageData normalize(Normalization normalization) {
    return with(settings.withScaling(new ImageSettings.Scaling.Given(normalization)));
  }

  /**
   * Sets how many threads prepare batches; by default one less than there are processors, at least
   * one and at most 16. The batches are the same whatever the number.
   *
   * @param workers 1 or more
   * @return the pictures
   * @throws IllegalArgumentException if the number is below 1
   */
  public ImageData workers(int workers) {
    return with(settings.withWorkers(workers));
  }

  ImageSet set() {
    return set;
  }

  ImageSettings settings() {
    return settings;
  }

  private ImageData with(ImageSettings other) {
    return new ImageData(set, other);
  }

  /**
   * Puts the pictures of each part into batches.
   *
   * @param size examples a batch, 1 or more
   * @return a loader a part
   * @throws IllegalArgumentException if the size is below 1
   * @throws DataException if the size is larger than the training part, or a picture that is
   *     measured for the normalisation cannot be read
   */
  public ImageBatches batch(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("batch size must be 1 or more, got " + size);
    }
    ImagePreparation preparation = settings.preparation(set.train());
    Map<Part, ImageLoader> loaders = new EnumMap<>(Part.class);
    set.parts()
        .forEach(
            (part, subset) ->
                loaders.put(
                    part,
                    new ImageLoader(
                        part,
                        subset,
                        set.classes(),
                        preparation,
                        part == Part.TRAIN ? settings.augmentations() : List.of(),
                        size,
                        settings.workers())));
    return new ImageBatches(set.name(), set.classes(), preparation, loaders);
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
   * How many pictures a part has.
   *
   * @param part a part
   * @return the number, 0 if there is no such part
   */
  public int size(Part part) {
    return set.part(part).map(Subset::size).orElse(0);
  }

  /**
   * Pictures of the training part, as many of each class, drawn as the seed says.
   *
   * @param count how many in all, 1 or more; fewer come if there are not so many
   * @return the pictures with their classes, class after class in turn
   * @throws IllegalArgumentException if the count is below 1
   */
  public List<LabeledImage> examples(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be 1 or more, got " + count);
    }
    Subset train = set.train();
    return Examples.inTurn(train, set.classes().size(), count, Seed.stream("examples")).stream()
        .map(i -> new LabeledImage(train.image(i), set.classes().get(train.label(i))))
        .toList();
  }

  /**
   * Shows pictures of the training part with their classes.
   *
   * @param count how many, 1 or more
   */
  public void show(int count) {
    Display.show(new ImageGrid(examples(count)));
  }

  /**
   * How many pictures each class has in each part.
   *
   * @return a row a class; columns {@code class} and one a part
   */
  public Table classCounts() {
    Table table = Table.create(set.name(), StringColumn.create("class", set.classes()));
    set.parts()
        .forEach(
            (part, subset) ->
                table.addColumns(
                    IntColumn.create(part.toString(), subset.counts(set.classes().size()))));
    return table;
  }

  @Override
  public String toString() {
    String parts =
        set.parts().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue().size()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s: %s; %d classes; %d×%d, %s%s",
        set.name(),
        parts,
        set.classes().size(),
        settings.height(),
        settings.width(),
        settings.channels() == 1 ? "grey" : "colour",
        skipped().isEmpty() ? "" : "; damaged and skipped: " + skipped().size());
  }
}
