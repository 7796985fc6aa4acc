package lungo.bench;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lungo.models.Bert;
import lungo.models.BertConfig;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.models.ResNet;
import lungo.optim.Adam;
import lungo.optim.AdamW;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.training.Recipe;

/** What is trained; {@code training.py} has the same models. */
@SuppressWarnings(
    "ImmutableEnumChecker") // the models are made anew each time, the others are values
enum Case {
  /** Bound by convolutions. */
  RESNET18(
      "ResNet-18, 32×32, batch 64, SGD",
      new Data(64, new Shape(3, 32, 32), 10, 0),
      () -> ResNet.of("resnet18", 10),
      momentum(),
      3),

  /** The same with convolutions in bfloat16. */
  RESNET18_BF16("the same in bfloat16", RESNET18),

  /** Bound by convolutions, most of them of one place. */
  RESNET50(
      "ResNet-50, 96×96, batch 16, SGD",
      new Data(16, new Shape(3, 96, 96), 10, 0),
      () -> ResNet.of("resnet50", 10),
      momentum(),
      2),

  /** Bound by matrix products and causal attention. */
  GPT(
      "GPT, 4 layers of 256, context 128, batch 16, AdamW",
      new Data(16, new Shape(128), 0, 512),
      () -> Gpt.of(new GptConfig(512, 128, 256, 4, 4, 0)),
      AdamW.of(1e-3),
      3),

  /** The same with matrix products in bfloat16. */
  GPT_BF16("the same in bfloat16", GPT),

  /** Bound by matrix products and attention. */
  BERT(
      "BERT, 4 layers of 256, length 128, batch 16, AdamW",
      new Data(16, new Shape(128), 0, 512),
      () -> Bert.maskedLanguageModel(new BertConfig(512, 128, 2, 256, 1024, 4, 4, 0)),
      AdamW.of(1e-3),
      3),

  /** Bound by matrix products. */
  MLP(
      "MLP 784-512-512-10, batch 128, SGD",
      new Data(128, new Shape(784), 10, 0),
      () -> mlp(512, 10),
      Sgd.of(0.01).momentum(0.9),
      200),

  /** Bound by what a step costs whatever it computes. */
  SMALL(
      "MLP 20-64-64-2, batch 32, Adam",
      new Data(32, new Shape(20), 2, 0),
      () -> mlp(64, 2),
      Adam.of(1e-3),
      2000);

  /**
   * What a batch is made of.
   *
   * @param batch how many examples
   * @param example the shape of one
   * @param classes how many, or 0 for tokens
   * @param vocabulary how many tokens there are, or 0 for classes
   */
  record Data(int batch, Shape example, int classes, int vocabulary) {}

  private final String title;
  private final Data data;
  private final Supplier<Block> model;
  private final Optimizer optimizer;
  private final int steps;
  private final Recipe recipe;
  private final double rounding;

  Case(String title, Data data, Supplier<Block> model, Optimizer optimizer, int steps) {
    this.title = title;
    this.data = data;
    this.model = model;
    this.optimizer = optimizer;
    this.steps = steps;
    this.recipe = Recipe.standard();
    this.rounding = 1e-4;
  }

  Case(String title, Case single) {
    this.title = title;
    this.data = single.data;
    this.model = single.model;
    this.optimizer = single.optimizer;
    this.steps = single.steps;
    this.recipe = Recipe.standard().bfloat16();
    this.rounding = 1e-2;
  }

  private static Optimizer momentum() {
    return Sgd.of(0.01).momentum(0.9).weightDecay(5e-4);
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
            () ->
                new IllegalArgumentException(
                    "no case '" + name + "'; there are: " + keys() + ", " + LoadingRace.KEY));
  }

  static String keys() {
    return Arrays.stream(values()).map(Case::key).collect(Collectors.joining(", "));
  }

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  Data data() {
    return data;
  }

  Recipe recipe() {
    return recipe;
  }

  Block model() {
    return model.get();
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** By which share the loss of the same batch and weights may differ between two programs. */
  double rounding() {
    return rounding;
  }

  /** How many steps are timed in a round. */
  int steps() {
    return steps;
  }
}
