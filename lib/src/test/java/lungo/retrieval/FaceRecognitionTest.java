package lungo.retrieval;

import static lungo.data.Augmentations.colorJitter;
import static lungo.data.Augmentations.flip;
import static lungo.data.Augmentations.randomResizedCrop;
import static lungo.data.Augmentations.rotation;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.data.ImagePreparation;
import lungo.data.Interpolation;
import lungo.data.LabeledImage;
import lungo.metrics.Ranking;
import lungo.optim.AdamW;
import lungo.random.Seed;
import lungo.retrieval.NearestNeighbors.Neighbor;
import lungo.text.TextEmbedder;
import lungo.training.Learner;
import lungo.training.Recipe;
import lungo.training.Schedules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People that a network never saw are recognised by one picture each. */
class FaceRecognitionTest {

  private static final Path PEOPLE = Path.of("..", "datasets", "openmoji-people");

  /** How many pictures each person has, one a skin tone. */
  private static final int TONES = 6;

  private static final List<LabeledImage> STRANGERS = strangers();

  private static List<LabeledImage> strangers() {
    var all = ImageData.open(PEOPLE.resolve("strangers")).batch(1).train();
    return IntStream.range(0, all.size()).mapToObj(all::image).toList();
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** How well vectors of the strangers' pictures tell them apart. */
  private record Recognition(double accuracy, double rocAuc) {

    static Recognition by(float[][] vectors) {
      return new Recognition(identified(vectors), verified(vectors));
    }

    /** A picture of each person is known; each skin tone in turn. Who is on the others? */
    private static double identified(float[][] vectors) {
      int right = 0;
      int asked = 0;
      for (int tone = 0; tone < TONES; tone++) {
        var enrolled = new ArrayList<float[]>();
        var names = new ArrayList<String>();
        for (int i = tone; i < vectors.length; i += TONES) {
          enrolled.add(vectors[i]);
          names.add(STRANGERS.get(i).label());
        }
        var index = NearestNeighbors.of(enrolled.toArray(float[][]::new), names);
        for (int i = 0; i < vectors.length; i++) {
          if (i % TONES != tone) {
            asked++;
            right += index.nearest(vectors[i]).label().equals(STRANGERS.get(i).label()) ? 1 : 0;
          }
        }
      }
      return (double) right / asked;
    }

    /** Do two pictures show the same person? All pairs. */
    private static double verified(float[][] vectors) {
      var index =
          NearestNeighbors.of(vectors, STRANGERS.stream().map(LabeledImage::label).toList());
      var same = new ArrayList<Boolean>();
      var cosines = new ArrayList<Double>();
      for (int i = 0; i < vectors.length; i++) {
        for (Neighbor other : index.nearest(vectors[i], vectors.length)) {
          if (other.index() > i) {
            same.add(other.label().equals(STRANGERS.get(i).label()));
            cosines.add(other.cosine());
          }
        }
      }
      boolean[] positive = new boolean[same.size()];
      for (int i = 0; i < positive.length; i++) {
        positive[i] = same.get(i);
      }
      double[] scores = cosines.stream().mapToDouble(Double::doubleValue).toArray();
      return Ranking.of("same person", positive, scores).rocAuc();
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "accuracy %.3f, ROC AUC %.3f", accuracy, rocAuc);
    }
  }

  /** Four convolutions of 24 to 192 channels, the mean over all places, and a number a class. */
  private static Block network(int classes) {
    var network = new SequentialBlock();
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      }
      network
          .add(
              Conv2d.builder()
                  .setKernelShape(new Shape(3, 3))
                  .optPadding(new Shape(1, 1))
                  .setFilters(24 << i)
                  .optBias(false)
                  .build())
          .add(BatchNorm.builder().build())
          .add(Activation::relu);
    }
    return network
        .add(Pool.globalAvgPool2dBlock()) // (N, 192)
        .add(Linear.builder().setUnits(classes).build());
  }

  private static ImageBatches known() {
    return ImageData.open(PEOPLE.resolve("known"))
        .size(32)
        .augment(
            flip(),
            randomResizedCrop(0.6, 1),
            rotation(-20, 20, Interpolation.BILINEAR, 1),
            colorJitter(0.3))
        .normalize()
        .batch(16);
  }

  private static List<BufferedImage> pictures() {
    return STRANGERS.stream().map(LabeledImage::image).toList();
  }

  private static Recognition byPixels(ImagePreparation preparation) {
    float[][] vectors = new float[STRANGERS.size()][];
    try (NDManager manager = Seed.engine().newBaseManager()) {
      for (int i = 0; i < vectors.length; i++) {
        float[] pixels = preparation.apply(manager, STRANGERS.get(i).image()).toFloatArray();
        double length = Math.sqrt(TextEmbedder.cosine(pixels, pixels));
        for (int j = 0; j < pixels.length; j++) {
          pixels[j] /= (float) length;
        }
        vectors[i] = pixels;
      }
    }
    return Recognition.by(vectors);
  }

  @Test
  void aNetworkThatKnowsOthersRecognisesStrangersByOnePictureEach() {
    Seed.set(1);
    ImageBatches data = known();
    assertThat(STRANGERS).hasSize(40 * TONES).noneMatch(s -> data.classes().contains(s.label()));
    var learner =
        Learner.classifier(data, network(data.classes().size()))
            .optimizer(AdamW.of(0.008))
            .recipe(Recipe.standard().labelSmoothing(0.1));
    var embedder = ImageEmbedder.of(learner, "16LambdaBlock");
    assertThat(embedder.width()).isEqualTo(192);
    Recognition untrained = Recognition.by(embedder.embed(pictures()));
    learner.fit(12, Schedules.oneCycle(0.008));
    Recognition trained = Recognition.by(embedder.embed(pictures()));
    Recognition pixels = byPixels(data.preparation());
    String all =
        String.format("embedding: %s; untrained: %s; pixels: %s", trained, untrained, pixels);
    System.out.println(all);

    // One in 40 is right by chance; an area of 0.5 is chance.
    assertThat(trained.accuracy()).as(all).isGreaterThan(pixels.accuracy() + 0.3);
    assertThat(trained.accuracy()).as(all).isGreaterThan(untrained.accuracy() + 0.3);
    assertThat(trained.rocAuc()).as(all).isGreaterThan(0.95);
    assertThat(trained.rocAuc()).as(all).isGreaterThan(pixels.rocAuc() + 0.1);
  }
}
