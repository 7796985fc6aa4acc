package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;

/**
 * Vision transformer: the patches of a picture are read like words. Dosovitskiy et al. 2020,
 * https://arxiv.org/abs/2010.11929, with the structure, the initial weights and the parameter names
 * of torchvision.
 *
 * <pre>{@code
 * var model = VisionTransformer.of("vit_b_16", 1000, 3);
 * var small = VisionTransformer.of("vit_b_16", 10, 3, 96);     // pictures of 96×96
 * }</pre>
 *
 * Input (N, channels, size, size) float32, normalised; output (N, classes), the logits.
 */
public final class VisionTransformer extends ImageClassifier {

  /** One of the family. */
  private record Plan(int patch, int layers, int heads, int width) {}

  private static final int PAPER_SIZE = 224;
  private static final double EPS = 1e-6;
  private static final Variants<Plan> VARIANTS =
      Variants.of(
          Map.entry("vit_b_16", new Plan(16, 12, 12, 768)),
          Map.entry("vit_b_32", new Plan(32, 12, 12, 768)),
          Map.entry("vit_l_16", new Plan(16, 24, 16, 1024)),
          Map.entry("vit_l_32", new Plan(32, 24, 16, 1024)));

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def tokens(x: Tensor, first: Tensor) -> Tensor:
            patches = torch.permute(torch.flatten(x, 2, -1), [0, 2, 1])
            return torch.cat([torch.expand(first, [x.size(0), -1, -1]), patches], 1)

          def first(x: Tensor) -> Tensor:
            return torch.select(x, 1, 0)
          """);

  private final int size;

  private VisionTransformer(Task task, Plan plan, int size) {
    super(task);
    Sizes.multiple("the pictures' size", size, "the patches'", plan.patch());
    this.size = size;
    int side = size / plan.patch();
    Parameter token =
        weight("class_token", Parameter.Type.OTHER, new Initial.Constant(0), 1, 1, plan.width());
    link("conv_proj", new Conv2d(patches(task, plan))); // (N, width, side, side)
    link("tokens", new Tokens(token)); // (N, 1 + side², width)
    link("encoder", new Encoder(plan, 1 + (long) side * side));
    link("first", new First()); // (N, width)
    link("heads", new Heads(plan.width(), task.classes()));
  }

  private static Convolution patches(Task task, Plan plan) {
    var whole = Convolution.of(task.channels(), plan.width(), plan.patch());
    return whole
        .padding(0)
        .stride(plan.patch())
        .initial(new Initial.Normal(Math.sqrt(1.0 / whole.fanIn())))
        .bias(Convolution.Bias.ZERO);
  }

  /** The patches in a row behind a token that gathers what is found out. */
  private static final class Tokens extends NamedBlock {

    private final Parameter token;

    Tokens(Parameter token) {
      this.token = token;
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return OPS.call("tokens", x.getManager(), x, pass.value(token)).head(); // (N, T, width)
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      return new Shape(input.get(0), 1 + input.get(2) * input.get(3), input.get(1));
    }

    @Override
    long kept(Shape input) {
      return 0;
    }

    @Override
    String type() {
      return "Tokens";
    }
  }

  /** Adds what each place in the row is to be known by. */
  private static final class Positions extends NamedBlock {

    private final Parameter embedding;

    Positions(Parameter embedding) {
      this.embedding = embedding;
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return x.add(pass.value(embedding)); // (N, T, width)
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      return input;
    }

    @Override
    long kept(Shape input) {
      return 0;
    }

    @Override
    String type() {
      return "Positions";
    }
  }

  private static final class Encoder extends Chain {

    Encoder(Plan plan, long tokens) {
      var normal = new Initial.Normal(0.02);
      Parameter positions =
          weight("pos_embedding", Parameter.Type.OTHER, normal, 1, tokens, plan.width());
      link("positions", new Positions(positions));
      link("layers", new Layers(plan));
      link("ln", new LayerNorm(plan.width(), EPS));
    }

    @Override
    String type() {
      return "Encoder";
    }
  }

  private static final class Layers extends Chain {

    Layers(Plan plan) {
      for (int i = 0; i < plan.layers(); i++) {
        link("encoder_layer_" + i, new EncoderBlock(plan));
      }
    }

    @Override
    String type() {
      return "Sequential";
    }
  }

  private static final class EncoderBlock extends PreNormLayer {

    EncoderBlock(Plan plan) {
      super(
          new LayerNorm(plan.width(), EPS),
          "self_attention",
          new MultiheadAttention(plan.width(), plan.heads()),
          new LayerNorm(plan.width(), EPS),
          mlp(plan.width()),
          0);
    }

    private static Sequential mlp(long width) {
      return new Sequential(
          linear(width, 4 * width),
          new Gelu(false),
          new Dropout(0),
          linear(4 * width, width),
          new Dropout(0));
    }

    private static Linear linear(long inputs, long outputs) {
      var xavier = new Initial.Uniform(Math.sqrt(6.0 / (inputs + outputs)));
      return new Linear(inputs, outputs, xavier, new Initial.Normal(1e-6));
    }

    @Override
    String type() {
      return "EncoderBlock";
    }
  }

  /** The first of the row. */
  private static final class First extends NamedBlock {

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return OPS.call("first", x.getManager(), x).head(); // (N, width)
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      return new Shape(input.get(0), input.get(2));
    }

    @Override
    long kept(Shape input) {
      return 0;
    }

    @Override
    String type() {
      return "First";
    }
  }

  private static final class Heads extends Chain {

    Heads(long width, int classes) {
      var zeros = new Initial.Constant(0);
      link("head", new Linear(width, classes, zeros, zeros));
    }

    @Override
    String type() {
      return "Sequential";
    }
  }

  /**
   * A network for pictures of 224×224.
   *
   * @param architecture {@code vit_b_16}, {@code vit_b_32}, {@code vit_l_16} or {@code vit_l_32}:
   *     base or large, and the patches' size
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static VisionTransformer of(String architecture, int classes, int channels) {
    return of(architecture, classes, channels, PAPER_SIZE);
  }

  /**
   * A network for pictures of another size, of which it has more or fewer positions.
   *
   * @param architecture as {@link #of(String, int, int)}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @param size height and width of the pictures, a multiple of the patches'
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture, or the size does not part
   *     into patches
   */
  public static VisionTransformer of(String architecture, int classes, int channels, int size) {
    Plan plan = VARIANTS.named(architecture);
    return new VisionTransformer(new Task(architecture, classes, channels), plan, size);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  /** From {@code architecture}, {@code classes}, {@code channels} and {@code size}. */
  static VisionTransformer build(Settings settings) {
    return of(
        settings.text("architecture"),
        settings.number("classes"),
        settings.number("channels"),
        settings.number("size", PAPER_SIZE));
  }

  /**
   * What {@link Models#build} makes the same network from, without its weights.
   *
   * @return architecture, classes, channels and size
   */
  @Override
  public Map<String, String> getCustomMetadata() {
    var configuration = new LinkedHashMap<>(super.getCustomMetadata());
    configuration.put("size", String.valueOf(size));
    return configuration;
  }

  @Override
  void check(Shape input) {
    super.check(input);
    if (input.get(2) != size || input.get(3) != size) {
      throw new IllegalArgumentException(
          getCustomMetadata().get("architecture")
              + " was made for pictures of "
              + size
              + "×"
              + size
              + ", got "
              + input
              + "; VisionTransformer.of(name, classes, channels, size) makes it for others");
    }
  }
}
