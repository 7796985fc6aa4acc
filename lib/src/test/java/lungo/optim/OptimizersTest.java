package lungo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import lungo.random.Seed;
import lungo.torch.Backward;
import lungo.torch.GradMode;
import lungo.training.References;
import lungo.weights.Safetensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every optimizer step by step against PyTorch; see optimizer_reference.py. */
@SuppressWarnings("try")
class OptimizersTest {

  private static final int STEPS = 12;
  private static final double TOLERANCE = 1e-6;
  private static final List<Shape> SHAPES =
      List.of(new Shape(2, 3), new Shape(4), new Shape(3, 2, 2, 1), new Shape(1));
  private static final Map<String, Optimizer> CASES = cases();

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Map<String, Optimizer> cases() {
    var cases = new TreeMap<String, Optimizer>();
    cases.put("sgd", Sgd.of(0.1));
    cases.put("sgd-decay", Sgd.of(0.1).weightDecay(0.05));
    cases.put("momentum", Sgd.of(0.1).momentum(0.9).weightDecay(0.05));
    cases.put("nesterov", Sgd.of(0.1).momentum(0.9).nesterov());
    cases.put("adagrad", AdaGrad.of(0.1));
    cases.put("adagrad-decay", AdaGrad.of(0.1).weightDecay(0.05).rateDecay(0.1));
    cases.put("adadelta", AdaDelta.of(1));
    cases.put("adadelta-decay", AdaDelta.of(0.5).rho(0.8).weightDecay(0.05));
    cases.put("rmsprop", RmsProp.of(0.01));
    cases.put("rmsprop-momentum", RmsProp.of(0.01).alpha(0.9).momentum(0.9));
    cases.put("rmsprop-centered", RmsProp.of(0.01).centered().weightDecay(0.05));
    cases.put("rmsprop-all", RmsProp.of(0.01).centered().momentum(0.5));
    cases.put("adam", Adam.of(0.01));
    cases.put("adam-decay", Adam.of(0.01).betas(0.8, 0.99).weightDecay(0.05));
    cases.put("adam-amsgrad", Adam.of(0.01).amsgrad());
    cases.put("adamw", AdamW.of(0.01));
    cases.put("adamw-decay", AdamW.of(0.01).weightDecay(0.1).eps(1e-6));
    cases.put("adamw-amsgrad", AdamW.of(0.01).amsgrad());
    cases.put("adamw-groups", grouped());
    cases.put("nadam", NAdam.of(0.01));
    cases.put("nadam-decay", NAdam.of(0.01).weightDecay(0.05).momentumDecay(0.01));
    cases.put("nadam-decoupled", NAdam.of(0.01).weightDecay(0.05).decoupled());
    cases.put("radam", RAdam.of(0.01));
    cases.put("radam-decay", RAdam.of(0.01).weightDecay(0.05));
    cases.put("radam-decoupled", RAdam.of(0.01).weightDecay(0.05).decoupled());
    cases.put("lamb", Lamb.of(0.01));
    cases.put("lamb-decay", Lamb.of(0.01).weightDecay(0.05));
    cases.put("lion", Lion.of(0.01));
    cases.put("lion-decay", Lion.of(0.01).betas(0.8, 0.95).weightDecay(0.05));
    cases.put("muon", Muon.of(0.02));
    cases.put("muon-decay", Muon.of(0.02).momentum(0.9).weightDecay(0.05));
    cases.put("lbfgs", Lbfgs.of(0.5).iterations(3).history(2));
    cases.put("lbfgs-wolfe", Lbfgs.of(1).iterations(2).strongWolfe());
    return cases;
  }

  private static AdamW grouped() {
    return AdamW.of(0.01)
        .weightDecay(0.1)
        .group("w0", g -> g.rate(0.1))
        .group("w1", g -> g.weightDecay(0))
        .group("?3", g -> g.weightDecay(0));
  }

  @Test
  void everyOptimizerFollowsPyTorch() throws IOException {
    var expected = References.read("/lungo/optim/optimizers");
    var checked = new LinkedHashMap<String, double[]>();
    CASES.forEach(
        (name, optimizer) -> {
          Map<String, NDArray> weights = weights();
          Optimizer.Steps steps = optimizer.start(weights, manager);
          for (int step = 1; step <= STEPS; step++) {
            take(optimizer, steps, weights, step);
            double[] numbers = expected.get(name + "." + step);
            if (numbers != null) {
              checked.put(name + "." + step, numbers);
              isClose(name + " at step " + step, values(weights), numbers);
            }
          }
        });
    assertThat(checked.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
  }

  /** Training goes on as if it had not been interrupted, bit for bit. */
  @Test
  void stateIsSavedAndRestoredByName(@TempDir Path directory) {
    CASES.forEach(
        (name, optimizer) -> {
          Map<String, NDArray> whole = weights();
          Optimizer.Steps steps = optimizer.start(whole, manager);
          for (int step = 1; step <= 5; step++) {
            take(optimizer, steps, whole, step);
          }
          Path file = directory.resolve(name + ".safetensors");
          Safetensors.write(file, steps.state(), Map.of());
          Map<String, NDArray> second = new LinkedHashMap<>();
          whole.forEach((key, weight) -> second.put(key, trainable(weight.duplicate())));
          Optimizer.Steps resumed = optimizer.start(second, manager);
          resumed.restore(read(file));
          for (int step = 6; step <= 8; step++) {
            take(optimizer, steps, whole, step);
            take(optimizer, resumed, second, step);
          }
          assertThat(values(second)).as(name).containsExactly(values(whole));
        });
  }

  private Map<String, NDArray> read(Path file) {
    var arrays = new LinkedHashMap<String, NDArray>();
    try (var stored = Safetensors.open(file)) {
      stored.names().forEach(name -> arrays.put(name, stored.read(name, manager)));
    }
    return arrays;
  }

  @Test
  void stateIsNamedAfterWeightAndKind() {
    var steps = Adam.of(0.01).start(weights(), manager);
    assertThat(steps.state().keySet()).contains("w0.exp_avg", "w3.exp_avg_sq", "w2.step");
    assertThatThrownBy(() -> steps.restore(Map.of("w0.exp_avg", manager.zeros(new Shape(3, 2)))))
        .hasMessageContaining("'w0.exp_avg' has shape (2, 3), not (3, 2)");
  }

  @Test
  void lossThatIsNotFiniteChangesNothing() {
    CASES.forEach(
        (name, optimizer) -> {
          Map<String, NDArray> weights = weights();
          Optimizer.Steps steps = optimizer.start(weights, manager);
          take(optimizer, steps, weights, 1);
          double[] before = values(weights);
          Map<String, NDArray> state = new LinkedHashMap<>();
          steps.state().forEach((key, array) -> state.put(key, array.duplicate()));
          try (var on = GradMode.on()) {
            NDArray bad = loss(weights, 2).mul(Float.NaN);
            steps.step(Backward.of(bad), optimizer.rate(), use -> use.accept(bad));
          }
          assertThat(values(weights)).as(name).containsExactly(before);
          steps
              .state()
              .forEach(
                  (key, array) -> assertThat(array).as(name + " " + key).isEqualTo(state.get(key)));
        });
  }

  @Test
  void gradientIsLimitedAsClipGradNormDoes() {
    Map<String, NDArray> weights = weights();
    double[] before = values(weights);
    var steps = Sgd.of(1).start(weights, manager);
    try (var on = GradMode.on()) {
      var clipping = new Backward.Clipping(Double.POSITIVE_INFINITY, 0.5);
      var limited = new Backward(loss(weights, 1), List.of(), 1, 1, clipping);
      steps.step(limited, 1, use -> {});
    }
    double[] after = values(weights);
    double squares = 0;
    for (int i = 0; i < after.length; i++) {
      squares += (after[i] - before[i]) * (after[i] - before[i]);
    }
    // the gradient's norm is above 0.5, so the step is 0.5 long
    assertThat(Math.sqrt(squares)).isCloseTo(0.5, within(1e-5));
  }

  @Test
  void frozenGroupsAndUnusedWeightsStay() {
    var optimizer = Adam.of(0.1).group("w[", g -> g);
    assertThatThrownBy(() -> optimizer.trained(Set.of("w0", "w1")))
        .hasMessageContaining("no weight is named like 'w['; there are: ");
    var good = Adam.of(0.1).weightDecay(0.1).group("w0", Group::freeze);
    assertThat(good.trained(List.of("w0", "w1"))).containsExactly("w1");
    Map<String, NDArray> weights = weights();
    var steps = good.start(weights, manager);
    var used = new LinkedHashMap<>(weights);
    used.remove("w2");
    double[] before = values(weights);
    try (var on = GradMode.on()) {
      steps.step(Backward.of(loss(used, 1)), 0.1, use -> {});
    }
    double[] after = values(weights);
    for (int i = 0; i < after.length; i++) {
      boolean stays = i < 6 || (i >= 10 && i < 22);
      assertThat(after[i] == before[i]).as("value " + i).isEqualTo(stays);
    }
  }

  @Test
  void stagesTrainAtRatesThatGrowTowardsTheOutput() {
    var optimizer = Sgd.of(0.1).stages(0.5, "conv1.*", "layer?.*", "fc.*");
    assertThat(optimizer.describe())
        .hasEntrySatisfying(
            "groups",
            groups ->
                assertThat(groups.toString())
                    .containsSubsequence(
                        "conv1.*={",
                        "rate_factor=0.25",
                        "layer?.*={",
                        "rate_factor=0.5",
                        "fc.*={"));
  }

  @Test
  void numbersOutOfRangeAreRefusedWithTheirValue() {
    assertThatThrownBy(() -> Adam.of(Double.NaN))
        .hasMessage("rate must be in [0, infinity), got NaN");
    assertThatThrownBy(() -> AdamW.of(0.1).betas(0.9, 1))
        .hasMessageContaining("beta2 must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> Lion.of(0.1).group("*", g -> g.rate(-1)))
        .hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> Lbfgs.of(1).iterations(0)).hasMessageContaining("got 0, 1, 100");
  }

  private void take(
      Optimizer optimizer, Optimizer.Steps steps, Map<String, NDArray> weights, int step) {
    int fixed = optimizer instanceof Lbfgs ? 1 : step;
    try (var on = GradMode.on()) {
      steps.step(
          Backward.of(loss(weights, fixed)),
          optimizer.rate(),
          use -> use.accept(loss(weights, fixed)));
    }
  }

  private NDArray loss(Map<String, NDArray> weights, int step) {
    var parts = new NDList();
    weights.forEach(
        (name, w) -> {
          int i = name.charAt(1) - '0';
          NDArray x = References.values(manager, 10 + step + i, 1, w.getShape());
          NDArray y = References.values(manager, 50 + step + i, 1, w.getShape());
          parts.add(w.mul(x).sub(y).square().sum());
        });
    // A Java number's memory may be gone before the backward pass reads it, an array's is not.
    return NDArrays.stack(parts).sum().mul(manager.full(new Shape(), 0.5f));
  }

  private Map<String, NDArray> weights() {
    var weights = new LinkedHashMap<String, NDArray>();
    for (int i = 0; i < SHAPES.size(); i++) {
      weights.put("w" + i, trainable(References.values(manager, i, 0.5, SHAPES.get(i))));
    }
    return weights;
  }

  private static NDArray trainable(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  private static double[] values(Map<String, NDArray> weights) {
    var list = new NDList();
    weights.values().forEach(w -> list.add(w.stopGradient().flatten()));
    float[] values = NDArrays.concat(list).toFloatArray();
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static void isClose(String name, double[] actual, double[] expected) {
    Objects.requireNonNull(expected);
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double error = Math.abs(actual[i] - expected[i]) / Math.max(1e-1, Math.abs(expected[i]));
      assertThat(error)
          .as("%s, value %d: %s, not %s", name, i, actual[i], expected[i])
          .isLessThan(TOLERANCE);
    }
  }
}
