package lungo.models;

import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Builds architectures by name.
 *
 * <pre>{@code
 * Models.names()                                  // [lenet5, alexnet, vgg11, …]
 * var model = Models.of("vgg16_bn", 1000);
 * }</pre>
 */
public final class Models {

  /** Makes one of a family: architecture, classes, channels. */
  @FunctionalInterface
  private interface ImageFamily {
    Block of(String architecture, int classes, int channels);
  }

  private static final Map<String, Function<Settings, Block>> BUILDERS = builders();

  private Models() {}

  private static Map<String, Function<Settings, Block>> builders() {
    var builders = new LinkedHashMap<String, Function<Settings, Block>>();
    addImages(builders, LeNet.architectures(), LeNet::of);
    addImages(builders, AlexNet.architectures(), AlexNet::of);
    addImages(builders, Vgg.architectures(), Vgg::of);
    ResNet.architectures().forEach(name -> builders.put(name, ResNet::build));
    addImages(builders, InceptionV3.architectures(), InceptionV3::of);
    addImages(builders, MobileNetV3.architectures(), MobileNetV3::of);
    addImages(builders, ConvNeXt.architectures(), ConvNeXt::of);
    VisionTransformer.architectures().forEach(n -> builders.put(n, VisionTransformer::build));
    addImages(builders, KeywordSpotter.architectures(), KeywordSpotter::of);
    return builders;
  }

  private static void addImages(
      Map<String, Function<Settings, Block>> builders, List<String> names, ImageFamily family) {
    names.forEach(
        name ->
            builders.put(name, s -> family.of(name, s.number("classes"), s.number("channels"))));
  }

  /**
   * The architectures that can be built.
   *
   * @return their names, family by family
   */
  public static List<String> names() {
    return List.copyOf(BUILDERS.keySet());
  }

  /**
   * A network for colour pictures.
   *
   * @param architecture one of {@link #names}
   * @param classes how many, 1 or more
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture; the message has the names
   */
  public static Block of(String architecture, int classes) {
    return of(architecture, classes, 3);
  }

  /**
   * A network for pictures.
   *
   * @param architecture one of {@link #names}
   * @param classes how many, 1 or more
   * @param channels of the pictures: 1 for grey, 3 for colour
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there is no such architecture; the message has the names
   */
  public static Block of(String architecture, int classes, int channels) {
    return build(
        Map.of(
            "architecture",
            architecture,
            "classes",
            String.valueOf(classes),
            "channels",
            String.valueOf(channels)));
  }

  /**
   * The network that a configuration describes, without weights: what a block of this package says
   * of itself by {@link Block#getCustomMetadata}.
   *
   * @param configuration {@code architecture} and what it takes: {@code classes}, {@code channels},
   *     for a ResNet also {@code stem}, for a vision transformer {@code size}
   * @return the network
   * @throws IllegalArgumentException if the architecture is unknown or a setting is missing or
   *     wrong
   */
  public static Block build(Map<String, String> configuration) {
    var settings = new Settings(configuration);
    String architecture = settings.text("architecture");
    if (architecture.equals(TabularMlp.ARCHITECTURE)) {
      return TabularMlp.build(settings); // not by its name alone
    }
    Function<Settings, Block> builder = BUILDERS.get(architecture);
    if (builder == null) {
      throw Variants.unknown(architecture, BUILDERS.keySet());
    }
    return builder.apply(settings);
  }
}
