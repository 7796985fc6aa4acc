package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Inception-v3. Szegedy et al. 2015, https://arxiv.org/abs/1512.00567, with the structure, the
 * initial weights and the parameter names of torchvision, whose trained weights expect pictures
 * normalised by the mean 0.5 and the deviation 0.5.
 *
 * <pre>{@code
 * var model = InceptionV3.inceptionV3(1000);
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised, 299×299 in the paper; output (N, classes), the
 * logits. In training there is a second output, the logits of an auxiliary head half-way, whose
 * loss a {@code Learner} adds with the weight 0.4; for smaller pictures than the paper's its
 * pooling windows shrink.
 */
public final class InceptionV3 extends ImageClassifier {

  private static final Variants<Double> VARIANTS = Variants.of(Map.entry("inception_v3", 0.5));

  private final Inception halfWay;
  private final Auxiliary auxiliary;

  private InceptionV3(Task task, double dropout) {
    super(task);
    link("Conv2d_1a_3x3", conv(Convolution.of(task.channels(), 32, 3).padding(0).stride(2)));
    link("Conv2d_2a_3x3", conv(Convolution.of(32, 32, 3).padding(0)));
    link("Conv2d_2b_3x3", conv(Convolution.of(32, 64, 3))); // (N, 64, 147, 147)
    link("maxpool1", new MaxPool2d(3, 2, 0));
    link("Conv2d_3b_1x1", conv(Convolution.of(64, 80, 1)));
    link("Conv2d_4a_3x3", conv(Convolution.of(80, 192, 3).padding(0))); // (N, 192, 71, 71)
    link("maxpool2", new MaxPool2d(3, 2, 0));
    link("Mixed_5b", Inception.a(192, 32));
    link("Mixed_5c", Inception.a(256, 64));
    link("Mixed_5d", Inception.a(288, 64)); // (N, 288, 35, 35)
    link("Mixed_6a", Inception.b(288));
    link("Mixed_6b", Inception.c(768, 128));
    link("Mixed_6c", Inception.c(768, 160));
    link("Mixed_6d", Inception.c(768, 160));
    halfWay = link("Mixed_6e", Inception.c(768, 192)); // (N, 768, 17, 17)
    auxiliary = child("AuxLogits", new Auxiliary(768, task.classes()));
    link("Mixed_7a", Inception.d(768));
    link("Mixed_7b", Inception.e(1280));
    link("Mixed_7c", Inception.e(2048)); // (N, 2048, 8, 8)
    link("avgpool", new AdaptiveAvgPool2d(1));
    link("dropout", new Dropout(dropout));
    link("flatten", new Flatten());
    link("fc", linear(2048, task.classes(), 0.1));
  }

  private static BasicConv2d conv(Convolution convolution) {
    return new BasicConv2d(convolution);
  }

  private static Linear linear(long inputs, long outputs, double std) {
    return new Linear(inputs, outputs, new Initial.Normal(std), Initial.fanIn(inputs));
  }

  /** The logits, and in training those of the auxiliary head. */
  @Override
  NDList compute(Pass pass, NDList inputs) {
    NDArray x = inputs.singletonOrThrow();
    check(x.getShape());
    var side = new NDList();
    try (NDArray pictures = laidOut(x)) {
      NDArray logits =
          compute(
              pass,
              pictures,
              (block, output) -> {
                if (block == halfWay && pass.training()) {
                  side.add(auxiliary.forward(pass, output));
                }
              });
      return new NDList(logits).addAll(side); // (N, classes), (N, classes)
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return super.shapes(
        input,
        (block, shape) -> {
          visitor.accept(block, shape);
          if (block == halfWay) {
            visitor.accept(auxiliary, halfWay.outputShape(shape));
          }
        });
  }

  /** Classifies what has been found half-way. */
  private static final class Auxiliary extends Chain {

    Auxiliary(long inputs, int classes) {
      link("pool", new Windows());
      link("conv0", conv(Convolution.of(inputs, 128, 1))); // (N, 128, 5, 5)
      link("conv1", conv(Convolution.of(128, 768, 5).padding(0)));
      link("avgpool", new AdaptiveAvgPool2d(1)); // (N, 768, 1, 1)
      link("flatten", new Flatten());
      link("fc", linear(768, classes, 0.001));
    }

    @Override
    String type() {
      return "InceptionAux";
    }
  }

  /** Means of 5×5 windows, every third one; smaller windows where that gives less than 5×5. */
  private static final class Windows extends NamedBlock {

    private static final int ENOUGH = 17;
    private final AvgPool2d paper = child("windows", new AvgPool2d(5, 3, 0));
    private final AdaptiveAvgPool2d small = child("small", new AdaptiveAvgPool2d(5));

    private NamedBlock fitting(Shape input) {
      return Math.min(input.get(2), input.get(3)) >= ENOUGH ? paper : small;
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return fitting(x.getShape()).forward(pass, x); // (N, C, 5, 5) or larger
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      NamedBlock pool = fitting(input);
      visitor.accept(pool, input);
      return pool.outputShape(input);
    }

    @Override
    String type() {
      return "AvgPool2d";
    }
  }

  /**
   * A network.
   *
   * @param architecture {@code inception_v3}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static InceptionV3 of(String architecture, int classes, int channels) {
    double dropout = VARIANTS.named(architecture);
    return new InceptionV3(new Task(architecture, classes, channels), dropout);
  }

  /**
   * A network for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static InceptionV3 inceptionV3(int classes) {
    return of("inception_v3", classes, 3);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  @Override
  int smallest() {
    return 75;
  }
}
