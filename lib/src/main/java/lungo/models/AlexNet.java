package lungo.models;

import java.util.List;
import java.util.Map;

/**
 * AlexNet, which won ImageNet's challenge of 2012 and began the era of deep learning. With the
 * structure, the initial weights and the parameter names of torchvision: Krizhevsky 2014,
 * https://arxiv.org/abs/1404.5997, one column without response normalisation.
 *
 * <pre>{@code
 * var model = AlexNet.alexnet(1000);
 * }</pre>
 *
 * Input (N, channels, H, W) float32, normalised, 224×224 in the paper; output (N, classes), the
 * logits.
 */
public final class AlexNet extends ImageClassifier {

  private static final Variants<Double> VARIANTS = Variants.of(Map.entry("alexnet", 0.5));

  private AlexNet(Task task, double dropout) {
    super(task);
    link(
        "features",
        new Sequential(
            conv(Convolution.of(task.channels(), 64, 11).stride(4).padding(2)),
            Pointwise.relu(), // (N, 64, 55, 55)
            new MaxPool2d(3, 2, 0), // (N, 64, 27, 27)
            conv(Convolution.of(64, 192, 5)),
            Pointwise.relu(),
            new MaxPool2d(3, 2, 0), // (N, 192, 13, 13)
            conv(Convolution.of(192, 384, 3)),
            Pointwise.relu(),
            conv(Convolution.of(384, 256, 3)),
            Pointwise.relu(),
            conv(Convolution.of(256, 256, 3)),
            Pointwise.relu(),
            new MaxPool2d(3, 2, 0))); // (N, 256, 6, 6)
    link("avgpool", new AdaptiveAvgPool2d(6));
    link("flatten", new Flatten());
    link(
        "classifier",
        new Sequential(
            new Dropout(dropout),
            new Linear(256 * 6 * 6, 4096),
            Pointwise.relu(),
            new Dropout(dropout),
            new Linear(4096, 4096),
            Pointwise.relu(),
            new Linear(4096, task.classes())));
  }

  private static Conv2d conv(Convolution convolution) {
    return new Conv2d(convolution.asPyTorch());
  }

  /**
   * A network.
   *
   * @param architecture {@code alexnet}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static AlexNet of(String architecture, int classes, int channels) {
    double dropout = VARIANTS.named(architecture);
    return new AlexNet(new Task(architecture, classes, channels), dropout);
  }

  /**
   * A network for colour pictures.
   *
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static AlexNet alexnet(int classes) {
    return of("alexnet", classes, 3);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  @Override
  int smallest() {
    return 63;
  }
}
