package lungo.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Labelled pictures by index. Safe for use by several threads. */
sealed interface ImageSource
    permits CifarDirectory.Records, ImageSource.InMemory, ImageSource.Files, ShardImages {

  int size();

  int label(int index);

  /** Decodes a picture; a {@link DataException} names what could not be. */
  Pixels pixels(int index);

  default BufferedImage image(int index) {
    return pixels(index).toImage();
  }

  /** Two IDX arrays in memory: (N, H, W) or (N, H, W, C) and (N). */
  record InMemory(Idx images, Idx labels) implements ImageSource {

    public InMemory {
      List<Integer> shape = images.shape();
      boolean grey = shape.size() == 3;
      if (!grey && !(shape.size() == 4 && (shape.get(3) == 1 || shape.get(3) == 3))) {
        throw new DataException(
            images.file()
                + ": expected images as (N, H, W) or (N, H, W, 1 or 3 channels), got "
                + shape);
      }
      if (labels.shape().size() != 1) {
        throw new DataException(labels.file() + ": expected labels as (N), got " + labels.shape());
      }
      if (!shape.get(0).equals(labels.shape().get(0))) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s holds %d images, but %s holds %d labels",
                images.file(),
                shape.get(0),
                labels.file(),
                labels.shape().get(0)));
      }
    }

    int height() {
      return images.shape().get(1);
    }

    int width() {
      return images.shape().get(2);
    }

    int channels() {
      return images.shape().size() == 3 ? 1 : images.shape().get(3);
    }

    @Override
    public int size() {
      return images.shape().get(0);
    }

    @Override
    public int label(int index) {
      return labels.get(index);
    }

    @Override
    public Pixels pixels(int index) {
      int offset = images.offset() + index * height() * width() * channels();
      return new Pixels(width(), height(), channels(), images.bytes(), offset, false);
    }
  }

  /** Picture files, each with its label. */
  final class Files implements ImageSource {

    private final List<Path> files;
    private final int[] labels;

    Files(List<Path> files, int[] labels) {
      this.files = files;
      this.labels = labels;
    }

    Path file(int index) {
      return files.get(index);
    }

    @Override
    public int size() {
      return files.size();
    }

    @Override
    public int label(int index) {
      return labels[index];
    }

    @Override
    public Pixels pixels(int index) {
      return ImageFile.decode(files.get(index));
    }
  }
}
