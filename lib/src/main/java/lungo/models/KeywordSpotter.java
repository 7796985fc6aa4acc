package lungo.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * DS-CNN, which waits for words on a microcontroller: a convolution of the features of a sound,
 * then each channel convolved by itself and mixed by 1×1 convolutions, four times. Zhang et al.
 * 2017, Hello Edge, https://arxiv.org/abs/1711.07128, the small one of its tables; without bias
 * before batch normalisation, which has its own.
 *
 * <pre>{@code
 * var model = KeywordSpotter.dsCnnS(10);
 * }</pre>
 *
 * Input (N, channels, frames, rows) float32, the features of a sound as a grey picture whose height
 * is time: one second as 49 frames of 10 MFCC in the paper; other sizes do. Output (N, classes),
 * the logits.
 */
public final class KeywordSpotter extends ImageClassifier {

  /**
   * One of the family.
   *
   * @param width channels of every convolution
   * @param blocks of a convolution channel by channel and one of 1×1
   */
  private record Plan(int width, int blocks) {}

  private static final Variants<Plan> VARIANTS =
      Variants.of(Map.entry("ds_cnn_s", new Plan(64, 4)));

  private KeywordSpotter(Task task, Plan plan) {
    super(task);
    int width = plan.width();
    var first =
        new Convolution(
            task.channels(),
            width,
            10,
            4,
            2,
            2,
            5,
            1,
            1,
            Initial.kaimingFanOut(width, 10 * 4),
            Convolution.Bias.NONE);
    var features = new ArrayList<NamedBlock>();
    features.add(new Sequential(normed(first)));
    for (int i = 0; i < plan.blocks(); i++) {
      var parts = new ArrayList<>(normed(Convolution.of(width, width, 3).groups(width)));
      parts.addAll(normed(Convolution.of(width, width, 1)));
      features.add(new Sequential(parts));
    }
    link("features", new Sequential(features)); // (N, width, frames / 2, rows / 2)
    link("avgpool", new AdaptiveAvgPool2d(1));
    link("flatten", new Flatten());
    link("fc", new Linear(width, task.classes()));
  }

  private static List<NamedBlock> normed(Convolution convolution) {
    return List.of(
        new Conv2d(convolution), new BatchNorm2d(convolution.outputs()), Pointwise.relu());
  }

  /**
   * A network.
   *
   * @param architecture {@code ds_cnn_s}
   * @param classes how many words, 1 or more
   * @param channels of the features, 1 for those of one sound
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static KeywordSpotter of(String architecture, int classes, int channels) {
    Plan plan = VARIANTS.named(architecture);
    return new KeywordSpotter(new Task(architecture, classes, channels), plan);
  }

  /**
   * The small network for the features of sounds.
   *
   * @param classes how many words, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static KeywordSpotter dsCnnS(int classes) {
    return of("ds_cnn_s", classes, 1);
  }

  static List<String> architectures() {
    return VARIANTS.names();
  }

  @Override
  int smallest() {
    return 2;
  }
}
