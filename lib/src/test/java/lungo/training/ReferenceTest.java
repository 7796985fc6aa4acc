package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training step by step against PyTorch; see training_reference.py. */
class ReferenceTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp-sgd", "mlp-momentum", "mlp-decay", "mlp-nesterov"})
  void everyVariantOfSgdFollowsPyTorch(String name) throws IOException {
    Sgd sgd = Sgd.of(0.1);
    sgd =
        switch (name) {
          case "mlp-momentum" -> sgd.momentum(0.9);
          case "mlp-decay" -> sgd.momentum(0.9).weightDecay(0.05);
          case "mlp-nesterov" -> sgd.momentum(0.9).weightDecay(0.05).nesterov();
          default -> sgd;
        };
    var block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(3).build());
    matches(References.read(name), block, new Shape(6), sgd);
  }

  @Test
  void convolutionAndBatchNormalisationFollowPyTorch() throws IOException {
    var block =
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .setFilters(4)
                    .build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(3).build());
    var sgd = Sgd.of(0.1).momentum(0.9).weightDecay(0.05);
    matches(References.read("convolution"), block, new Shape(2, 6, 6), sgd);
  }

  private void matches(Map<String, double[]> expected, Block block, Shape example, Sgd sgd) {
    block.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(example));
    fill(block);
    var learner =
        Learner.classifier(References.loader(example), null, CLASSES, example, block)
            .optimizer(sgd);
    var history = learner.fit(1);
    close(history.stepLosses(), expected, "losses");
    var arrays = inTorchsOrder(block);
    List<String> names =
        expected.keySet().stream().filter(n -> !n.matches("losses|evaluated")).toList();
    assertThat(arrays).hasSameSizeAs(names);
    for (int i = 0; i < names.size(); i++) {
      close(doubles(arrays.get(i)), expected, names.get(i));
    }
    var inputs = References.values(manager, 99, 1, new Shape(4).addAll(example));
    NDArray outputs =
        block.forward(new ParameterStore(manager, false), new NDList(inputs), false).head();
    close(doubles(outputs), expected, "evaluated");
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  private static void close(double[] actual, Map<String, double[]> expected, String name) {
    assertThat(actual)
        .as(name)
        .containsExactly(Objects.requireNonNull(expected.get(name)), within(1e-6));
  }

  private void fill(Block block) {
    int salt = 0;
    for (Parameter parameter : trained(block)) {
      References.values(manager, salt++, 0.5, parameter.getArray().getShape())
          .copyTo(parameter.getArray());
    }
  }

  /** PyTorch lists scale and shift before the running statistics, DJL in its own order. */
  private static List<NDArray> inTorchsOrder(Block block) {
    var arrays = new ArrayList<NDArray>();
    for (Block child : block.getChildren().values()) {
      var parameters = new ArrayList<>(child.getParameters().values());
      parameters.sort((a, b) -> a.getType().compareTo(b.getType()));
      parameters.forEach(p -> arrays.add(p.getArray()));
    }
    return arrays;
  }

  private static List<Parameter> trained(Block block) {
    var parameters = new ArrayList<Parameter>();
    for (Block child : block.getChildren().values()) {
      child.getParameters().values().stream()
          .filter(Parameter::requiresGradient)
          .sorted((a, b) -> a.getType().compareTo(b.getType()))
          .forEach(parameters::add);
    }
    return parameters;
  }
}
