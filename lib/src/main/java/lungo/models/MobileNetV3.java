package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * MobileNet-v3, for telephones: each channel is convolved by itself, and 1×1 convolutions mix them.
 * Howard et al. 2019, https://arxiv.org/abs/1905.02244, tables 1 and 2; structure, initial weights
 * and parameter names of torchvision.
 *
 * <pre>{@code
 * var model = MobileNetV3.of("mobilenet_v3_small", 1000, 3);
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised, 224×224 in the paper; output (N, classes), the
 * logits.
 */
public final class MobileNetV3 extends ImageClassifier {

  /**
   * A row of the paper's table.
   *
   * @param kernel of the middle convolution
   * @param expanded channels of it
   * @param outputs channels at the end
   * @param squeeze whether channels are weighed by squeeze-and-excitation
   * @param hard whether hardswish takes the place of ReLU
   * @param stride of the middle convolution
   */
  private record Row(
      int kernel, int expanded, int outputs, boolean squeeze, boolean hard, int stride) {}

  /**
   * One of the family.
   *
   * @param rows of its table
   * @param head channels before the last layer
   */
  private record Plan(List<Row> rows, int head) {}

  private static final int STEM_WIDTH = 16;
  private static final Variants<Plan> VARIANTS =
      Variants.of(
          Map.entry("mobilenet_v3_small", small()), Map.entry("mobilenet_v3_large", large()));

  private MobileNetV3(Task task, Plan plan) {
    super(task);
    var features = new ArrayList<NamedBlock>();
    var stem = Convolution.of(task.channels(), STEM_WIDTH, 3).stride(2);
    features.add(normed(stem, Pointwise.hardswish()));
    long inputs = STEM_WIDTH;
    for (Row row : plan.rows()) {
      features.add(new InvertedResidual(inputs, row));
      inputs = row.outputs();
    }
    long last = 6 * inputs;
    features.add(normed(Convolution.of(inputs, last, 1), Pointwise.hardswish()));
    link("features", new Sequential(features)); // (N, last, H / 32, W / 32)
    link("avgpool", new AdaptiveAvgPool2d(1));
    link("flatten", new Flatten());
    link(
        "classifier",
        new Sequential(
            linear(last, plan.head()),
            Pointwise.hardswish(),
            new Dropout(0.2),
            linear(plan.head(), task.classes())));
  }

  private static Plan small() {
    return new Plan(
        List.of(
            new Row(3, 16, 16, true, false, 2),
            new Row(3, 72, 24, false, false, 2),
            new Row(3, 88, 24, false, false, 1),
            new Row(5, 96, 40, true, true, 2),
            new Row(5, 240, 40, true, true, 1),
            new Row(5, 240, 40, true, true, 1),
            new Row(5, 120, 48, true, true, 1),
            new Row(5, 144, 48, true, true, 1),
            new Row(5, 288, 96, true, true, 2),
            new Row(5, 576, 96, true, true, 1),
            new Row(5, 576, 96, true, true, 1)),
        1024);
  }

  private static Plan large() {
    return new Plan(
        List.of(
            new Row(3, 16, 16, false, false, 1),
            new Row(3, 64, 24, false, false, 2),
            new Row(3, 72, 24, false, false, 1),
            new Row(5, 72, 40, true, false, 2),
            new Row(5, 120, 40, true, false, 1),
            new Row(5, 120, 40, true, false, 1),
            new Row(3, 240, 80, false, true, 2),
            new Row(3, 200, 80, false, true, 1),
            new Row(3, 184, 80, false, true, 1),
            new Row(3, 184, 80, false, true, 1),
            new Row(3, 480, 112, true, true, 1),
            new Row(3, 672, 112, true, true, 1),
            new Row(5, 672, 160, true, true, 2),
            new Row(5, 960, 160, true, true, 1),
            new Row(5, 960, 160, true, true, 1)),
        1280);
  }

  /** To more channels, each convolved by itself, back to few; and x itself where it fits. */
  private static final class InvertedResidual extends NamedBlock {

    private final Sequential block;
    private final boolean shortcut;

    InvertedResidual(long inputs, Row row) {
      int expanded = row.expanded();
      var parts = new ArrayList<NamedBlock>();
      if (expanded != inputs) {
        parts.add(normed(Convolution.of(inputs, expanded, 1), activation(row)));
      }
      var middle = Convolution.of(expanded, expanded, row.kernel());
      parts.add(normed(middle.stride(row.stride()).groups(expanded), activation(row)));
      if (row.squeeze()) {
        parts.add(new SqueezeExcitation(expanded, multipleOf8(expanded / 4)));
      }
      parts.add(normed(Convolution.of(expanded, row.outputs(), 1)));
      block = child("block", new Sequential(parts));
      shortcut = row.stride() == 1 && inputs == row.outputs();
    }

    private static Pointwise activation(Row row) {
      return row.hard() ? Pointwise.hardswish() : Pointwise.relu();
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      NDArray result = block.forward(pass, x); // (N, outputs, H / stride, W / stride)
      return shortcut ? result.addi(x) : result;
    }

    @Override
    boolean isRepeated() {
      return true;
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(block, input);
      return block.outputShape(input);
    }

    @Override
    String type() {
      return "InvertedResidual";
    }
  }

  private static Sequential normed(Convolution convolution, NamedBlock... activation) {
    var parts = new ArrayList<NamedBlock>();
    parts.add(new Conv2d(convolution));
    parts.add(new BatchNorm2d(convolution.outputs(), 1e-3, 0.01));
    parts.addAll(List.of(activation));
    return new Sequential("Conv2dNormActivation", parts);
  }

  /** The nearest multiple of 8 that is not smaller by more than a tenth. */
  private static long multipleOf8(int channels) {
    int nearest = Math.max(8, (channels + 4) / 8 * 8);
    return nearest < 0.9 * channels ? nearest + 8 : nearest;
  }

  private static Linear linear(long inputs, long outputs) {
    return new Linear(inputs, outputs, new Initial.Normal(0.01), new Initial.Constant(0));
  }

  /**
   * A network.
   *
   * @param architecture {@code mobilenet_v3_small} or {@code mobilenet_v3_large}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static MobileNetV3 of(String architecture, int classes, int channels) {
    Plan plan = VARIANTS.named(architecture);
    return new MobileNetV3(new Task(architecture, classes, channels), plan);
  }

  /**
   * A network for colour pictures.
   *
   * @param architecture {@code mobilenet_v3_small} or {@code mobilenet_v3_large}
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static MobileNetV3 of(String architecture, int classes) {
    return of(architecture, classes, 3);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }
}
