package lungo.models;

import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Builds architectures by name.
 *
 * <pre>{@code
 * Models.names();                                  // lenet5, alexnet, vgg11 and so on
 * var model = Models.of("vgg16_bn", 1000);
 * Models.languageNames();                          // gpt2, gpt2-medium and so on
 * var gpt = Models.of("gpt2");
 * }</pre>
 */
public final class Models {

  /** Makes one of a family: architecture, classes, channels. */
  @FunctionalInterface
  private interface ImageFamily {
    Block of(String architecture, int classes, int channels);
  }

  private static final Map<String, Function<Settings, Block>> BUILDERS = builders();
  private static final Map<String, Supplier<Block>> LANGUAGE = language();

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

  private static Map<String, Supplier<Block>> language() {
    var builders = new LinkedHashMap<String, Supplier<Block>>();
    builders.put("gpt2", () -> Gpt.of(GptConfig.gpt2()));
    builders.put("gpt2-medium", () -> Gpt.of(GptConfig.gpt2Medium()));
    builders.put("gpt2-large", () -> Gpt.of(GptConfig.gpt2Large()));
    builders.put("gpt2-xl", () -> Gpt.of(GptConfig.gpt2Xl()));
    builders.put("llama2", () -> Llama.of(LlamaConfig.llama2()));
    builders.put("llama3", () -> Llama.of(LlamaConfig.llama3()));
    builders.put("tinyllama", () -> Llama.of(LlamaConfig.tinyLlama()));
    builders.put("bert-base", () -> Bert.pretraining(BertConfig.base()));
    builders.put("bert-large", () -> Bert.pretraining(BertConfig.large()));
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
   * The models of language that can be built.
   *
   * @return their names, family by family
   */
  public static List<String> languageNames() {
    return List.copyOf(LANGUAGE.keySet());
  }

  /**
   * A model of language with the sizes that it was published with; each family's own class makes
   * others, such as {@code Gpt.of(GptConfig.tiny(1000))}.
   *
   * @param architecture one of {@link #languageNames}
   * @return a {@link Gpt}, a {@link Llama}, or a {@link Bert} for pretraining; its weights are made
   *     when it is initialised
   * @throws IllegalArgumentException if there is no such model; the message has the names, and for
   *     a network for pictures says what it needs
   */
  public static Block of(String architecture) {
    Supplier<Block> builder = LANGUAGE.get(architecture);
    if (builder != null) {
      return builder.get();
    }
    if (BUILDERS.containsKey(architecture)) {
      throw new IllegalArgumentException(
          architecture
              + " tells classes apart; say how many: Models.of(\""
              + architecture
              + "\", classes)");
    }
    throw Variants.unknown(architecture, LANGUAGE.keySet());
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
    if (architecture.equals("bert")) {
      return Bert.build(settings);
    }
    if (builder == null) {
      throw Variants.unknown(architecture, BUILDERS.keySet());
    }
    return builder.apply(settings);
  }
}
