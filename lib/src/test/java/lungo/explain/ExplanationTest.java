package lungo.explain;

import static lungo.explain.Explain.explain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import lungo.models.LeNet;
import lungo.plots.Pictures;
import lungo.random.Seed;
import lungo.training.Learner;
import org.junit.jupiter.api.Test;

/** Explanations of pictures, as a notebook asks for them. */
class ExplanationTest {

  private final ImageBatches data =
      ImageData.open(Path.of("../datasets/fashion-mnist")).split(0.1).normalize().batch(100);

  private Learner learner() {
    Seed.set(4);
    return Learner.classifier(data, LeNet.lenet5(data.classes().size()));
  }

  @Test
  void aPictureIsExplainedAsTheModelSeesIt() {
    var learner = learner();
    var picture = data.test().image(7);
    var found = explain(learner).integratedGradients().about("Sneaker").of(picture);
    assertThat(found.prediction()).isEqualTo(learner.predict(picture));
    assertThat(found.target()).isEqualTo("Sneaker");
    BufferedImage seen = found.picture().orElseThrow();
    for (int i = 0; i < 784; i++) {
      assertThat(seen.getRaster().getSample(i % 28, i / 28, 0))
          .isCloseTo(picture.image().getRaster().getSample(i % 28, i / 28, 0), within(1));
    }
    assertThat(found.completeness().orElseThrow().error()).isCloseTo(0, within(1e-3));
    assertThat(explain(learner).saliency().of(picture).target())
        .isEqualTo(learner.predict(picture).label());
  }

  @Test
  void againstBlackWhatIsBlackSaysNothing() {
    var picture = data.test().image(7);
    var method = explain(learner()).baseline(Baseline.BLACK).integratedGradients();
    float[] values = method.of(picture).values();
    int black = 0;
    for (int i = 0; i < 784; i++) {
      if (picture.image().getRaster().getSample(i % 28, i / 28, 0) == 0) {
        assertThat(values[i]).isCloseTo(0, within(1e-6f));
        black++;
      }
    }
    assertThat(black).isBetween(200, 700);
  }

  @Test
  void anExplanationShowsPictureOverlayAndClasses() throws IOException {
    var found = explain(learner()).gradCam("conv2").of(data.test().image(7));
    MimeBundle bundle = Renderers.render(found);
    byte[] png = Base64.getMimeDecoder().decode(String.valueOf(bundle.data().get(MimeBundle.PNG)));
    BufferedImage shown = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(shown.getWidth()).isGreaterThan(1200);
    assertThat(bundle.plainText()).contains("Grad-CAM at conv2 for " + found.target());
    assertThat(Renderers.render(explain(learner()).judge(found)).data())
        .containsKey(MimeBundle.PNG);
  }

  @Test
  void overlaysAreBlueForAndOrangeAgainst() {
    var black = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    BufferedImage over = Pictures.overlay(black, new float[] {2, -2, 0, 1});
    assertThat(over.getRGB(0, 0)).isEqualTo(0xff0072B2);
    assertThat(over.getRGB(1, 0)).isEqualTo(0xffD55E00);
    assertThat(over.getRGB(0, 1)).isEqualTo(0xff969696);
    // Half the way from 150 to 0, 114 and 178.
    assertThat(over.getRGB(1, 1)).isEqualTo(0xff4B84A4);
    assertThatThrownBy(() -> Pictures.overlay(black, new float[3]))
        .hasMessage("a heat map over 2×2 pixels needs 4 numbers, got 3");
  }
}
