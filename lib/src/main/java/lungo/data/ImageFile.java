package lungo.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes picture files (JPEG, PNG, GIF, BMP) to {@link Pixels}. Transparent pictures are laid on
 * white, and those of a camera that was not held upright are turned. The bytes are taken from the
 * decoder's raster where they lie there as needed: converting a {@link BufferedImage} pixel by
 * pixel costs as much as decoding it, and passing grey through the JDK's colour management
 * brightens it.
 */
final class ImageFile {

  /** What the names of pictures end with. */
  static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png", ".gif", ".bmp");

  private ImageFile() {}

  /**
   * Decodes a file.
   *
   * @throws DataException with the file's name if it is missing, damaged or of another kind
   */
  static Pixels decode(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0) {
        throw new DataException(file + " is empty");
      }
      return ExifOrientation.of(bytes).upright(pixels(read(file, bytes)));
    } catch (NoSuchFileException e) {
      throw new DataException(file + " does not exist", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static BufferedImage read(Path file, byte[] bytes) throws IOException {
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      var readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new DataException(
            file + " is no picture that can be read: expected JPEG, PNG, GIF or BMP");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        var warnings = new ArrayList<String>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        refuseTruncated(file, warnings);
        return image;
      } catch (IOException | RuntimeException e) {
        if (e instanceof DataException refused) {
          throw refused;
        }
        throw new DataException(file + " is damaged or of a kind that cannot be decoded: " + e, e);
      } finally {
        reader.dispose();
      }
    }
  }

  /** The JPEG decoder fills what is missing with grey and only warns of it. */
  private static void refuseTruncated(Path file, List<String> warnings) {
    for (String warning : warnings) {
      if (warning.contains("Premature") || warning.contains("Truncated")) {
        throw new DataException(file + " is truncated: " + warning);
      }
    }
  }

  /** The bytes of an image, grey or colour as the image is. */
  static Pixels pixels(BufferedImage image) {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isPacked(image, 3)) {
      return packed(image, 3, true);
    }
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY && isPacked(image, 1)) {
      return packed(image, 1, false);
    }
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    return grey ? greyPixels(image) : colourPixels(image);
  }

  /** Whether the rows follow one another without gaps and begin at the array's start. */
  private static boolean isPacked(BufferedImage image, int channels) {
    var raster = image.getRaster();
    return raster.getSampleModel() instanceof ComponentSampleModel model
        && model.getScanlineStride() == channels * image.getWidth()
        && raster.getParent() == null
        && raster.getDataBuffer() instanceof DataBufferByte data
        && data.getOffset() == 0;
  }

  private static Pixels packed(BufferedImage image, int channels, boolean blueFirst) {
    byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    return new Pixels(image.getWidth(), image.getHeight(), channels, bytes, 0, blueFirst);
  }

  /** Grey of any depth, with or without transparency, as its samples stand in the raster. */
  private static Pixels greyPixels(BufferedImage image) {
    var raster = image.getRaster();
    int width = image.getWidth();
    int bands = raster.getNumBands();
    int max = (1 << image.getColorModel().getComponentSize(0)) - 1;
    byte[] bytes = new byte[width * image.getHeight()];
    int[] row = new int[width * bands];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int grey = row[x * bands] * 255 / max;
        if (bands == 2) {
          int alpha = row[x * bands + 1] * 255 / max;
          grey = onWhite(grey, alpha);
        }
        bytes[y * width + x] = (byte) grey;
      }
    }
    return new Pixels(width, image.getHeight(), 1, bytes, 0, false);
  }

  private static Pixels colourPixels(BufferedImage image) {
    int width = image.getWidth();
    byte[] bytes = new byte[3 * width * image.getHeight()];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        bytes[at++] = (byte) onWhite(argb >> 16 & 0xff, alpha);
        bytes[at++] = (byte) onWhite(argb >> 8 & 0xff, alpha);
        bytes[at++] = (byte) onWhite(argb & 0xff, alpha);
      }
    }
    return new Pixels(width, image.getHeight(), 3, bytes, 0, false);
  }

  private static int onWhite(int value, int alpha) {
    return alpha == 255 ? value : (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
