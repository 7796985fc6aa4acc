package lungo.bench;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.models.ResNet;
import lungo.optim.Adam;
import lungo.optim.AdamW;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;

/** What is trained; {@code training.py} has the same models. */
@SuppressWarnings(
    "ImmutableEnumChecker") // the models are made anew each time, the others are values
enum Case {
  /** Bound by convolutions. */
  RESNET18(
      "ResNet-18, 28×28, batch 64, SGD",
      64,
      new Shape(1, 28, 28),
      () -> ResNet.of("resnet18", 10, 1),
      Sgd.of(0.01).momentum(0.9).weightDecay(5e-4),
      3),

  /** Bound by matrix products and attention. */
  TRANSFORMER(
      "Transformer, 2 layers of 128, length 64, batch 16, AdamW",
      16,
      new Shape(64, Transformer.WIDTH),
      () -> new Transformer(2, 10),
      AdamW.of(1e-3),
      10),

  /** Bound by matrix products. */
  MLP(
      "MLP 784-512-512-10, batch 128, SGD",
      128,
      new Shape(784),
      () -> mlp(512, 10),
      Sgd.of(0.01).momentum(0.9),
      50),

  /** Bound by what a step costs whatever it computes. */
  SMALL("MLP 20-64-64-2, batch 32, Adam", 32, new Shape(20), () -> mlp(64, 2), small(), 300);

  private final String title;
  private final int batch;
  private final Shape example;
  private final Supplier<Block> model;
  private final Optimizer optimizer;
  private final int steps;

  Case(
      String title,
      int batch,
      Shape example,
      Supplier<Block> model,
      Optimizer optimizer,
      int steps) {
    this.title = title;
    this.batch = batch;
    this.example = example;
    this.model = model;
    this.optimizer = optimizer;
    this.steps = steps;
  }

  private static Optimizer small() {
    return Adam.of(1e-3);
  }

  private static Block mlp(long width, long classes) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(width).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(width).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(classes).build());
  }

  /** The case of a name. */
  static Case named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.key().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no case '" + name + "'; there are: " + keys()));
  }

  static String keys() {
    return Arrays.stream(values()).map(Case::key).collect(Collectors.joining(", "));
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  int batch() {
    return batch;
  }

  Shape example() {
    return example;
  }

  List<String> classes() {
    int count = this == SMALL ? 2 : 10;
    return IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
  }

  Block model() {
    return model.get();
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** How many steps are timed in a round. */
  int steps() {
    return steps;
  }
}
