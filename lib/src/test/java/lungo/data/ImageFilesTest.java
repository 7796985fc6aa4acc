package lungo.data;

import static lungo.data.Augmentations.brightness;
import static lungo.data.Augmentations.colorJitter;
import static lungo.data.Augmentations.flip;
import static lungo.data.Augmentations.randomCrop;
import static lungo.data.Augmentations.randomResizedCrop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code src/test/python/resample_reference.py} made the pictures and values. */
class ImageFilesTest {

  private final Path folder;

  ImageFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @Test
  void resizingAndCroppingAreTorchvisions() throws IOException {
    assertClose(drawn(12, view -> {}), reference("fit12"));
    assertClose(drawn(24, view -> {}), reference("fit24"));
    assertClose(drawn(36, view -> {}), reference("fit36"));
    assertClose(drawn(16, view -> view.window(5, 3, 22, 17)), reference("window"));
  }

  /**
   * Torchvision rounds to whole levels after each of two passes, and decoders differ by a level or
   * two: three levels of 255 at most, a half in the mean.
   */
  @Test
  void aPhotographsJpegIsTorchvisions() throws IOException {
    assertLevels(draw(resource("photograph.jpg"), 24, view -> {}), "fit24");
    assertLevels(draw(resource("photograph.jpg"), 24, v -> v.window(11, 7, 83, 61)), "window");
  }

  private static void assertLevels(float[] actual, String name) throws IOException {
    float[] levels = reference("photograph.json", name);
    assertThat(actual).hasSameSizeAs(levels);
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      assertThat(255 * actual[i]).as("%s[%d]", name, i).isCloseTo(levels[i], within(3f));
      sum += Math.abs(255 * actual[i] - levels[i]);
    }
    assertThat(sum / levels.length).isLessThan(0.5);
  }

  @Test
  void coloursAreTorchvisions() throws IOException {
    assertClose(drawn(8, cropped(v -> v.brightness(1.4))), reference("brightness"));
    assertClose(drawn(8, cropped(v -> v.contrast(1.4))), reference("contrast"));
    assertClose(drawn(8, cropped(v -> v.saturation(1.4))), reference("saturation"));
  }

  private static Consumer<ImageView> cropped(Consumer<ImageView> change) {
    return view -> {
      view.window(15, 10, 8, 8);
      change.accept(view);
    };
  }

  @Test
  void mirrorTurnOverAndShiftMovePixelsWhole() throws IOException {
    float[] plain = drawn(30, view -> {});
    float[] mirrored = drawn(30, ImageView::mirror);
    float[] turned = drawn(30, ImageView::turnOver);
    float[] shifted = drawn(30, view -> view.shift(2, -28));
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 30; x++) {
        int at = y * 30 + x;
        assertThat(mirrored[at]).isEqualTo(plain[y * 30 + 29 - x]);
        assertThat(turned[at]).isEqualTo(plain[(29 - y) * 30 + x]);
        // Moved up by 28: only the last two rows show the first two; 5 pixels beside the centre
        // square come in from the right.
        assertThat(shifted[at]).isEqualTo(y < 28 ? 0 : at(x + 2, y - 28));
      }
    }
  }

  /** The red value of the picture's formula, at a place in the centre square. */
  private static float at(int x, int y) {
    assertThat(y).isBetween(0, 29);
    return 6 * (x + 5) * (1 / 255f);
  }

  @Test
  void everyKindOfFileShowsTheSamePicture() throws IOException {
    float[] png = drawn(30, view -> {});
    assertThat(draw(resource("smooth.bmp"), 30, view -> {})).isEqualTo(png);
    assertAbout(draw(resource("smooth.jpg"), 30, view -> {}), png, 0.15f);
    float[] grey = draw(resource("grey.png"), 30, view -> {});
    float[] expected = new float[900];
    for (int i = 0; i < 900; i++) {
      expected[i] = Colours.grey(png, 3, 900, i);
    }
    assertAbout(Arrays.copyOf(grey, 900), expected, 0.003f);
    float[] palette = draw(resource("palette.gif"), 30, view -> {});
    assertAbout(palette, png, 0.25f);
  }

  /** {@code exif_reference.py} made them, with Pillow. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void picturesOfATurnedCameraAreTurnedAsPillowTurnsThem(int orientation) throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), resource("exif" + orientation + ".jpg"));
    BufferedImage upright = ImageFile.decode(file).toImage();
    JsonObject reference = json("exif.json").getAsJsonObject(String.valueOf(orientation));
    int width = reference.get("width").getAsInt();
    int height = reference.get("height").getAsInt();
    assertThat(List.of(upright.getWidth(), upright.getHeight())).containsExactly(width, height);
    for (int i = 0; i < 4; i++) {
      int rgb = upright.getRGB(i % 2 == 0 ? 2 : width - 3, i < 2 ? 2 : height - 3);
      for (int c = 0; c < 3; c++) {
        int expected =
            reference.getAsJsonArray("corners").get(i).getAsJsonArray().get(c).getAsInt();
        assertThat((rgb >> (16 - 8 * c)) & 0xff)
            .as("corner %d, channel %d", i, c)
            .isCloseTo(expected, within(3));
      }
    }
  }

  @Test
  void aDamagedOrientationLeavesThePictureAsItLies() throws IOException {
    byte[] whole = resource("exif6.jpg");
    var random = new SplittableRandom(3);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      bytes[2 + random.nextInt(60)] = (byte) random.nextInt(256);
      assertThat(ExifOrientation.of(Arrays.copyOf(bytes, random.nextInt(bytes.length))))
          .isNotNull();
    }
    assertThat(ExifOrientation.of(whole)).isEqualTo(ExifOrientation.TO_THE_LEFT);
    assertThat(ExifOrientation.of(resource("smooth.jpg"))).isEqualTo(ExifOrientation.UPRIGHT);
    assertThat(ExifOrientation.of(new byte[0])).isEqualTo(ExifOrientation.UPRIGHT);
  }

  @Test
  void damagedFilesAreSkippedWithACountIfTheUserSaysSo() throws IOException {
    layout("train/cat", 4);
    layout("train/dog", 3);
    layout("val/dog", 2);
    byte[] whole = resource("smooth.jpg");
    Path empty = Files.write(folder.resolve("train/cat/9.jpg"), new byte[0]);
    Path cut =
        Files.write(folder.resolve("val/dog/9.jpg"), Arrays.copyOf(whole, whole.length - 100));
    var images = ImageData.open(folder);
    assertThat(images.skipped()).isEmpty();
    var sound = images.skipDamaged();
    assertThat(sound.skipped()).hasSize(2);
    assertThat(sound.skipped().get(0)).isEqualTo(empty + " is empty");
    assertThat(sound.skipped().get(1)).startsWith(cut + " is truncated");
    assertThat(sound).asString().endsWith("; damaged and skipped: 2");
    assertThat(sound.size(Part.TRAIN)).isEqualTo(7);
    assertThat(sound.size(Part.VALID)).isEqualTo(2);
    assertThat(ImageDataTest.epoch(sound.size(8).batch(7).train(), 0)).isNotEmpty();
    for (int i = 0; i < 3; i++) {
      Files.write(folder.resolve("train/dog/" + i + ".jpg"), new byte[0]);
    }
    assertThatThrownBy(images::skipDamaged)
        .hasMessageStartingWith("each picture of class 'dog' is damaged");
  }

  @Test
  void transparentPicturesLieOnWhite() {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0x80ff0000);
    BufferedImage seen = ImageFile.pixels(image).toImage();
    assertThat(new Color(seen.getRGB(0, 0))).isEqualTo(Color.WHITE);
    assertThat(new Color(seen.getRGB(1, 0))).isEqualTo(new Color(255, 127, 127));
  }

  @Test
  void imageNetsLayoutGivesTrainAndValidation() throws IOException {
    layout("train/cat", 6);
    layout("train/dog", 5);
    layout("val/cat", 2);
    layout("val/dog", 2);
    var images = ImageData.open(folder);
    assertThat(images.classes()).containsExactly("cat", "dog");
    assertThat(images.toString()).endsWith("train 11, valid 4; 2 classes; 224×224, colour");
    var split = images.split(0.2);
    assertThat(split.toString()).contains("train 9, valid 2, test 4");
    var data = split.size(16).augment(randomResizedCrop(), flip(), colorJitter(0.4)).normalize();
    var train = data.batch(4).train();
    var once = ImageDataTest.epoch(train, 0);
    assertThat(once).hasSize(2);
    assertThat(once.get(0)).hasSize(4 * 3 * 16 * 16).doesNotContain(Float.NaN);
    assertThat(ImageDataTest.epoch(data.workers(3).batch(4).train(), 0).get(1))
        .isEqualTo(once.get(1));
  }

  @Test
  void bareClassFoldersAreSplitInThree() throws IOException {
    layout("a", 10);
    layout("b", 10);
    var images = ImageData.open(folder).split(0.2);
    assertThat(images.classCounts().intColumn("train").asList()).containsOnly(6);
    assertThat(images.classCounts().intColumn("valid").asList()).containsOnly(2);
    assertThat(images.classCounts().intColumn("test").asList()).containsOnly(2);
  }

  @Test
  void greyPicturesAndColourOnesBecomeWhatIsAskedFor() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.write(folder.resolve("a/1.png"), resource("grey.png"));
    Files.write(folder.resolve("a/2.PNG"), resource("smooth.png"));
    var images = ImageData.open(folder).size(10);
    assertThat(ImageDataTest.epoch(images.batch(2).train(), 0).get(0)).hasSize(2 * 3 * 100);
    assertThat(ImageDataTest.epoch(images.channels(1).batch(2).train(), 0).get(0)).hasSize(2 * 100);
    assertThatThrownBy(() -> images.channels(1).normalize(Normalization.imagenet()).batch(2))
        .hasMessageContaining("images have 1 channels, the normalization has 3");
  }

  @Test
  void emptyFoldersAreNamed() throws IOException {
    assertThatThrownBy(() -> ImageData.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no class folders: it holds no pictures");
    layout("", 3);
    assertThatThrownBy(() -> ImageData.open(folder))
        .hasMessageContaining("its 3 pictures lie in no class folder");
    Files.createDirectories(folder.resolve("cat"));
    assertThatThrownBy(() -> ImageData.open(folder))
        .hasMessageContaining("class folder " + folder.resolve("cat") + " holds no pictures");
  }

  @Test
  void aClassThatTrainingLacksIsNamed() throws IOException {
    layout("train/cat", 2);
    layout("val/horse", 2);
    assertThatThrownBy(() -> ImageData.open(folder))
        .hasMessageContaining("no class 'horse' in the training part, which has [cat]");
  }

  @Test
  void aDamagedFileIsNamedByTheBatchThatNeedsIt() throws IOException {
    layout("cat", 4);
    Path broken = folder.resolve("cat/broken.jpg");
    byte[] whole = resource("smooth.jpg");
    damaged(broken, Arrays.copyOf(whole, whole.length - 100), "is truncated");
    damaged(broken, "not a picture".getBytes(StandardCharsets.UTF_8), "is no picture");
    damaged(broken, new byte[0], "is empty");
    byte[] png = resource("smooth.png");
    damaged(broken, Arrays.copyOf(png, png.length / 2), "is damaged");
  }

  /** Whatever a broken download or disk left: it is decoded, or named with what is wrong. */
  @Test
  void damagedBytesOfEachKindAreNamed() throws IOException {
    var random = new SplittableRandom(1);
    for (String name : List.of("photograph.jpg", "smooth.png", "smooth.bmp", "palette.gif")) {
      byte[] whole = resource(name);
      int refused = 0;
      for (int i = 0; i < 60; i++) {
        byte[] bytes =
            Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : whole.length);
        if (i % 2 == 1) {
          bytes[random.nextInt(Math.min(200, bytes.length))] = (byte) random.nextInt(256);
        }
        Path file = Files.write(folder.resolve(name), bytes);
        try {
          ImageFile.decode(file);
        } catch (DataException e) {
          assertThat(e).hasMessageContaining(file.toString());
          refused++;
        }
      }
      assertThat(refused).as(name).isGreaterThanOrEqualTo(25);
    }
  }

  private void damaged(Path file, byte[] bytes, String reason) throws IOException {
    Files.write(file, bytes);
    var loader = ImageData.open(folder).size(8).batch(5).train();
    assertThatThrownBy(() -> ImageDataTest.epoch(loader, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void preparationOfOnePictureIsThatOfTheLoader() throws IOException {
    layout("cat", 1);
    var data = ImageData.open(folder).size(12).normalize(Normalization.imagenet()).batch(1);
    try (var manager = NDManager.newBaseManager()) {
      float[] single =
          data.preparation().apply(manager, data.train().image(0).image()).toFloatArray();
      assertThat(ImageDataTest.epoch(data.train(), 0).get(0)).isEqualTo(single);
      BufferedImage back = data.preparation().picture(single);
      assertThat(back.getWidth()).isEqualTo(12);
    }
  }

  @Test
  void augmentationsRefuseNumbersThatMakeNoSense() {
    assertThatThrownBy(() -> flip(1.5)).hasMessageContaining("got 1.5");
    assertThatThrownBy(() -> randomCrop(-1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> brightness(-0.5)).hasMessageContaining("got -0.5");
    assertThatThrownBy(() -> randomResizedCrop(0, 1)).hasMessageContaining("got 0.0 and 1.0");
  }

  private void layout(String name, int count) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < count; i++) {
      Files.write(to.resolve(i + ".jpg"), resource("smooth.jpg"));
    }
  }

  private float[] drawn(int size, Consumer<ImageView> change) throws IOException {
    return draw(resource("smooth.png"), size, change);
  }

  private float[] draw(byte[] file, int size, Consumer<ImageView> change) throws IOException {
    Path stored = Files.write(folder.resolve("picture"), file);
    Pixels pixels = ImageFile.decode(stored);
    Files.delete(stored);
    var view = new ImageView(pixels.width(), pixels.height(), size, size);
    change.accept(view);
    var plain = new ImagePreparation(3, size, size, Normalization.none(3));
    return new ImagePreparation.Pass(plain).draw(pixels, view).clone();
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertAbout(actual, expected, 2e-4f);
  }

  private static void assertAbout(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("value " + i).isCloseTo(expected[i], within(tolerance));
    }
  }

  private static float[] reference(String name) throws IOException {
    return reference("resample.json", name);
  }

  private static float[] reference(String file, String name) throws IOException {
    var values = json(file).getAsJsonArray(name);
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).getAsFloat();
    }
    return floats;
  }

  private static JsonObject json(String file) throws IOException {
    try (var reader = new InputStreamReader(open(file), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = open(name)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(ImageFilesTest.class.getResourceAsStream("/lungo/data/" + name));
  }
}
