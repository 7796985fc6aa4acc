package lungo.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * VGG: 3×3 convolutions one upon another, with 11 to 19 layers that have weights, with or without
 * batch normalisation ({@code _bn}). Simonyan and Zisserman 2014, https://arxiv.org/abs/1409.1556,
 * table 1; structure, initial weights and parameter names of torchvision.
 *
 * <pre>{@code
 * var model = Vgg.of("vgg16_bn", 1000, 3);
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised, 224×224 in the paper; output (N, classes), the
 * logits.
 */
public final class Vgg extends ImageClassifier {

  /** How many convolutions each of the five stages has, and whether they are normalised. */
  private record Plan(List<Integer> stages, boolean normalised) {}

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);
  private static final Variants<Plan> VARIANTS =
      Variants.of(
          Map.entry("vgg11", new Plan(List.of(1, 1, 2, 2, 2), false)),
          Map.entry("vgg11_bn", new Plan(List.of(1, 1, 2, 2, 2), true)),
          Map.entry("vgg13", new Plan(List.of(2, 2, 2, 2, 2), false)),
          Map.entry("vgg13_bn", new Plan(List.of(2, 2, 2, 2, 2), true)),
          Map.entry("vgg16", new Plan(List.of(2, 2, 3, 3, 3), false)),
          Map.entry("vgg16_bn", new Plan(List.of(2, 2, 3, 3, 3), true)),
          Map.entry("vgg19", new Plan(List.of(2, 2, 4, 4, 4), false)),
          Map.entry("vgg19_bn", new Plan(List.of(2, 2, 4, 4, 4), true)));

  private Vgg(Task task, Plan plan) {
    super(task);
    link("features", features(task.channels(), plan)); // (N, 512, H / 32, W / 32)
    link("avgpool", new AdaptiveAvgPool2d(7));
    link("flatten", new Flatten());
    link(
        "classifier",
        new Sequential(
            linear(512 * 7 * 7, 4096),
            Pointwise.relu(),
            new Dropout(0.5),
            linear(4096, 4096),
            Pointwise.relu(),
            new Dropout(0.5),
            linear(4096, task.classes())));
  }

  private static Sequential features(long channels, Plan plan) {
    var blocks = new ArrayList<NamedBlock>();
    long inputs = channels;
    for (int stage = 0; stage < WIDTHS.size(); stage++) {
      int width = WIDTHS.get(stage);
      for (int i = 0; i < plan.stages().get(stage); i++) {
        blocks.add(new Conv2d(Convolution.of(inputs, width, 3).bias(Convolution.Bias.ZERO)));
        if (plan.normalised()) {
          blocks.add(new BatchNorm2d(width));
        }
        blocks.add(Pointwise.relu());
        inputs = width;
      }
      blocks.add(new MaxPool2d(2, 2, 0));
    }
    return new Sequential(blocks);
  }

  private static Linear linear(long inputs, long outputs) {
    return new Linear(inputs, outputs, new Initial.Normal(0.01), new Initial.Constant(0));
  }

  /**
   * A network.
   *
   * @param architecture {@code vgg11}, {@code vgg13}, {@code vgg16}, {@code vgg19}, or one of them
   *     with {@code _bn} at its end
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static Vgg of(String architecture, int classes, int channels) {
    Plan plan = VARIANTS.named(architecture);
    return new Vgg(new Task(architecture, classes, channels), plan);
  }

  /**
   * A network for colour pictures.
   *
   * @param architecture as {@link #of(String, int, int)}
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static Vgg of(String architecture, int classes) {
    return of(architecture, classes, 3);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  @Override
  int smallest() {
    return 32;
  }
}
