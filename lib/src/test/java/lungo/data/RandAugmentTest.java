package lungo.data;

import static lungo.data.Augmentations.randAugment;
import static lungo.data.Augmentations.rotation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import lungo.data.RandAugment.Operation;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code src/test/python/rand_augment_reference.py} made the pictures. */
class RandAugmentTest {

  private static final double GREY = 51 / 255.0;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @Test
  void eachOperationIsTorchvisionsToTheLevel() throws IOException {
    assertThat(differences("photograph.png", "rand_augment", Interpolation.NEAREST)).isEmpty();
    assertThat(differences("grey.png", "rand_augment_grey", Interpolation.NEAREST)).isEmpty();
    assertThat(differences("photograph.png", "rand_augment_bilinear", Interpolation.BILINEAR))
        .isEmpty();
  }

  /** Which cases of a sheet do not come out the same. */
  private static List<String> differences(String picture, String sheet, Interpolation between)
      throws IOException {
    Pixels source = resource(picture);
    Pixels wanted = resource(sheet + ".png");
    List<JsonElement> cases;
    try (var in = open("rand_augment.json")) {
      cases =
          JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
              .getAsJsonArray()
              .asList();
    }
    assertThat(wanted.height()).isEqualTo(cases.size() * source.height());
    Set<Operation> seen = EnumSet.noneOf(Operation.class);
    var different = new ArrayList<String>();
    for (int i = 0; i < cases.size(); i++) {
      var expected = cases.get(i).getAsJsonObject();
      var operation = Operation.valueOf(expected.get("operation").getAsString());
      var augment =
          new RandAugment(1, expected.get("magnitude").getAsInt(), between, outside(between));
      boolean negative = expected.get("negative").getAsBoolean();
      int[] made = changed(source, (view, random) -> augment.apply(view, operation, negative));
      if (!same(made, levels(wanted, i, source.height()), between)) {
        different.add(expected.toString());
      }
      seen.add(operation);
    }
    assertThat(seen).containsExactly(Operation.values());
    return different;
  }

  /** Mixtures of a half are rounded up or down by the last bit: a level in 1 of 50 values. */
  private static boolean same(int[] made, int[] wanted, Interpolation between) {
    if (between == Interpolation.NEAREST) {
      return Arrays.equals(made, wanted);
    }
    int others = 0;
    for (int i = 0; i < made.length; i++) {
      int difference = Math.abs(made[i] - wanted[i]);
      others += difference == 0 ? 0 : difference == 1 ? 1 : made.length;
    }
    return others <= made.length / 50;
  }

  @Test
  void rotationIsTorchvisions() throws IOException {
    Pixels source = resource("photograph.png");
    double[] angles = {17, -90, 133.3};
    for (var interpolation : Interpolation.values()) {
      Pixels wanted =
          resource("rotation_" + interpolation.name().toLowerCase(Locale.ROOT) + ".png");
      for (int i = 0; i < angles.length; i++) {
        int[] made =
            changed(source, rotation(angles[i], angles[i], interpolation, outside(interpolation)));
        assertThat(same(made, levels(wanted, i, source.height()), interpolation))
            .as("%s by %s", interpolation, angles[i])
            .isTrue();
      }
    }
  }

  @Test
  void anglesAndOperationsAreDrawnEvenly() {
    var random = new SplittableRandom(1);
    double[] angles = new double[2000];
    for (int i = 0; i < angles.length; i++) {
      // A single white pixel, 20 to the right of the centre, tells by how much it was turned.
      angles[i] = turnedBy(rotation(30), random);
    }
    assertThat(Arrays.stream(angles).min().orElseThrow()).isBetween(-31.0, -28.0);
    assertThat(Arrays.stream(angles).max().orElseThrow()).isBetween(28.0, 31.0);
    // Five rows down, 13 degrees, or more: 17 / 60 of them, 567 ± 20.
    assertThat(Arrays.stream(angles).filter(angle -> angle < -13).count()).isBetween(500L, 640L);
    int same = 0;
    Pixels grey = new Pixels(8, 8, 1, new byte[64], 0, false);
    for (int i = 0; i < 1400; i++) {
      var view = new ImageView(8, 8, 8, 8);
      randAugment(1, 9).apply(view, random);
      same += view.changes().isEmpty() ? 1 : 0;
      assertThat(new ImagePreparation.Pass(preparation(grey)).draw(grey, view)).isNotEmpty();
    }
    assertThat(same).isBetween(60, 140); // 1 in 14 leaves the picture: 100 ± 10
  }

  private static double turnedBy(Augmentation rotation, SplittableRandom random) {
    byte[] bytes = new byte[51 * 51];
    bytes[25 * 51 + 45] = (byte) 255;
    var source = new Pixels(51, 51, 1, bytes, 0, false);
    var view = new ImageView(51, 51, 51, 51);
    rotation.apply(view, random);
    float[] planes = new ImagePreparation.Pass(preparation(source)).draw(source, view);
    double x = 0;
    double y = 0;
    for (int i = 0; i < planes.length; i++) {
      x += planes[i] * (i % 51 - 25);
      y += planes[i] * (i / 51 - 25);
    }
    return Math.toDegrees(Math.atan2(-y, x));
  }

  @Test
  void picturesOfAnEpochFollowFromTheSeedWhateverTheWorkers() {
    Seed.set(3);
    var images =
        ImageData.open(Path.of("../datasets/fashion-mnist"))
            .augment(rotation(15), randAugment(2, 15))
            .normalize();
    List<float[]> one = ImageDataTest.epoch(images.workers(1).batch(128).train(), 1);
    List<float[]> many = ImageDataTest.epoch(images.workers(5).batch(128).train(), 1);
    assertThat(Arrays.deepEquals(many.toArray(), one.toArray())).isTrue();
    Seed.set(4);
    assertThat(ImageDataTest.epoch(images.batch(128).train(), 1).get(0)).isNotEqualTo(one.get(0));
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatThrownBy(() -> rotation(-5)).hasMessage("degrees must be in [0, 180], got -5.0");
    assertThatThrownBy(() -> rotation(20, 10, Interpolation.NEAREST, 0))
        .hasMessageContaining("got 20.0 to 10.0");
    assertThatThrownBy(() -> rotation(0, 10, Interpolation.BILINEAR, 128))
        .hasMessage("grey must be in [0, 1], got 128.0");
    assertThatThrownBy(() -> randAugment(0, 9)).hasMessage("operations must be 1 or more, got 0");
    assertThatThrownBy(() -> randAugment(2, 31)).hasMessage("magnitude must be in 0 to 30, got 31");
    assertThatThrownBy(() -> randAugment(2, 9, Interpolation.NEAREST, -1))
        .hasMessageContaining("got -1.0");
  }

  private static double outside(Interpolation interpolation) {
    return interpolation == Interpolation.NEAREST ? GREY : 0;
  }

  /** Each pixel lies between the level outside and the picture's, by how far it is inside. */
  @Test
  void bordersAreMixedWithTheGreyOnce() {
    byte[] white = new byte[9];
    Arrays.fill(white, (byte) 255);
    var source = new Pixels(3, 3, 1, white, 0, false);
    Augmentation turn = (view, random) -> view.rotate(45, Interpolation.BILINEAR, GREY);
    // The corner's centre lies 1.414 from the centre in the source's direction: 0.586 inside.
    assertThat(changed(source, turn)[0]).isEqualTo((int) Math.rint(51 + 204 * (2 - Math.sqrt(2))));
  }

  private static int[] changed(Pixels source, Augmentation augmentation) {
    var view = new ImageView(source.width(), source.height(), source.width(), source.height());
    augmentation.apply(view, new SplittableRandom(1));
    float[] planes = new ImagePreparation.Pass(preparation(source)).draw(source, view);
    int[] levels = new int[planes.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.round(255 * planes[i]);
    }
    return levels;
  }

  private static ImagePreparation preparation(Pixels source) {
    int channels = source.channels();
    return new ImagePreparation(
        channels, source.height(), source.width(), Normalization.none(channels));
  }

  /** The levels of one picture of a sheet, plane by plane. */
  private static int[] levels(Pixels sheet, int number, int height) {
    int size = height * sheet.width();
    int[] levels = new int[sheet.channels() * size];
    for (int c = 0; c < sheet.channels(); c++) {
      for (int i = 0; i < size; i++) {
        int pixel = sheet.offset() + (number * size + i) * sheet.channels();
        levels[c * size + i] = sheet.bytes()[pixel + sheet.channelOffset(c)] & 0xff;
      }
    }
    return levels;
  }

  private static Pixels resource(String name) throws IOException {
    try (var in = open(name)) {
      return ImageFile.pixels(ImageIO.read(in));
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(RandAugmentTest.class.getResourceAsStream("/lungo/data/" + name));
  }
}
