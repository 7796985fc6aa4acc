package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;

/**
 * ConvNeXt: a ResNet brought up to the manners of vision transformers. Liu et al. 2022,
 * https://arxiv.org/abs/2201.03545, with the structure, the initial weights and the parameter names
 * of torchvision.
 *
 * <pre>{@code
 * var model = ConvNeXt.of("convnext_tiny", 1000, 3);
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised, 224×224 in the paper; output (N, classes), the
 * logits.
 */
public final class ConvNeXt extends ImageClassifier {

  /**
   * One of the family.
   *
   * @param widths of the four stages
   * @param blocks of the four stages
   * @param skipped the share of examples that pass the last block by in training
   */
  private record Plan(List<Integer> widths, List<Integer> blocks, double skipped) {}

  private static final double EPS = 1e-6;
  private static final Variants<Plan> VARIANTS =
      Variants.of(
          Map.entry(
              "convnext_tiny", new Plan(List.of(96, 192, 384, 768), List.of(3, 3, 9, 3), 0.1)),
          Map.entry(
              "convnext_small", new Plan(List.of(96, 192, 384, 768), List.of(3, 3, 27, 3), 0.4)),
          Map.entry(
              "convnext_base", new Plan(List.of(128, 256, 512, 1024), List.of(3, 3, 27, 3), 0.5)),
          Map.entry(
              "convnext_large", new Plan(List.of(192, 384, 768, 1536), List.of(3, 3, 27, 3), 0.5)));

  private ConvNeXt(Task task, Plan plan) {
    super(task);
    var features = new ArrayList<NamedBlock>();
    long width = plan.widths().get(0);
    features.add(
        new Sequential(
            "Conv2dNormActivation",
            List.of(patches(task.channels(), width, 4), new LayerNorm2d(width))));
    int total = plan.blocks().stream().mapToInt(Integer::intValue).sum();
    int number = 0;
    for (int stage = 0; stage < plan.widths().size(); stage++) {
      if (stage > 0) {
        long wider = plan.widths().get(stage);
        features.add(new Sequential(new LayerNorm2d(width), patches(width, wider, 2)));
        width = wider;
      }
      var blocks = new ArrayList<NamedBlock>();
      for (int i = 0; i < plan.blocks().get(stage); i++) {
        blocks.add(new CnBlock(width, plan.skipped() * number++ / (total - 1.0)));
      }
      features.add(new Sequential(blocks)); // (N, width, H / 4 … H / 32, W / 4 … W / 32)
    }
    link("features", new Sequential(features));
    link("avgpool", new AdaptiveAvgPool2d(1));
    link(
        "classifier",
        new Sequential(new LayerNorm2d(width), new Flatten(), linear(width, task.classes())));
  }

  /** A convolution whose kernels lie side by side. */
  private static Conv2d patches(long inputs, long outputs, int size) {
    return new Conv2d(conv(Convolution.of(inputs, outputs, size).padding(0).stride(size)));
  }

  private static Convolution conv(Convolution convolution) {
    return convolution.initial(new Initial.Normal(0.02)).bias(Convolution.Bias.ZERO);
  }

  private static Linear linear(long inputs, long outputs) {
    return new Linear(inputs, outputs, new Initial.Normal(0.02), new Initial.Constant(0));
  }

  /** A 7×7 convolution of each channel by itself, then a small network at each place. */
  private static final class CnBlock extends NamedBlock {

    private final Parameter scale;
    private final Sequential block;
    private final StochasticDepth depth;

    CnBlock(long width, double skipped) {
      scale = weight("layer_scale", Parameter.Type.OTHER, new Initial.Constant(1e-6f), width, 1, 1);
      block =
          child(
              "block",
              new Sequential(
                  new Conv2d(conv(Convolution.of(width, width, 7).groups(width))),
                  new Permute(0, 2, 3, 1), // (N, H, W, width)
                  new LayerNorm(width, EPS),
                  linear(width, 4 * width),
                  new Gelu(false),
                  linear(4 * width, width),
                  new Permute(0, 3, 1, 2))); // (N, width, H, W)
      depth = child("stochastic_depth", new StochasticDepth(skipped));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      NDArray scaled;
      try (NDArray result = block.forward(pass, x)) {
        scaled = result.mul(pass.value(scale)); // (N, width, H, W)
      }
      NDArray kept = depth.forward(pass, scaled);
      NDArray sum = kept.add(x);
      kept.close();
      if (kept != scaled) {
        scaled.close();
      }
      return sum; // (N, width, H, W)
    }

    @Override
    boolean isRepeated() {
      return true;
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(block, input);
      visitor.accept(depth, input);
      return input;
    }

    /** What is scaled. */
    @Override
    long kept(Shape input) {
      return input.size();
    }

    @Override
    String type() {
      return "CNBlock";
    }
  }

  /** Layer normalisation over the channels of each place. */
  private static final class LayerNorm2d extends NamedBlock {

    private static final TorchScript OPS =
        TorchScript.of(
            """
            def norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
              last = torch.permute(x, [0, 2, 3, 1])
              normed = torch.layer_norm(last, [weight.size(0)], weight, bias, eps, True)
              return torch.permute(normed, [0, 3, 1, 2])
            """);

    private final Parameter weight;
    private final Parameter bias;

    LayerNorm2d(long channels) {
      weight = weight("weight", Parameter.Type.GAMMA, new Initial.Constant(1), channels);
      bias = weight("bias", Parameter.Type.BETA, new Initial.Constant(0), channels);
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return OPS.call("norm", x.getManager(), x, pass.value(weight), pass.value(bias), EPS)
          .head(); // (N, channels, H, W)
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      return input;
    }

    @Override
    String type() {
      return "LayerNorm2d";
    }
  }

  /**
   * A network.
   *
   * @param architecture {@code convnext_tiny}, {@code convnext_small}, {@code convnext_base} or
   *     {@code convnext_large}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static ConvNeXt of(String architecture, int classes, int channels) {
    Plan plan = VARIANTS.named(architecture);
    return new ConvNeXt(new Task(architecture, classes, channels), plan);
  }

  /**
   * A network for colour pictures.
   *
   * @param architecture as {@link #of(String, int, int)}
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static ConvNeXt of(String architecture, int classes) {
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
