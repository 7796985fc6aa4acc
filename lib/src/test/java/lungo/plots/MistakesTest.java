package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import lungo.data.ImageData;
import lungo.data.ImageLoader;
import lungo.metrics.Predictions;
import lungo.metrics.Report;
import org.junit.jupiter.api.Test;

/** Wrongly classified pictures, from a report and the pictures that it is about. */
class MistakesTest {

  private final ImageLoader test =
      ImageData.open(Path.of("../datasets/fashion-mnist")).split(0.1).batch(100).test();

  private final int[] labels = new int[test.size()];

  MistakesTest() {
    Arrays.setAll(labels, test::label);
  }

  private Report report(int[] predicted) {
    return new Report(0.1, Predictions.of(test.classes(), labels, predicted));
  }

  @Test
  void aWrongPictureIsShownWithWhatItIsAndWhatItWasTakenFor() {
    int[] predicted = labels.clone();
    predicted[3] = (labels[3] + 1) % 10;
    assertThat(Plots.mistakes(report(predicted), test, 5))
        .isInstanceOf(Gallery.class)
        .asString()
        .contains(test.classes().get(labels[3]), "not " + test.classes().get(predicted[3]));
  }

  @Test
  void aModelThatMakesNoneIsToldSo() {
    Figure figure = Plots.mistakes(report(labels), test, 5);
    assertThat(figure).hasToString("No mistake in 2,000 pictures");
    var picture = Png.paint(figure);
    int[] pixels =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    assertThat(Arrays.stream(pixels).distinct().count()).isGreaterThan(1); // text on the ground
  }

  @Test
  void otherPicturesAndWrongCountsAreRefused() {
    var few = new Report(0.1, Predictions.of(test.classes(), new int[] {1}, new int[] {2}));
    assertThatThrownBy(() -> Plots.mistakes(few, test, 5))
        .hasMessage("the report is about 1 examples, the loader has 2000");
    assertThatThrownBy(() -> Plots.mistakes(report(labels), test, 0)).hasMessageContaining("got 0");
    var train = ImageData.open(Path.of("../datasets/fashion-mnist")).split(0.1).batch(100).train();
    int[] any = new int[train.size()];
    var trained = new Report(0.1, Predictions.of(train.classes(), any, any));
    assertThatThrownBy(() -> Plots.mistakes(trained, train, 5))
        .hasMessageContaining("a part that is trained on is shuffled");
  }
}
