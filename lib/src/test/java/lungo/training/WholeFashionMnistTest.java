package lungo.training;

import static lungo.data.Augmentations.flip;
import static lungo.metrics.Metrics.accuracy;
import static lungo.training.Schedules.oneCycle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.nn.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.metrics.Interval;
import lungo.models.Mlp;
import lungo.models.ResNet;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All 70,000 pictures of clothes, which {@code ./lungo data fetch fashion-mnist} brings; a quarter
 * of an hour on two quiet cores.
 */
class WholeFashionMnistTest {

  private static final Path DATA = Path.of("../datasets/fashion-mnist-full");
  private static final long SEED = 42;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Prints both with their intervals, seed, epochs and time. */
  @Test
  @Tag("slow")
  void aResNetReachesWhatALinearModelCannot() {
    assumeThat(Files.isDirectory(DATA)).as("./lungo data fetch fashion-mnist").isTrue();
    Interval linear = trained(Mlp.of(784, 10), Sgd.of(0.01).momentum(0.9), 0.01, 8);
    Interval resnet =
        trained(ResNet.of("resnet14", 10, 1), Sgd.of(0.1).momentum(0.9).weightDecay(5e-4), 0.1, 8);
    assertThat(linear.high()).isLessThan(0.87);
    assertThat(resnet.value()).isGreaterThanOrEqualTo(0.92);
  }

  private static Interval trained(Block model, Optimizer optimizer, double rate, int epochs) {
    Seed.set(SEED);
    long start = System.nanoTime();
    var images = ImageData.open(DATA).split(0.1);
    if (!(model instanceof Mlp)) {
      images = images.augment(flip());
    }
    ImageBatches data = images.normalize().batch(128);
    var learner = Learner.classifier(data, model).optimizer(optimizer);
    learner.fit(epochs, oneCycle(rate));
    Interval right = learner.evaluate(data.test()).interval(accuracy());
    System.out.printf(
        Locale.ROOT,
        "%s: accuracy %s on %,d test images; seed %d, %d epochs, %d s%n",
        model,
        right,
        data.test().size(),
        SEED,
        epochs,
        (System.nanoTime() - start) / 1_000_000_000);
    return right;
  }
}
