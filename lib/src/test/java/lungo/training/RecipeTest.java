package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.models.ResNet;
import lungo.optim.Adam;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.plots.Plots;
import lungo.random.Seed;
import lungo.torch.Losses;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How steps are taken: accumulation, clipping, averages, mixing, and what goes wrong in one. */
class RecipeTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final Shape EXAMPLE = new Shape(6);

  private final NDManager manager = Seed.engine().newBaseManager();
  private DisplaySink before = new Silent();

  @BeforeEach
  void quiet() {
    before = Display.attach(new Silent());
    Seed.set(1);
  }

  @AfterEach
  void reset() {
    Display.attach(before);
    Seed.set(0);
    manager.close();
  }

  @Test
  void accumulatedBatchesEqualOneLargeBatch() {
    for (Optimizer optimizer : List.of(Sgd.of(0.1).momentum(0.9), Adam.of(0.01))) {
      Loader small = References.batches(8, EXAMPLE);
      var parts = learner(small, optimizer).recipe(Recipe.standard().accumulate(4).clipNorm(0.5));
      var whole = learner(new Joined(small, 4), optimizer).recipe(Recipe.standard().clipNorm(0.5));
      double[] expected = whole.fit(2).stepLosses();
      assertThat(parts.fit(2).stepLosses()).containsExactly(expected, within(1e-5));
      assertThat(expected).hasSize(2 * 8 / 4);
      assertThat(References.weights(parts))
          .containsExactly(References.weights(whole), within(1e-5f));
    }
  }

  @Test
  void anAuxiliaryHeadsLossWeighsTwoFifths() {
    NDArray labels = manager.create(new long[] {0, 2});
    NDArray first = manager.create(new float[][] {{1, 2, 3}, {0, 1, 0}});
    NDArray second = manager.create(new float[][] {{0, 0, 1}, {4, 1, 2}});
    double sum =
        Losses.crossEntropy(first, labels).getFloat()
            + 0.4 * Losses.crossEntropy(second, labels).getFloat();
    var task = new Classification(CLASSES);
    NDArray loss = task.loss(new NDList(first, second), new NDList(labels), Recipe.standard());
    assertThat((double) loss.getFloat()).isCloseTo(sum, within(1e-6));
  }

  @Test
  void anOutputThatIsNoAuxiliaryHeadsIsRefused() {
    NDArray labels = manager.create(new long[] {0, 2});
    var outputs = new NDList(manager.zeros(new Shape(2, 3)), manager.zeros(new Shape(2, 2)));
    assertThatThrownBy(
            () -> new Classification(CLASSES).loss(outputs, new NDList(labels), Recipe.standard()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("(2, 3) and (2, 2)");
  }

  @Test
  void aLossOfOnesOwnTakesThePlaceOfTheTasks() {
    var recipe = Recipe.standard().accumulate(3).clipNorm(0.5).mixup(0.4);
    var expected = learner(References.batches(7, EXAMPLE), Adam.of(0.01)).recipe(recipe);
    Loss same = (outputs, targets) -> Losses.crossEntropy(outputs.head(), targets.head());
    var own = learner(References.batches(7, EXAMPLE), Adam.of(0.01)).recipe(recipe.loss(same));
    assertThat(own.fit(2).stepLosses()).containsExactly(expected.fit(2).stepLosses());
    assertThat(References.weights(own)).isEqualTo(References.weights(expected));
    var half = learner(References.batches(7, EXAMPLE), Adam.of(0.01));
    half.recipe(recipe.loss((outputs, targets) -> same.of(outputs, targets).mul(0.5))).fit(1);
    assertThat(half.history().stepLosses()[0])
        .isCloseTo(0.5 * expected.history().stepLosses()[0], within(1e-6));
  }

  @Test
  void aLossThatCannotBeGoneDownIsRefused() {
    var learner = learner(References.batches(2, EXAMPLE), Sgd.of(0.1));
    assertThatThrownBy(() -> learner.recipe(losing((o, t) -> o.head())).fit(1))
        .hasStackTraceContaining("got one of (7, 3); mean() makes a scalar");
    assertThatThrownBy(
            () -> learner.recipe(losing((o, t) -> o.head().mean()).labelSmoothing(0.1)).fit(1))
        .hasStackTraceContaining("label smoothing and class weights belong to the task's loss");
  }

  private static Recipe losing(Loss loss) {
    return Recipe.standard().loss(loss);
  }

  @Test
  void lastStepOfAnEpochTakesTheBatchesThatAreLeft() {
    var learner = learner(References.batches(7, EXAMPLE), Sgd.of(0.1));
    learner.recipe(Recipe.standard().accumulate(4)).fit(2);
    assertThat(learner.history().stepLosses()).hasSize(2 * 2);
  }

  @Test
  void gradientsAreLimitedByNormAndByValue() {
    float[] start = References.weights(learner(References.batches(1, EXAMPLE), Sgd.of(1)));
    var byNorm = learner(References.batches(1, EXAMPLE), Sgd.of(1));
    byNorm.recipe(Recipe.standard().clipNorm(0.01)).fit(1);
    assertThat(distance(start, References.weights(byNorm))).isCloseTo(0.01, within(1e-5));
    var byValue = learner(References.batches(1, EXAMPLE), Sgd.of(1));
    byValue.recipe(Recipe.standard().clipValue(1e-3)).fit(1);
    float[] after = References.weights(byValue);
    for (int i = 0; i < start.length; i++) {
      assertThat(Math.abs(after[i] - start[i])).isLessThan(1.001e-3f);
    }
  }

  @Test
  void averagesFollowTheWeightsAndAreWhatIsJudged() {
    var loader = References.batches(1, EXAMPLE);
    var learner = learner(loader, Sgd.of(0.5)).recipe(Recipe.standard().ema(0.9));
    float[] average = References.weights(learner);
    for (int step = 0; step < 3; step++) {
      learner.fit(1);
      float[] now = References.weights(learner);
      for (int i = 0; i < average.length; i++) {
        average[i] = 0.9f * average[i] + 0.1f * now[i];
      }
    }
    var expected = learner(loader, Sgd.of(0.5));
    set(expected.model(), average);
    float[] weights = References.weights(learner);
    assertThat(learner.evaluate(loader).loss())
        .isCloseTo(expected.evaluate(loader).loss(), within(1e-6));
    assertThat(References.weights(learner)).containsExactly(weights);
    double averaged = learner.evaluate(loader).loss();
    assertThat(learner.recipe(Recipe.standard()).evaluate(loader).loss()).isNotEqualTo(averaged);
  }

  @Test
  void mixupBlendsEachExampleWithAnotherOne() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    var batch = batch(values, new Shape(4, 2), 10, 20, 30, 40);
    var mixed = new Mixing(Mixing.Kind.MIXUP, 0.4).apply(batch, new SplittableRandom(3));
    float[] blended = mixed.batch().inputs().head().toFloatArray();
    long[] others = mixed.others().toLongArray();
    assertThat(others).containsExactlyInAnyOrder(10, 20, 30, 40);
    assertThat(mixed.part()).isBetween(0.0, 1.0);
    for (int i = 0; i < 4; i++) {
      int other = (int) others[i] / 10 - 1;
      float expected =
          (float) (mixed.part() * values[2 * i] + (1 - mixed.part()) * values[2 * other]);
      assertThat(blended[2 * i]).isCloseTo(expected, within(1e-5f));
    }
  }

  @Test
  void cutmixKeepsThePartThatItSays() {
    int side = 16;
    float[] values = new float[2 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < side * side ? 0 : 1;
    }
    for (int seed = 0; seed < 20; seed++) {
      var batch = batch(values, new Shape(2, 1, side, side), 0, 1);
      var mixed = new Mixing(Mixing.Kind.CUTMIX, 1).apply(batch, new SplittableRandom(seed));
      float ones = mixed.batch().inputs().head().get(0).sum().getFloat();
      boolean another = mixed.others().toLongArray()[0] == 1;
      double expected = another ? (1 - mixed.part()) * side * side : 0;
      assertThat((double) ones).isCloseTo(expected, within(1e-3));
    }
    assertThatThrownBy(
            () ->
                new Mixing(Mixing.Kind.CUTMIX, 1)
                    .apply(batch(values, new Shape(2, 256), 0, 1), new SplittableRandom(1)))
        .hasMessageContaining("cutmix needs pictures (N, C, H, W), got inputs of (2, 256)");
  }

  @Test
  void betaOfMixupHasTheMeanAndVarianceThatItShould() {
    for (double alpha : new double[] {0.2, 1, 3}) {
      var batch = batch(new float[] {1, 2}, new Shape(2, 1), 0, 1);
      var random = new SplittableRandom(1);
      double sum = 0;
      double squares = 0;
      int count = 2000;
      for (int i = 0; i < count; i++) {
        double part = new Mixing(Mixing.Kind.MIXUP, alpha).apply(batch, random).part();
        sum += part;
        squares += part * part;
      }
      double mean = sum / count;
      assertThat(mean).isCloseTo(0.5, within(0.03));
      // the variance of Beta(a, a) is 1 / (4 (2 a + 1))
      double variance = squares / count - mean * mean;
      assertThat(variance).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.015));
    }
  }

  @Test
  void mixingFollowsTheSeed() {
    var recipe = Recipe.standard().mixup(0.4).labelSmoothing(0.1);
    double[] first = mixedLosses(recipe, 1);
    assertThat(mixedLosses(recipe, 1)).containsExactly(first);
    assertThat(mixedLosses(recipe, 2)).isNotEqualTo(first);
    assertThat(mixedLosses(Recipe.standard(), 1)).isNotEqualTo(first);
  }

  private static double[] mixedLosses(Recipe recipe, long seed) {
    Seed.set(seed);
    return learner(References.batches(3, EXAMPLE), Sgd.of(0.1)).recipe(recipe).fit(1).stepLosses();
  }

  @Test
  void ignoredExamplesDoNotCount() {
    var loader = References.batches(2, EXAMPLE);
    var learner = learner(loader, Sgd.of(0.1)).recipe(Recipe.standard().ignoring(2));
    learner.fit(1);
    // 7 labels i + step mod 3 each: 2 and 3 of them are 2
    assertThat(learner.evaluate(loader).predictions().size()).isEqualTo(14 - 2 - 2);
    assertThatThrownBy(() -> learner.recipe(Recipe.standard().classWeights(1, 2)).fit(1))
        .hasMessageContaining("a weight a class is needed, got 2 for 3");
  }

  @Test
  void firstLayerWhoseOutputIsNotFiniteIsNamed() {
    var block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(x -> new NDList(x.singletonOrThrow().abs().neg().log()))
            .add(Linear.builder().setUnits(3).build());
    var learner = Learner.classifier(References.batches(2, EXAMPLE), null, CLASSES, EXAMPLE, block);
    assertThatThrownBy(() -> learner.fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the loss is NaN at step 1")
        .hasMessageContaining(
            "The first layer whose output is not finite is '02LambdaBlock' (56 of 56");
  }

  @Test
  void layersOfThisLibraryAreNamedAsPyTorchNamesThem() {
    var example = new Shape(1, 16, 16);
    var block = ResNet.of("resnet18", 3, 1);
    var learner = Learner.classifier(References.batches(1, example), null, CLASSES, example, block);
    NDArray weight =
        Objects.requireNonNull(StateDict.of(block).arrays().get("layer2.0.conv2.weight"));
    weight.set(new float[(int) weight.size()]);
    weight.addi(3e38f);
    assertThatThrownBy(() -> learner.fit(1))
        .hasMessageContaining("The first layer whose output is not finite is 'layer2.0.conv2'");
  }

  @Test
  void stepsMayEndWithinAnEpoch() {
    var learner =
        Learner.classifier(
            References.batches(5, EXAMPLE),
            References.batches(1, EXAMPLE),
            CLASSES,
            EXAMPLE,
            model());
    var history = learner.fitSteps(7, Schedules.constant(0.1));
    assertThat(history.stepLosses()).hasSize(7);
    assertThat(history.epochStarts()).containsExactly(0, 5);
    assertThat(history.rows()).hasSize(2);
    assertThatThrownBy(() -> learner.fitSteps(0, Schedules.constant(0.1)))
        .hasMessageContaining("got 0");
  }

  @Test
  void aRateIsSuggestedAndNothingIsChanged() {
    var learner = learner(References.batches(20, EXAMPLE), Sgd.of(0.1).momentum(0.9));
    float[] before = References.weights(learner);
    RateSearch search = learner.findRate();
    assertThat(search.suggestion()).isBetween(1e-4, 5.0);
    assertThat(search.rates()).hasSameSizeAs(search.losses()).hasSizeGreaterThan(10);
    assertThat(References.weights(learner)).containsExactly(before);
    assertThat(learner.history().stepLosses()).isEmpty();
    assertThat(Plots.plot(search).getSeriesCollection()).hasSize(2);
    assertThatThrownBy(() -> learner.findRate(1, 0.1, 50)).hasMessageContaining("got 1.0 and 0.1");
  }

  @Test
  void numbersOutOfRangeAreRefusedWithTheirValue() {
    assertThatThrownBy(() -> Recipe.standard().accumulate(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> Recipe.standard().labelSmoothing(1)).hasMessageContaining("got 1.0");
    assertThatThrownBy(() -> Recipe.standard().clipNorm(0)).hasMessageContaining("got 0.0");
    assertThatThrownBy(() -> Recipe.standard().mixup(-1)).hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> Recipe.standard().classWeights(1, Double.NaN))
        .hasMessageContaining("NaN");
  }

  private Batch batch(float[] values, Shape shape, long... labels) {
    return new Batch(new NDList(manager.create(values, shape)), new NDList(manager.create(labels)));
  }

  private static Learner learner(Loader train, Optimizer optimizer) {
    var learner = Learner.classifier(train, null, CLASSES, EXAMPLE, model()).optimizer(optimizer);
    float[] weights = new float[6 * 8 + 8 + 8 * 3 + 3];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(0.7 * i) / 2;
    }
    set(learner.model(), weights);
    return learner;
  }

  private static Block model() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(Activation::tanh)
        .add(Linear.builder().setUnits(3).build());
  }

  private static void set(Block block, float[] values) {
    int at = 0;
    for (NDArray array : StateDict.of(block).arrays().values()) {
      float[] part = Arrays.copyOfRange(values, at, at + (int) array.size());
      array.set(part);
      at += part.length;
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /** Several batches of another loader as one. */
  private record Joined(Loader loader, int count) implements Loader {

    @Override
    public int batches() {
      return loader.batches() / count;
    }

    @Override
    public long examples() {
      return loader.examples();
    }

    @Override
    public Epoch epoch(int epoch) {
      var batches = loader.epoch(epoch);
      return new Epoch() {
        @Override
        public boolean hasNext() {
          return batches.hasNext();
        }

        @Override
        public Batch next(NDManager manager) {
          var inputs = new ArrayList<NDArray>();
          var labels = new ArrayList<NDArray>();
          for (int i = 0; i < count; i++) {
            Batch batch = batches.next(manager);
            inputs.add(batch.inputs().head());
            labels.add(batch.targets().head());
          }
          return new Batch(
              new NDList(NDArrays.concat(new NDList(inputs))),
              new NDList(NDArrays.concat(new NDList(labels))));
        }

        @Override
        public void close() {
          batches.close();
        }
      };
    }
  }

  private static final class Silent implements DisplaySink {
    @Override
    public void show(String id, MimeBundle bundle) {}

    @Override
    public void update(String id, MimeBundle bundle) {}

    @Override
    public void clear(boolean wait) {}
  }
}
