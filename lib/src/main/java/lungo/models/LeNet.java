package lungo.models;

import java.util.List;
import java.util.Map;

/**
 * LeNet-5, which read the numbers on cheques. LeCun et al. 1998, Gradient-based learning applied to
 * document recognition, https://doi.org/10.1109/5.726791; with full connections between maps, plain
 * means as pooling and logits at the end, as it is usually rebuilt.
 *
 * <pre>{@code
 * var model = LeNet.of("lenet5", 10, 1);
 * }</pre>
 *
 * Input (N, channels, H, W) float32, 28×28 in the paper (which puts zeros around to make it 32×32);
 * other sizes are pooled to the same maps. Output (N, classes), the logits.
 */
public final class LeNet extends ImageClassifier {

  private static final Variants<Integer> VARIANTS = Variants.of(Map.entry("lenet5", 28));

  private LeNet(Task task) {
    super(task);
    link("conv1", new Conv2d(Convolution.of(task.channels(), 6, 5).asPyTorch()));
    link("tanh1", Pointwise.tanh()); // (N, 6, 28, 28)
    link("pool1", new AvgPool2d(2, 2, 0)); // (N, 6, 14, 14)
    link("conv2", new Conv2d(Convolution.of(6, 16, 5).padding(0).asPyTorch()));
    link("tanh2", Pointwise.tanh()); // (N, 16, 10, 10)
    link("pool2", new AdaptiveAvgPool2d(5)); // (N, 16, 5, 5)
    link("flatten", new Flatten());
    link("fc1", new Linear(16 * 5 * 5, 120));
    link("tanh3", Pointwise.tanh());
    link("fc2", new Linear(120, 84));
    link("tanh4", Pointwise.tanh());
    link("fc3", new Linear(84, task.classes()));
  }

  /**
   * A network.
   *
   * @param architecture {@code lenet5}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static LeNet of(String architecture, int classes, int channels) {
    VARIANTS.named(architecture);
    return new LeNet(new Task(architecture, classes, channels));
  }

  /**
   * A network for grey pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static LeNet lenet5(int classes) {
    return of("lenet5", classes, 1);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  @Override
  int smallest() {
    return 12;
  }
}
