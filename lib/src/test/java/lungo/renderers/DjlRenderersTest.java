package lungo.renderers;

import static lungo.renderers.RenderersTest.html;
import static lungo.renderers.RenderersTest.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.awt.image.BufferedImage;
import java.io.IOException;
import lungo.display.Renderers;
import lungo.plots.Pictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Values of DJL, shown through the service loader. */
class DjlRenderersTest {

  private static final NDManager manager = NDManager.newBaseManager();

  @AfterAll
  static void close() {
    manager.close();
  }

  private static String shown(Object value) {
    return Renderers.render(value).plainText();
  }

  @Test
  void anArrayShowsShapeTypeDeviceAndValues() {
    var array = manager.create(new float[] {1, 2.5f, -3, 4}, new Shape(2, 2));

    assertThat(shown(array)).isEqualTo("(2, 2) float32 cpu\n[[ 1.0,  2.5],\n [-3.0,  4.0]]");
    assertThat(html(array)).contains("<b>(2, 2) float32 cpu</b>", "<pre");
  }

  @Test
  void wholeNumbersAndTruthsShowAsSuch() {
    assertThat(shown(manager.create(new long[] {1, 20}))).endsWith("[ 1, 20]");
    assertThat(shown(manager.create(new boolean[] {true, false}))).endsWith("[true, false]");
    assertThat(shown(manager.create(7f))).isEqualTo("() float32 cpu\n7");
    assertThat(shown(manager.create(new Shape(0, 3)))).endsWith("[]");
  }

  @Test
  void aLargeArrayIsCutAndSummed() {
    var array = manager.arange(0f, 10_000f).reshape(100, 100);

    // 0 to 9,999: the mean is 4,999.5
    assertThat(shown(array))
        .startsWith("(100, 100) float32 cpu  min 0  mean 4999.5  max 9999\n")
        .contains("[[   0,    1,    2, …,   97,   98,   99],")
        .contains(" …,\n")
        .endsWith("[9900, 9901, 9902, …, 9997, 9998, 9999]]");
  }

  @Test
  void showingAnArrayLeavesNothingBehind() {
    try (var scope = manager.newSubManager()) {
      var array = scope.randomNormal(new Shape(2, 3, 50, 50));
      int before = scope.getManagedArrays().size();

      shown(array);
      html(array);

      assertThat(scope.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void halfPrecisionGradientsAndNotANumbersShow() {
    var half = manager.create(new float[] {0.5f, 1}).toType(DataType.FLOAT16, true);
    assertThat(shown(half)).startsWith("(2) float16").endsWith("[0.5, 1.0]");
    var weight = manager.create(new float[] {1, Float.NaN});
    weight.setRequiresGradient(true);
    assertThat(shown(weight)).contains("with gradient").endsWith("[  1, NaN]");
  }

  @Test
  void aClosedArraySaysSo() {
    var array = manager.create(1f);
    array.close();

    assertThat(shown(array)).isEqualTo("an array that was closed already");
  }

  @Test
  void aListShowsEachArray() {
    var images = manager.zeros(new Shape(64, 1, 28, 28));
    images.setName("<images>");

    assertThat(shown(new NDList(images, manager.create(new long[] {1, 2}))))
        .contains("<images>  (64, 1, 28, 28)  float32  cpu", "2 arrays");
    assertThat(html(new NDList(images))).contains("&lt;images&gt;");
  }

  @Test
  void aShapeCountsItsElements() {
    assertThat(shown(new Shape(64, 3, 28, 28))).isEqualTo("(64, 3, 28, 28), 150,528 elements");
    assertThat(shown(new Shape(-1, 10))).isEqualTo("(?, 10)");
  }

  private static SequentialBlock network() {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock(4))
        .add(Linear.builder().setUnits(3).build())
        .add(new SequentialBlock().add(Linear.builder().setUnits(2).optBias(false).build()));
  }

  @Test
  void aBlockShowsItsTreeAndParameters() {
    var network = network();
    assertThat(shown(network)).contains("not initialised");
    network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));

    // 4 * 3 + 3 = 15, and 3 * 2 = 6
    assertThat(shown(network).lines())
        .anyMatch(line -> line.matches("Linear +Linear +weight\\(3, 4\\) +bias\\(3\\) +15"))
        .anyMatch(line -> line.matches("\u2003Linear +Linear +weight\\(2, 3\\) +6"))
        .contains("SequentialBlock · 21 parameters");
  }

  @Test
  void aModelShowsItsNameAndBlock() {
    try (var model = Model.newInstance("net")) {
      assertThat(shown(model)).isEqualTo("model 'net' without a block");
      model.setBlock(network());
      assertThat(shown(model)).contains("Linear", "model 'net', not initialised");
    }
  }

  @Test
  void anImageShowsAsPng() throws IOException {
    var image =
        ImageFactory.getInstance()
            .fromImage(new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB));

    assertThat(png(image).getWidth()).isEqualTo(200);
  }

  @Test
  void anArrayOfPixelsCanBeSeenAsAPicture() {
    var red = manager.create(new float[] {1, 0, 0}, new Shape(3, 1, 1));
    assertThat(Pictures.of(red).getRGB(0, 0)).isEqualTo(0xffff0000);
    // stretched: -2 is black, 2 is white, 0 is 127.5
    var normalised = manager.create(new float[] {-2, 0, 2}, new Shape(1, 1, 3));
    assertThat(Pictures.of(normalised).getRGB(0, 0)).isEqualTo(0xff000000);
    assertThat(Pictures.of(normalised).getRGB(1, 0)).isEqualTo(0xff808080);
    assertThat(Pictures.of(normalised).getRGB(2, 0)).isEqualTo(0xffffffff);
    assertThat(Pictures.ofBatch(manager.zeros(new Shape(2, 1, 5, 4))))
        .hasSize(2)
        .allSatisfy(picture -> assertThat(picture.getHeight()).isEqualTo(5));
    assertThatThrownBy(() -> Pictures.of(manager.zeros(new Shape(2, 5, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a picture is (H, W), (1, H, W) or (3, H, W), got (2, 5, 5)");
  }
}
