package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks for images. He et al. 2015, https://arxiv.org/abs/1512.03385, with the
 * structure, the initial weights and the parameter names of torchvision, so that its weights load.
 *
 * <pre>{@code
 * var model = ResNet.of("resnet50", 1000);        // 3 channels
 * var small = ResNet.of("resnet18", 10, 1);       // 10 classes, grey
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised; output (N, classes), the logits.
 */
public final class ResNet extends NamedBlock {

  /** How the first layers treat the picture. */
  public enum Stem {
    /** A 7×7 convolution and a pooling, each of stride 2: for pictures of 100 pixels and more. */
    IMAGENET,
    /**
     * A 3×3 convolution of stride 1: for pictures of 32 pixels or so, as the paper's networks for
     * CIFAR-10. Keeps more detail and takes about 16 times as long.
     */
    SMALL
  }

  /** The depth of one of the family: blocks a stage, and of which kind. */
  private record Plan(boolean bottlenecks, List<Integer> blocks) {}

  private static final Map<String, Plan> PLANS = plans();
  private static final int STEM_WIDTH = 64;

  private final String architecture;
  private final int classes;
  private final int channels;
  private final Stem stem;
  private final Conv2d conv1;
  private final BatchNorm2d bn1;
  private final @Nullable MaxPool2d maxpool;
  private final List<Sequential> stages = new ArrayList<>();
  private final Linear fc;

  private ResNet(String architecture, Plan plan, int classes, int channels, Stem stem) {
    this.architecture = architecture;
    this.classes = classes;
    this.channels = channels;
    this.stem = stem;
    boolean large = stem == Stem.IMAGENET;
    conv1 = child("conv1", new Conv2d(channels, STEM_WIDTH, large ? 7 : 3, large ? 2 : 1));
    bn1 = child("bn1", new BatchNorm2d(STEM_WIDTH));
    maxpool = large ? child("maxpool", new MaxPool2d()) : null;
    long inputs = STEM_WIDTH;
    for (int stage = 0; stage < plan.blocks().size(); stage++) {
      long width = (long) STEM_WIDTH << stage;
      var blocks = new ArrayList<NamedBlock>();
      for (int i = 0; i < plan.blocks().get(stage); i++) {
        int stride = i == 0 && stage > 0 ? 2 : 1;
        blocks.add(
            plan.bottlenecks()
                ? Residual.bottleneck(inputs, width, stride)
                : Residual.basic(inputs, width, stride));
        inputs = plan.bottlenecks() ? 4 * width : width;
      }
      stages.add(child("layer" + (stage + 1), new Sequential(blocks)));
    }
    fc = child("fc", new Linear(inputs, classes));
  }

  private static Map<String, Plan> plans() {
    var plans = new LinkedHashMap<String, Plan>();
    plans.put("resnet18", new Plan(false, List.of(2, 2, 2, 2)));
    plans.put("resnet34", new Plan(false, List.of(3, 4, 6, 3)));
    plans.put("resnet50", new Plan(true, List.of(3, 4, 6, 3)));
    plans.put("resnet101", new Plan(true, List.of(3, 4, 23, 3)));
    plans.put("resnet152", new Plan(true, List.of(3, 8, 36, 3)));
    return plans;
  }

  /**
   * A network for colour pictures.
   *
   * @param architecture {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101} or
   *     {@code resnet152}
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static ResNet of(String architecture, int classes) {
    return of(architecture, classes, 3);
  }

  /**
   * A network.
   *
   * @param architecture {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101} or
   *     {@code resnet152}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static ResNet of(String architecture, int classes, int channels) {
    return of(architecture, classes, channels, Stem.IMAGENET);
  }

  /**
   * A network with a choice of its first layers.
   *
   * @param architecture {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101} or
   *     {@code resnet152}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @param stem how the first layers treat the picture
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static ResNet of(String architecture, int classes, int channels, Stem stem) {
    Plan plan = PLANS.get(architecture);
    if (plan == null) {
      throw new IllegalArgumentException(
          "no architecture '"
              + architecture
              + "'; there are: "
              + String.join(", ", PLANS.keySet()));
    }
    if (classes < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "classes and channels must be 1 or more, got " + classes + " and " + channels);
    }
    return new ResNet(architecture, plan, classes, channels, stem);
  }

  /** The names of the family. */
  static List<String> architectures() {
    return List.copyOf(PLANS.keySet());
  }

  /**
   * What {@link Models#build} makes the same network from, without its weights.
   *
   * @return architecture, classes, channels and stem
   */
  @Override
  public Map<String, String> getCustomMetadata() {
    var configuration = new LinkedHashMap<String, String>();
    configuration.put("architecture", architecture);
    configuration.put("classes", String.valueOf(classes));
    configuration.put("channels", String.valueOf(channels));
    configuration.put("stem", stem.name());
    return configuration;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    check(x.getShape());
    NDArray last = stem(pass, x); // (N, 64, H / 4, W / 4)
    for (Sequential stage : stages) {
      try (NDArray input = last) {
        last = stage.forward(pass, input); // (N, width, H / 4 … H / 32, W / 4 … W / 32)
      }
    }
    try (NDArray features = last;
        NDArray pooled = features.getNDArrayInternal().globalAvgPool()) { // (N, width)
      return fc.forward(pass, pooled); // (N, classes)
    }
  }

  private NDArray stem(Pass pass, NDArray x) {
    try (NDArray convolved = conv1.forward(pass, x); // (N, 64, H / 2, W / 2)
        NDArray normed = bn1.forward(pass, convolved)) {
      NDArray rectified = Activation.relu(normed);
      if (maxpool == null) {
        return rectified;
      }
      try (rectified) {
        return maxpool.forward(pass, rectified); // (N, 64, H / 4, W / 4)
      }
    }
  }

  private void check(Shape input) {
    if (input.dimension() != 4 || input.get(1) != channels) {
      throw new IllegalArgumentException(
          architecture + " expects images (N, " + channels + ", H, W), got " + input);
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    check(input);
    visitor.accept(conv1, input);
    Shape last = conv1.outputShape(input);
    visitor.accept(bn1, last);
    if (maxpool != null) {
      visitor.accept(maxpool, last);
      last = maxpool.outputShape(last);
    }
    for (Sequential stage : stages) {
      visitor.accept(stage, last);
      last = stage.outputShape(last);
    }
    Shape pooled = last.slice(0, 2);
    visitor.accept(fc, pooled);
    return fc.outputShape(pooled);
  }

  @Override
  String type() {
    return "ResNet";
  }

  @Override
  public String toString() {
    return architecture
        + " ("
        + channels
        + (channels == 1 ? " channel, " : " channels, ")
        + classes
        + " classes)";
  }
}
