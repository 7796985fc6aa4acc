package lungo.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lungo.data.ImageData;
import lungo.data.ImageLoader;
import lungo.data.ImagePreparation;
import lungo.models.LayerOutputs;
import lungo.models.LeNet;
import lungo.models.Models;
import lungo.random.Seed;
import lungo.random.Seeded;
import lungo.training.Learner;
import lungo.training.TrainingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ImageEmbedderTest {

  @RegisterExtension static final Seeded SEEDED = new Seeded(3);

  private static final ImageLoader PEOPLE =
      ImageData.open(Path.of("../datasets/openmoji-people/strangers"))
          .size(32)
          .normalize()
          .batch(40)
          .train();

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private Block initialised(Block model) {
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 32, 32));
    return model;
  }

  private static List<BufferedImage> pictures(int count) {
    return IntStream.range(0, count).mapToObj(i -> PEOPLE.image(i).image()).toList();
  }

  /** What a layer gives for one picture, in an own pass. */
  private float[] output(Block model, String layer, BufferedImage picture) {
    var found = new ArrayList<float[]>();
    NDArray x = PEOPLE.preparation().apply(manager, picture);
    LayerOutputs.forward(
        model,
        new ParameterStore(manager, false),
        new NDList(x),
        false,
        (path, output) -> {
          if (path.equals(layer)) {
            found.add(output.toFloatArray());
          }
        });
    return found.get(0);
  }

  /** Means of groups of equal size, brought to length 1. */
  private static double[] unitMeans(float[] values, int groups) {
    double[] means = new double[groups];
    double squares = 0;
    int each = values.length / groups;
    for (int g = 0; g < groups; g++) {
      for (int i = 0; i < each; i++) {
        means[g] += values[g * each + i] / each;
      }
      squares += means[g] * means[g];
    }
    for (int g = 0; g < groups; g++) {
      means[g] /= Math.sqrt(squares);
    }
    return means;
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  @Test
  void vectorsAreALayersOutputOfLengthOneInThePicturesOrder() {
    Block model = initialised(LeNet.of("lenet5", 10, 3));
    var embedder = ImageEmbedder.of(model, "tanh4", PEOPLE.preparation()); // (N, 84)
    List<BufferedImage> pictures = pictures(70); // more than go through the model together
    float[][] vectors = embedder.embed(pictures);
    assertThat(embedder.width()).isEqualTo(84);
    assertThat(vectors).hasDimensions(70, 84);
    for (int i : new int[] {0, 31, 32, 69}) {
      assertClose(vectors[i], unitMeans(output(model, "tanh4", pictures.get(i)), 84));
    }
    assertClose(embedder.embed(pictures.get(5)), unitMeans(vectors[5], 84));
  }

  @Test
  void mapsBecomeMeansOverAllPlaces() {
    Block model = initialised(LeNet.of("lenet5", 10, 3));
    var embedder = ImageEmbedder.of(model, "conv2", PEOPLE.preparation()); // (N, 16, 12, 12)
    BufferedImage picture = pictures(1).get(0);
    float[] values = output(model, "conv2", picture);
    assertThat(values).hasSize(16 * 12 * 12);
    assertClose(embedder.embed(picture), unitMeans(values, 16));
  }

  @Test
  void modelsByNameEmbedAtTheirLayersOfTheSameNames() {
    var layers = Map.of("resnet18", "avgpool", "mobilenet_v3_small", "classifier.0");
    var widths = Map.of("resnet18", 512, "mobilenet_v3_small", 1024);
    BufferedImage picture = pictures(3).get(2);
    layers.forEach(
        (name, layer) -> {
          Block model = initialised(Models.of(name, 10));
          var embedder = ImageEmbedder.of(model, layer, PEOPLE.preparation());
          assertThat(embedder.width()).isEqualTo(widths.get(name));
          float[] values = output(model, layer, picture);
          assertClose(embedder.embed(pictures(3))[2], unitMeans(values, embedder.width()));
        });
  }

  @Test
  void asksForThePreparationOfALearnerThatKnowsNoPictures() {
    Block model = LeNet.of("lenet5", PEOPLE.classes().size(), 3);
    var learner = Learner.classifier(PEOPLE, null, PEOPLE.classes(), new Shape(3, 32, 32), model);
    assertThatThrownBy(() -> ImageEmbedder.of(learner, "tanh4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("this learner was not given pictures; ImageEmbedder.of(model");
    assertThat(ImageEmbedder.of(model, "tanh4", PEOPLE.preparation()).width()).isEqualTo(84);
  }

  @Test
  void refusesWhatGivesNoVectors() {
    ImagePreparation preparation = PEOPLE.preparation();
    assertThatThrownBy(() -> ImageEmbedder.of(LeNet.of("lenet5", 10, 3), "tanh4", preparation))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the model has no weights yet");
    Block model = initialised(LeNet.of("lenet5", 10, 3));
    assertThatThrownBy(() -> ImageEmbedder.of(model, "tanh5", preparation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no layer 'tanh5'; there are: [conv1, tanh1, pool1, conv2,");
    var embedder = ImageEmbedder.of(model, "tanh4", preparation);
    assertThatThrownBy(() -> embedder.embed(List.of()))
        .hasMessage("expected one picture or more, got none");
    model.getParameters().forEach(p -> p.getValue().getArray().muli(0));
    assertThatThrownBy(() -> embedder.embed(pictures(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("picture 0 has no direction: what layer 'tanh4' gives for it has length 0.0");
  }
}
