package lungo.data;

import java.io.IOException;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lungo.random.Seed;
import lungo.tasks.TaskRunner;

/**
 * Writes picture files into shards: decoded, resized, many to a file, so that training need not
 * open and decode each picture in each epoch. {@link ImageData#open} reads the folder back.
 *
 * <pre>{@code
 * var images = ImageData.open("pictures").split(0.1).size(64);
 * var shards = ImageShards.of(images).skipDamaged().write("shards");
 * var data = shards.augment(flip()).normalize().batch(64);
 * }</pre>
 *
 * A record is a {@code tf.train.Example} with {@code pixels} (height · width · channels bytes, row
 * by row), {@code height}, {@code width}, {@code channels}, {@code label}, and {@code name}, the
 * file's. Pictures to train on are dealt out to the shards as the seed says, so that no shard is of
 * one class.
 */
public final class ImageShards {

  private static final int DEFAULT_PICTURES = 1000;

  private final ImageData images;
  private final Sizing sizing;
  private final int perShard;
  private final boolean skips;
  private final TaskRunner runner;

  /**
   * How pictures are resized.
   *
   * @param height of the result; 0 to keep the proportions
   * @param width of the result, or the shorter side's length
   * @param channels 1 or 3
   */
  record Sizing(int height, int width, int channels) implements Serializable {

    /** The picture as bytes, row by row, red first. */
    Pixels apply(Pixels pixels) {
      int shorter = Math.min(pixels.width(), pixels.height());
      int outHeight = height > 0 ? height : scaled(pixels.height(), shorter);
      int outWidth = height > 0 ? width : scaled(pixels.width(), shorter);
      var to = new ImagePreparation(channels, outHeight, outWidth, Normalization.none(channels));
      var values = FloatBuffer.allocate(to.values());
      var view = new ImageView(pixels.width(), pixels.height(), outWidth, outHeight);
      new ImagePreparation.Pass(to).run(pixels, view, values);
      byte[] bytes = new byte[to.values()];
      int size = outHeight * outWidth;
      for (int i = 0; i < size; i++) {
        for (int c = 0; c < channels; c++) {
          bytes[i * channels + c] = (byte) Math.round(255 * values.get(c * size + i));
        }
      }
      return new Pixels(outWidth, outHeight, channels, bytes, 0, false);
    }

    private int scaled(int side, int shorter) {
      return (int) Math.max(width, Math.round((double) side * width / shorter));
    }
  }

  private ImageShards(
      ImageData images, Sizing sizing, int perShard, boolean skips, TaskRunner runner) {
    this.images = images;
    this.sizing = sizing;
    this.perShard = perShard;
    this.skips = skips;
    this.runner = runner;
  }

  /**
   * Shards of picture files, in the size and with the channels that are set; 1,000 a shard, written
   * by threads of this process. Augmentation and normalisation are left to who reads them.
   *
   * @param images from files, with their parts
   * @return what writes them
   * @throws DataException if the pictures come from no files of their own
   */
  public static ImageShards of(ImageData images) {
    images.set().parts().forEach((part, subset) -> subset.files());
    ImageSettings settings = images.settings();
    var sizing = new Sizing(settings.height(), settings.width(), settings.channels());
    return new ImageShards(
        images, sizing, DEFAULT_PICTURES, false, TaskRunner.here(Prefetch.workers()));
  }

  /**
   * Keeps the pictures' proportions: the shorter side gets a length, so that augmentation can still
   * choose other windows.
   *
   * @param pixels such as 256, 1 or more
   * @return shards of pictures of several sizes
   * @throws IllegalArgumentException if it is below 1
   */
  public ImageShards shorterSide(int pixels) {
    if (pixels < 1) {
      throw new IllegalArgumentException("the side must be 1 or more, got " + pixels);
    }
    return new ImageShards(
        images, new Sizing(0, pixels, sizing.channels()), perShard, skips, runner);
  }

  /**
   * Sets how many pictures a shard has; some 100 MB are a good size.
   *
   * @param pictures at most, 1 or more
   * @return such shards
   * @throws IllegalArgumentException if there are fewer
   */
  public ImageShards perShard(int pictures) {
    if (pictures < 1) {
      throw new IllegalArgumentException("a shard has 1 picture or more, got " + pictures);
    }
    return new ImageShards(images, sizing, pictures, skips, runner);
  }

  /**
   * Leaves out what cannot be decoded; {@link ImageData#skipped} of the result says what. Without
   * this such a file ends the writing, with its name.
   *
   * @return shards without damaged pictures
   */
  public ImageShards skipDamaged() {
    return new ImageShards(images, sizing, perShard, true, runner);
  }

  /**
   * Has the shards written elsewhere, such as on a cluster's executors. Pictures and shards lie in
   * folders that are the same on all machines.
   *
   * @param other runs a task a shard
   * @return shards that are written there
   */
  public ImageShards on(TaskRunner other) {
    return new ImageShards(images, sizing, perShard, skips, other);
  }

  /**
   * Writes the shards, with {@code shards.json} and {@code SHA256SUMS}. Where an earlier attempt
   * was cut off, what it has written of the same is kept.
   *
   * @param folder is made if it is not there
   * @return the pictures in the shards
   * @throws DataException if the folder has shards already, or a picture cannot be decoded
   */
  public ImageData write(String folder) {
    return write(Path.of(folder));
  }

  /**
   * {@link #write(String)} for a path.
   *
   * @param folder is made if it is not there
   * @return the pictures in the shards
   * @throws DataException if the folder has shards already, or a picture cannot be decoded
   */
  public ImageData write(Path folder) {
    Map<String, Long> facts =
        sizing.height() == 0
            ? Map.of()
            : Map.of(
                ShardImages.HEIGHT, (long) sizing.height(),
                ShardImages.WIDTH, (long) sizing.width(),
                ShardImages.CHANNELS, (long) sizing.channels());
    var head = new ShardFolder(folder, ShardImages.KIND, images.classes(), facts, List.of());
    ShardFolder.write(head, tasks(folder), runner);
    return ImageData.open(folder);
  }

  private List<Shard> tasks(Path folder) {
    var tasks = new ArrayList<Shard>();
    images
        .set()
        .parts()
        .forEach(
            (part, subset) -> {
              int[] order =
                  part == Part.TRAIN
                      ? Seed.permutation(subset.size(), Seed.stream("shards"))
                      : IntStream.range(0, subset.size()).toArray();
              int count = (subset.size() + perShard - 1) / perShard;
              for (int i = 0; i < count; i++) {
                // As many in each, but for one.
                int from = (int) ((long) i * subset.size() / count);
                int to = (int) ((long) (i + 1) * subset.size() / count);
                int[] places = IntStream.range(from, to).map(k -> order[k]).toArray();
                tasks.add(new Shard(folder, part, i, count, subset.rows(places), sizing, skips));
              }
            });
    return tasks;
  }

  /** Writes the pictures of one shard. */
  private static final class Shard extends ShardTask {

    private static final long serialVersionUID = 1;

    private final String[] files;
    private final int[] labels;
    private final Sizing sizing;
    private final boolean skips;

    Shard(Path folder, Part part, int number, int count, Subset own, Sizing sizing, boolean skips) {
      super(folder, part, number, count);
      this.files =
          own.files().stream()
              .map(file -> file.toAbsolutePath().normalize().toString())
              .toArray(String[]::new);
      this.labels = own.labels();
      this.sizing = sizing;
      this.skips = skips;
    }

    @Override
    protected String source() throws IOException {
      var source = new StringBuilder(sizing + " " + skips);
      for (int i = 0; i < files.length; i++) {
        Path file = Path.of(files[i]);
        source.append('\n').append(labels[i]).append(' ').append(file);
        if (Files.exists(file)) {
          source.append(' ').append(Files.size(file)).append(Files.getLastModifiedTime(file));
        }
      }
      return source.toString();
    }

    @Override
    protected void write(ShardWriter out) throws IOException {
      for (int i = 0; i < files.length; i++) {
        try {
          Pixels pixels = sizing.apply(ImageFile.decode(Path.of(files[i])));
          out.add(record(pixels, i), labels[i]);
        } catch (DataException e) {
          if (!skips) {
            throw e;
          }
          out.skip(String.valueOf(e.getMessage()));
        }
      }
    }

    private byte[] record(Pixels pixels, int i) {
      return new TfExample()
          .put(ShardImages.HEIGHT, pixels.height())
          .put(ShardImages.WIDTH, pixels.width())
          .put(ShardImages.CHANNELS, pixels.channels())
          .put(ShardImages.LABEL, labels[i])
          .put(ShardImages.NAME, String.valueOf(Path.of(files[i]).getFileName()))
          .put(ShardImages.PIXELS, pixels.bytes())
          .toBytes();
    }
  }
}
