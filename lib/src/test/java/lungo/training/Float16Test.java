package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.models.Mlp;
import lungo.optim.Adam;
import lungo.optim.Lbfgs;
import lungo.optim.Optimizer;
import lungo.optim.RmsProp;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.torch.LossScaling;
import lungo.weights.Safetensors;
import lungo.weights.StateDict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps in float16 beside PyTorch's GradScaler; {@code float16_reference.py} made the values. */
class Float16Test {

  private static final Shape EXAMPLE = new Shape(6);
  private static final int STEPS = 20;
  private static final int HUGE_STEP = 4;
  private static final Recipe RECIPE =
      Recipe.standard().float16(LossScaling.standard().interval(5)).ema(0.9);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  private final List<String> shown = new ArrayList<>();
  private final DisplaySink before = Display.attach(new Shown(shown));
  private final NDManager manager = Seed.engine().newBaseManager();

  @BeforeEach
  void seed() {
    Seed.set(3);
  }

  @AfterEach
  void reset() {
    Display.attach(before);
    Seed.set(0);
    manager.close();
  }

  private Learner learner(
      int batches, IntToDoubleFunction factor, Optimizer optimizer, Recipe recipe) {
    var loader = References.batches(batches, EXAMPLE, factor);
    var learner =
        Learner.classifier(loader, null, List.of("a", "b", "c"), EXAMPLE, Mlp.of(6, 8, 3))
            .optimizer(optimizer)
            .recipe(recipe);
    int salt = 0;
    for (var weight : StateDict.of(learner.model()).arrays().values()) {
      References.values(manager, salt++, 0.5, weight.getShape()).copyTo(weight);
    }
    return learner;
  }

  /** The batch of one step is multiplied by a number. */
  private Learner learner(double huge, Optimizer optimizer, Recipe recipe) {
    return learner(STEPS, step -> step == HUGE_STEP ? huge : 1, optimizer, recipe);
  }

  private static Schedule exponential(double rate) {
    return (step, all) -> rate * Math.pow(0.9, step);
  }

  @ParameterizedTest
  @CsvSource({
    "float16-loss, 1e6, 0.1, 1e-3",
    "float16-gradient, 3e3, 0.1, 1e-3",
    "float16-accumulated, 3e3, 0.1, 1e-2",
    "float16-adam, 1e6, 0.01, 1e-3",
    "float16-rmsprop, 3e3, 0.01, 1e-3"
  })
  void stepsAndSkippedOnesAreThoseOfPyTorch(String name, double huge, double rate, double tolerance)
      throws IOException {
    Map<String, double[]> expected = References.read(name);
    int parts = name.endsWith("accumulated") ? 3 : 1;
    Optimizer optimizer =
        switch (name) {
          case "float16-adam" -> Adam.of(rate);
          case "float16-rmsprop" -> RmsProp.of(rate);
          default -> Sgd.of(rate).momentum(0.9).weightDecay(0.01);
        };
    Recipe recipe = optimizer instanceof Sgd && huge < 1e6 ? RECIPE.clipNorm(0.5) : RECIPE;
    var learner =
        learner(
            STEPS * parts,
            batch -> batch == HUGE_STEP * parts ? huge : 1,
            optimizer,
            recipe.accumulate(parts));
    var history = learner.fit(1, exponential(rate), Checkpoints.in(directory).every(1).keep(STEPS));
    double[] scales = scales(STEPS);
    assertThat(scales).containsExactly(expected.get("scales"));
    assertThat(history.stepRates()).containsExactly(expected.get("rates"), within(1e-9));
    close(history.stepLosses(), expected, "losses", tolerance);
    long falls = IntStream.range(1, STEPS).filter(i -> scales[i] < scales[i - 1]).count();
    assertThat(history.last().get(History.SKIPPED)).isEqualTo((double) falls).isPositive();
    try (var last = checkpoint(STEPS)) {
      for (String weight : List.of("0.weight", "0.bias", "2.weight", "2.bias")) {
        close(values(last, "model." + weight), expected, weight, tolerance);
        close(values(last, "average." + weight), expected, "average." + weight, tolerance);
      }
    }
  }

  private static void close(
      double[] actual, Map<String, double[]> expected, String name, double tolerance) {
    assertThat(actual)
        .as(name)
        .containsExactly(Objects.requireNonNull(expected.get(name)), within(tolerance));
  }

  private Safetensors checkpoint(int step) {
    return Safetensors.open(directory.resolve(String.format("step-%08d.safetensors", step)));
  }

  private double[] values(Safetensors file, String name) {
    float[] values = file.read(name, manager).toFloatArray();
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** The scale after each step. */
  private double[] scales(int steps) {
    double[] scales = new double[steps];
    for (int step = 1; step <= steps; step++) {
      try (var file = checkpoint(step)) {
        scales[step - 1] = values(file, "loss_scale.scale")[0];
      }
    }
    return scales;
  }

  @Test
  void aRunThatIsCutOffAfterASkippedStepGoesOnBitForBit() {
    var whole = learner(3e3, Adam.of(0.01), RECIPE);
    Path other = directory.resolve("whole");
    whole.fit(1, exponential(0.01), Checkpoints.in(other));
    var cut = learner(3e3, Adam.of(0.01), RECIPE);
    var stop =
        new Callback() {
          private @Nullable Run run;

          @Override
          public void fitBegin(FitBegin event) {
            run = event.run();
          }

          @Override
          public void stepEnd(StepEnd event) {
            if (run != null && event.step() == HUGE_STEP + 3) {
              run.stop("cut off");
            }
          }
        };
    cut.fit(1, exponential(0.01), stop, Checkpoints.in(directory).every(HUGE_STEP + 2));
    var resumed = learner(3e3, Adam.of(0.01), RECIPE);
    assertThat(resumed.resume(directory)).isTrue();
    resumed.fit(1, exponential(0.01), Checkpoints.in(directory));
    assertThat(resumed.history().stepLosses()).containsExactly(whole.history().stepLosses());
    assertThat(resumed.history().stepRates()).containsExactly(whole.history().stepRates());
    assertThat(resumed.history().last().get(History.SKIPPED))
        .isEqualTo(whole.history().last().get(History.SKIPPED))
        .isGreaterThanOrEqualTo(1);
    assertThat(weights(resumed)).containsExactlyEntriesOf(weights(whole));
    String last = String.format("step-%08d.safetensors", STEPS);
    assertThat(directory.resolve(last)).hasSameBinaryContentAs(other.resolve(last));
    assertThatThrownBy(
            () -> learner(1, Adam.of(0.01), Recipe.standard().ema(0.9)).resume(directory))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("was written with the recipe")
        .hasMessageContaining("precision=float16");
  }

  private static Map<String, List<Float>> weights(Learner learner) {
    var weights = new LinkedHashMap<String, List<Float>>();
    StateDict.of(learner.model())
        .arrays()
        .forEach(
            (name, array) -> {
              var values = new ArrayList<Float>();
              for (Number value : array.toArray()) {
                values.add(value.floatValue());
              }
              weights.put(name, values);
            });
    return weights;
  }

  @Test
  void aSkippedStepIsShownAndLeftOutOfTheMean() {
    var learner = learner(1e6, Sgd.of(0.1), RECIPE);
    var history = learner.fit(1);
    double[] losses = history.stepLosses();
    assertThat(losses).hasSize(STEPS);
    assertThat(losses[HUGE_STEP]).isNaN();
    double sum = 0;
    for (int step = 0; step < STEPS; step++) {
      sum += step == HUGE_STEP ? 0 : losses[step];
    }
    assertThat(history.last().get(History.TRAIN_LOSS)).isCloseTo(sum / (STEPS - 1), within(1e-9));
    assertThat(history.columns()).containsExactly("train_loss", "rate", "seconds", "skipped");
    assertThat(String.join("\n", shown)).contains("1 skipped, scale 262,144");
  }

  /** 2^16 is halved 31 times until it is below 2^-14. */
  @Test
  void aLossThatIsNeverFiniteEndsTheRunWhenTheScaleHasFallen() {
    var learner = learner(100, step -> step < 5 ? 1 : Double.NaN, Sgd.of(0.1), RECIPE);
    var weights = new ArrayList<Map<String, List<Float>>>();
    var keep =
        new Callback() {
          @Override
          public void stepEnd(StepEnd event) {
            if (event.step() == 5) {
              weights.add(weights(learner));
            }
          }
        };
    assertThatThrownBy(() -> learner.fit(1, keep))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the loss scale of float16 fell to 3.1e-05 at step 37 (epoch 1")
        .hasMessageContaining("32 steps were skipped")
        .hasMessageContaining("bfloat16()")
        .hasMessageContaining("The inputs of that step hold values that are not finite");
    assertThat(weights(learner)).containsExactlyEntriesOf(weights.get(0));
    assertThat(learner.history().stepLosses()).hasSize(5 + 32);
  }

  @Test
  void theScaleGoesOnFromRunToRunAndTheRateSearchHasItsOwn() {
    var recipe = Recipe.standard().float16(LossScaling.standard().interval(STEPS + 10));
    var learner = learner(1, Sgd.of(0.1), recipe);
    learner.findRate();
    learner.fit(1);
    learner.recipe(recipe.clipNorm(1)).fitSteps(10, exponential(0.1), Checkpoints.in(directory));
    try (var last = checkpoint(10)) {
      assertThat(values(last, "loss_scale.scale")).containsExactly(2 * 65_536);
    }
  }

  @Test
  void whatCannotBeScaledIsRefused() {
    assertThatThrownBy(() -> learner(1, Lbfgs.of(1), RECIPE).fit(1))
        .hasMessageContaining("L-BFGS")
        .hasMessageContaining("float16()");
    assertThatThrownBy(() -> LossScaling.standard().initial(0)).hasMessageContaining("got 0.0");
    assertThatThrownBy(() -> LossScaling.standard().interval(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> new LossScaling(1, 1, 0.5, 1)).hasMessageContaining("got 1.0");
    assertThatThrownBy(() -> new LossScaling(1, 2, 1, 1)).hasMessageContaining("got 1.0");
  }

  /** Runs where the group {@code gpu} is asked for. */
  @Test
  @Tag("gpu")
  void skipsOnAGpu() throws IOException {
    assumeThat(Seed.engine().getGpuCount()).as("GPUs").isPositive();
    var learner = learner(3e3, Sgd.of(0.1).momentum(0.9).weightDecay(0.01), RECIPE.clipNorm(0.5));
    assertThat(learner.device().isGpu()).isTrue();
    var history = learner.fit(1, exponential(0.1));
    assertThat(history.last().get(History.SKIPPED)).isEqualTo(1);
    close(history.stepLosses(), References.read("float16-gradient"), "losses", 1e-2);
  }

  /** Keeps what is shown as text. */
  private record Shown(List<String> texts) implements DisplaySink {
    @Override
    public void show(String id, MimeBundle bundle) {
      texts.add(bundle.toString());
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      texts.add(bundle.toString());
    }

    @Override
    public void clear(boolean wait) {}
  }
}
