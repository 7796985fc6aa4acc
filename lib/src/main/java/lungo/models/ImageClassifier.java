package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/**
 * A network from pictures (N, channels, H, W) to logits (N, classes): its parts one after another
 * under torchvision's names.
 */
abstract class ImageClassifier extends Chain {

  private final Task task;

  /**
   * What a network is made for.
   *
   * @param architecture its name
   * @param classes how many, 1 or more
   * @param channels of the pictures, 1 or more
   */
  record Task(String architecture, int classes, int channels) {

    Task {
      if (classes < 1 || channels < 1) {
        throw new IllegalArgumentException(
            "classes and channels must be 1 or more, got " + classes + " and " + channels);
      }
    }
  }

  ImageClassifier(Task task) {
    this.task = task;
  }

  /** The least height and width of the pictures. */
  int smallest() {
    return 1;
  }

  /**
   * What {@link Models#build} makes the same network from, without its weights.
   *
   * @return architecture, classes and channels, and what else it takes
   */
  @Override
  public Map<String, String> getCustomMetadata() {
    var configuration = new LinkedHashMap<String, String>();
    configuration.put("architecture", task.architecture());
    configuration.put("classes", String.valueOf(task.classes()));
    configuration.put("channels", String.valueOf(task.channels()));
    return configuration;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    check(x.getShape());
    try (NDArray pictures = laidOut(x)) {
      return super.compute(pass, pictures);
    }
  }

  /** Another handle of the pictures, in the memory layout that convolutions are quickest with. */
  static NDArray laidOut(NDArray x) {
    return x.getDevice().isGpu() ? Functional.same(x) : Functional.channelsLast(x);
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    check(input);
    return super.shapes(input, visitor);
  }

  /** Refuses pictures that it is not made for. */
  void check(Shape input) {
    if (input.dimension() != 4 || input.get(1) != task.channels()) {
      throw new IllegalArgumentException(
          task.architecture() + " expects images (N, " + task.channels() + ", H, W), got " + input);
    }
    if (input.get(2) < smallest() || input.get(3) < smallest()) {
      throw new IllegalArgumentException(
          task.architecture()
              + " expects images of "
              + smallest()
              + "×"
              + smallest()
              + " pixels or more, got "
              + input);
    }
  }

  @Override
  String type() {
    return getClass().getSimpleName();
  }

  @Override
  public String toString() {
    return task.architecture()
        + " ("
        + task.channels()
        + (task.channels() == 1 ? " channel, " : " channels, ")
        + task.classes()
        + (task.classes() == 1 ? " class)" : " classes)");
  }
}
