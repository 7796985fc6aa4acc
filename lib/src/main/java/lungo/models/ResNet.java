package lungo.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Residual networks for images. He et al. 2015, https://arxiv.org/abs/1512.03385, with the
 * structure, the initial weights and the parameter names of torchvision, so that its weights load.
 * ResNeXt (Xie et al. 2016, https://arxiv.org/abs/1611.05431) parts the middle convolution of each
 * block into groups; wide ones (Zagoruyko and Komodakis 2016, https://arxiv.org/abs/1605.07146)
 * give it more channels. Those of section 4.2 of the paper, {@code resnet20} and so on, are for
 * pictures of 32 pixels or so; torchvision has none, and where the paper's shortcuts fill up with
 * zeros these have a 1×1 convolution, as all others here. {@code resnet8} and {@code resnet14} are
 * the same with one and two blocks a stage.
 *
 * <pre>{@code
 * var model = ResNet.resnet152(1000);             // 3 channels
 * var other = ResNet.of("resnext50_32x4d", 1000);
 * var small = ResNet.of("resnet18", 10, 1);       // 10 classes, grey
 * var quick = ResNet.of("resnet8", 10, 1);        // 78,000 weights, for small pictures
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised; output (N, classes), the logits.
 */
public final class ResNet extends ImageClassifier {

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

  /**
   * The depth of one of the family.
   *
   * @param stem how the first layers treat the picture, unless the user says otherwise
   * @param width channels of the first layer and stage
   * @param blocks of each stage
   * @param kind of them
   * @param groups of the middle convolution's channels
   * @param groupWidth channels of each group in the first stage
   */
  private record Plan(
      Stem stem, int width, List<Integer> blocks, Kind kind, int groups, int groupWidth) {

    static Plan basic(Integer... blocks) {
      return large(Kind.BASIC, blocks);
    }

    static Plan bottleneck(Integer... blocks) {
      return large(Kind.BOTTLENECK, blocks);
    }

    private static Plan large(Kind kind, Integer... blocks) {
      return new Plan(Stem.IMAGENET, STEM_WIDTH, List.of(blocks), kind, 1, STEM_WIDTH);
    }

    /** Three stages of 16, 32 and 64 channels; section 4.2 of the paper. */
    static Plan narrow(int blocks) {
      var stages = List.of(blocks, blocks, blocks);
      return new Plan(Stem.SMALL, STEM_WIDTH / 4, stages, Kind.BASIC, 1, STEM_WIDTH);
    }

    Plan grouped(int number, int ofEach) {
      return new Plan(stem, width, blocks, kind, number, ofEach);
    }

    /** A block of a stage whose nominal width is given. */
    Residual block(long inputs, long planes, int stride) {
      long middle = planes * groupWidth / STEM_WIDTH * groups;
      return kind == Kind.BASIC
          ? Residual.basic(inputs, planes, stride)
          : Residual.bottleneck(inputs, planes, middle, groups, stride);
    }

    long outputs(long planes) {
      return kind == Kind.BASIC ? planes : Residual.EXPANSION * planes;
    }
  }

  private enum Kind {
    BASIC,
    BOTTLENECK
  }

  private static final int STEM_WIDTH = 64;
  private static final Variants<Plan> VARIANTS =
      Variants.of(
          Map.entry("resnet18", Plan.basic(2, 2, 2, 2)),
          Map.entry("resnet34", Plan.basic(3, 4, 6, 3)),
          Map.entry("resnet50", Plan.bottleneck(3, 4, 6, 3)),
          Map.entry("resnet101", Plan.bottleneck(3, 4, 23, 3)),
          Map.entry("resnet152", Plan.bottleneck(3, 8, 36, 3)),
          Map.entry("resnext50_32x4d", Plan.bottleneck(3, 4, 6, 3).grouped(32, 4)),
          Map.entry("resnext101_32x8d", Plan.bottleneck(3, 4, 23, 3).grouped(32, 8)),
          Map.entry("resnext101_64x4d", Plan.bottleneck(3, 4, 23, 3).grouped(64, 4)),
          Map.entry("wide_resnet50_2", Plan.bottleneck(3, 4, 6, 3).grouped(1, 128)),
          Map.entry("wide_resnet101_2", Plan.bottleneck(3, 4, 23, 3).grouped(1, 128)),
          Map.entry("resnet8", Plan.narrow(1)),
          Map.entry("resnet14", Plan.narrow(2)),
          Map.entry("resnet20", Plan.narrow(3)),
          Map.entry("resnet32", Plan.narrow(5)),
          Map.entry("resnet44", Plan.narrow(7)),
          Map.entry("resnet56", Plan.narrow(9)),
          Map.entry("resnet110", Plan.narrow(18)));

  private final Stem stem;

  private ResNet(Task task, Plan plan, Stem stem) {
    super(task);
    this.stem = stem;
    boolean large = stem == Stem.IMAGENET;
    link("conv1", new Conv2d(task.channels(), plan.width(), large ? 7 : 3, large ? 2 : 1));
    link("bn1", new BatchNorm2d(plan.width()));
    link("relu", Pointwise.relu()); // (N, 64, H / 2, W / 2)
    if (large) {
      link("maxpool", new MaxPool2d(3, 2, 1)); // (N, 64, H / 4, W / 4)
    }
    long inputs = plan.width();
    for (int stage = 0; stage < plan.blocks().size(); stage++) {
      long planes = (long) plan.width() << stage;
      var blocks = new ArrayList<NamedBlock>();
      for (int i = 0; i < plan.blocks().get(stage); i++) {
        blocks.add(plan.block(inputs, planes, i == 0 && stage > 0 ? 2 : 1));
        inputs = plan.outputs(planes);
      }
      link("layer" + (stage + 1), new Sequential(blocks)); // (N, …, H / 4 … H / 32, W / 4 … W / 32)
    }
    link("avgpool", new AdaptiveAvgPool2d(1));
    link("flatten", new Flatten());
    link("fc", new Linear(inputs, task.classes()));
  }

  /**
   * A network for colour pictures.
   *
   * @param architecture {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101},
   *     {@code resnet152}, {@code resnext50_32x4d}, {@code resnext101_32x8d}, {@code
   *     resnext101_64x4d}, {@code wide_resnet50_2} or {@code wide_resnet101_2}; for small pictures
   *     {@code resnet8}, 14, 20, 32, 44, 56 or 110
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
   * @param architecture {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101},
   *     {@code resnet152}, {@code resnext50_32x4d}, {@code resnext101_32x8d}, {@code
   *     resnext101_64x4d}, {@code wide_resnet50_2} or {@code wide_resnet101_2}; for small pictures
   *     {@code resnet8}, 14, 20, 32, 44, 56 or 110
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static ResNet of(String architecture, int classes, int channels) {
    return of(architecture, classes, channels, VARIANTS.named(architecture).stem());
  }

  /**
   * A network with a choice of its first layers.
   *
   * @param architecture {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101},
   *     {@code resnet152}, {@code resnext50_32x4d}, {@code resnext101_32x8d}, {@code
   *     resnext101_64x4d}, {@code wide_resnet50_2} or {@code wide_resnet101_2}; for small pictures
   *     {@code resnet8}, 14, 20, 32, 44, 56 or 110
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @param stem how the first layers treat the picture
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static ResNet of(String architecture, int classes, int channels, Stem stem) {
    Plan plan = VARIANTS.named(architecture);
    return new ResNet(new Task(architecture, classes, channels), plan, stem);
  }

  /**
   * ResNet-18 for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static ResNet resnet18(int classes) {
    return of("resnet18", classes);
  }

  /**
   * ResNet-34 for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static ResNet resnet34(int classes) {
    return of("resnet34", classes);
  }

  /**
   * ResNet-50 for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static ResNet resnet50(int classes) {
    return of("resnet50", classes);
  }

  /**
   * ResNet-101 for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static ResNet resnet101(int classes) {
    return of("resnet101", classes);
  }

  /**
   * ResNet-152 for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static ResNet resnet152(int classes) {
    return of("resnet152", classes);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  /** From {@code architecture}, {@code classes}, {@code channels} and perhaps {@code stem}. */
  static ResNet build(Settings settings) {
    String architecture = settings.text("architecture");
    return of(
        architecture,
        settings.number("classes"),
        settings.number("channels"),
        settings.choice("stem", Stem.values(), VARIANTS.named(architecture).stem()));
  }

  /**
   * What {@link Models#build} makes the same network from, without its weights.
   *
   * @return architecture, classes, channels and stem
   */
  @Override
  public Map<String, String> getCustomMetadata() {
    var configuration = new LinkedHashMap<>(super.getCustomMetadata());
    configuration.put("stem", stem.name());
    return configuration;
  }
}
