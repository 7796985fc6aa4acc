package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.optim.Adam;
import lungo.optim.AdamW;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.training.Learner;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The losses of the first steps of what {@code lungo.bench} trains are PyTorch's, to 1e-4; {@code
 * parity_reference.py} made them.
 */
class ParityTest {

  private static final int STEPS = 20;

  /** What residual blocks begin with, or they would make differences in the last digit grow. */
  private static final float RESIDUAL = 0.2f;

  private final Reference all = Reference.read("parity");
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "small", "resnet18", "resnet50", "gpt", "bert"})
  void lossesAreThoseOfPyTorch(String name) {
    double[] expected = numbers(name);
    double[] actual =
        switch (name) {
          case "mlp" ->
              classes(
                  name,
                  Mlp.of(784, 512, 512, 10),
                  new Shape(128, 784),
                  10,
                  Sgd.of(0.01).momentum(0.9));
          case "small" -> classes(name, Mlp.of(20, 64, 64, 2), new Shape(32, 20), 2, Adam.of(1e-3));
          case "resnet18", "resnet50" ->
              classes(name, ResNet.of(name, 10), new Shape(8, 3, 64, 64), 10, momentum(1e-4));
          case "gpt" -> tokens(name, Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0)));
          default ->
              tokens(name, Bert.maskedLanguageModel(new BertConfig(31, 16, 2, 24, 40, 2, 3, 0)));
        };
    assertThat(actual).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      assertThat(actual[step])
          .as("%s, step %d", name, step)
          .isCloseTo(expected[step], within(1e-4 * expected[step]));
    }
  }

  private static Optimizer momentum(double rate) {
    return Sgd.of(rate).momentum(0.9).weightDecay(5e-4);
  }

  private double[] numbers(String name) {
    return all.of(name).json().getAsJsonArray("losses").asList().stream()
        .mapToDouble(number -> number.getAsDouble())
        .toArray();
  }

  private double[] classes(String name, Block model, Shape batch, int count, Optimizer optimizer) {
    List<String> names =
        all.of(name).json().getAsJsonArray("names").asList().stream()
            .map(each -> each.getAsString())
            .toList();
    Filling.fill(model, manager, batch, names);
    StateDict.of(model)
        .arrays()
        .forEach(
            (path, array) -> {
              if (path.endsWith(name.equals("resnet18") ? "bn2.weight" : "bn3.weight")) {
                array.muli(RESIDUAL);
              }
            });
    Loader loader =
        new MadeBatches(
            STEPS,
            (int) batch.get(0),
            (m, step) -> {
              long[] labels = new long[(int) batch.get(0)];
              Arrays.setAll(labels, i -> (i + step) % count);
              NDArray inputs = Filling.formula(m, batch, 1_000_000L + step);
              return new Batch(new NDList(inputs), new NDList(m.create(labels)));
            });
    List<String> classes = IntStream.range(0, count).mapToObj(String::valueOf).toList();
    return Learner.classifier(loader, null, classes, batch.slice(1), model)
        .optimizer(optimizer)
        .fit(1)
        .stepLosses();
  }

  private double[] tokens(String name, Block model) {
    all.of(name).fill(model, manager, new Shape(2, 9));
    Loader loader =
        new MadeBatches(
            STEPS,
            2,
            (m, step) -> {
              NDArray ids = Reference.tokens(m, 2, 9, 31, 100 + step);
              NDArray next = ids.get(":, 1:").concat(ids.get(":, :1"), 1);
              return new Batch(new NDList(ids), new NDList(next));
            });
    return Learner.tokens(loader, null, 31, 9, model).optimizer(AdamW.of(1e-3)).fit(1).stepLosses();
  }
}
