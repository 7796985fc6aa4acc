package lungo.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;

/**
 * A folder of JPEG files that follow from their numbers: clouds whose detail falls with its
 * fineness, as in photographs, so that a file has as much in it as a photograph's (some 45 KB of
 * 500×375 pixels, chroma at half the resolution).
 */
final class MadePictures {

  static final int WIDTH = 500;
  static final int HEIGHT = 375;
  private static final int CLASSES = 4;
  private static final int COARSEST = 128;
  private static final float FALL = 0.74f;
  private static final float QUALITY = 0.9f;

  private MadePictures() {}

  /** Writes {@code train/<class>/<number>.jpg}. */
  static void write(Path folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("train").resolve("class" + i % CLASSES).resolve(i + ".jpg");
      Files.createDirectories(file.resolveSibling(""));
      encode(picture(i), file);
    }
  }

  private static void encode(BufferedImage picture, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = new FileImageOutputStream(file.toFile())) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), how);
    } finally {
      writer.dispose();
    }
  }

  static BufferedImage picture(int number) {
    var random = new SplittableRandom(number);
    float[] light = clouds(random, 1);
    float[] red = clouds(random, 8);
    float[] blue = clouds(random, 8);
    var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int i = y * WIDTH + x;
        int r = level(light[i] + 0.3f * red[i]);
        int g = level(light[i]);
        int b = level(light[i] + 0.3f * blue[i]);
        row[x] = (r << 16) | (g << 8) | b;
      }
      picture.setRGB(0, y, WIDTH, 1, row, 0, WIDTH);
    }
    return picture;
  }

  private static int level(float value) {
    return Math.max(0, Math.min(255, Math.round(128 + 100 * value)));
  }

  /** A sum of smooth noises, each smaller and twice as fine as the one before. */
  private static float[] clouds(SplittableRandom random, int finest) {
    float[] sum = new float[WIDTH * HEIGHT];
    float size = 0.45f;
    for (int cell = COARSEST; cell >= finest; cell /= 2) {
      addNoise(random, cell, size, sum);
      size *= FALL;
    }
    return sum;
  }

  private static void addNoise(SplittableRandom random, int cell, float size, float[] sum) {
    int columns = WIDTH / cell + 2;
    int rows = HEIGHT / cell + 2;
    float[] grid = new float[columns * rows];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = size * (float) (2 * random.nextDouble() - 1);
    }
    for (int y = 0; y < HEIGHT; y++) {
      int above = y / cell * columns;
      float down = (float) (y % cell) / cell;
      for (int x = 0; x < WIDTH; x++) {
        int at = above + x / cell;
        float across = (float) (x % cell) / cell;
        float top = grid[at] + across * (grid[at + 1] - grid[at]);
        float bottom = grid[at + columns] + across * (grid[at + columns + 1] - grid[at + columns]);
        sum[y * WIDTH + x] += top + down * (bottom - top);
      }
    }
  }
}
