package lungo.models;

import ai.djl.nn.Block;
import java.util.Map;

/** Builds architectures by name. */
public final class Models {

  private Models() {}

  /**
   * The network that a configuration describes, without weights: what a block of this package says
   * of itself by {@link Block#getCustomMetadata}.
   *
   * @param configuration {@code architecture} and what it takes: for a ResNet {@code classes},
   *     {@code channels} and {@code stem}
   * @return the network
   * @throws IllegalArgumentException if the architecture is unknown or a setting is missing or
   *     wrong
   */
  public static Block build(Map<String, String> configuration) {
    String architecture = setting(configuration, "architecture");
    return ResNet.of(
        architecture,
        number(configuration, "classes"),
        number(configuration, "channels"),
        stem(setting(configuration, "stem")));
  }

  private static ResNet.Stem stem(String name) {
    for (ResNet.Stem stem : ResNet.Stem.values()) {
      if (stem.name().equals(name)) {
        return stem;
      }
    }
    throw new IllegalArgumentException("no stem '" + name + "'; there are: IMAGENET, SMALL");
  }

  private static int number(Map<String, String> configuration, String name) {
    String value = setting(configuration, name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, got '" + value + "'", e);
    }
  }

  private static String setting(Map<String, String> configuration, String name) {
    String value = configuration.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no '" + name + "' in the model's configuration; it has " + configuration.keySet());
    }
    return value;
  }
}
