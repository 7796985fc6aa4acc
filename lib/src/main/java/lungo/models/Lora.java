package lungo.models;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lungo.weights.WeightsException;

/**
 * Fine-tuning of few weights: beside the matrix of a chosen layer, which is frozen, a product of
 * two small ones is learned, {@code y = W x + alpha / rank · B A x}. B is 0 at first, so that the
 * model begins as it was. Hu et al. 2021, https://arxiv.org/abs/2106.09685
 *
 * <pre>{@code
 * var model = LanguageModel.load(Path.of("llama"), manager);
 * var lora = Lora.rank(8).layers("q_proj", "v_proj");
 * lora.addTo(model);                                       // before the learner is made
 * Learner.tokens(train, valid, vocabulary, length, model).optimizer(AdamW.of(1e-3)).fit(1);
 * lora.save(model, Path.of("adapter"));                    // the small matrices alone
 * Lora.merge(model);                                       // as fast as before
 * }</pre>
 *
 * The numbers, the names and the files are those of Hugging Face's PEFT.
 *
 * @param rank the small matrices' inner size
 * @param alpha the product counts {@code alpha / rank}
 * @param dropout the share of inputs that the product does not see in training, in [0, 1)
 * @param layers the last parts of the layers' paths
 */
public record Lora(int rank, double alpha, double dropout, List<String> layers) {

  /**
   * Checks the settings.
   *
   * @param rank the small matrices' inner size, 1 or more
   * @param alpha the product counts {@code alpha / rank}, above 0
   * @param dropout in [0, 1)
   * @param layers the last parts of the layers' paths
   * @throws IllegalArgumentException with the value that is wrong
   */
  public Lora {
    Sizes.positive("rank", rank);
    Sizes.above("alpha", alpha);
    Sizes.share("dropout", dropout);
    layers = List.copyOf(layers);
  }

  /**
   * Of a rank, with an alpha twice as large, without dropout.
   *
   * @param rank 1 or more, such as 8
   * @return settings without layers
   */
  public static Lora rank(int rank) {
    return new Lora(rank, 2.0 * rank, 0, List.of());
  }

  /**
   * With another alpha.
   *
   * @param other above 0
   * @return new settings
   */
  public Lora alpha(double other) {
    return new Lora(rank, other, dropout, layers);
  }

  /**
   * With dropout.
   *
   * @param share in [0, 1)
   * @return new settings
   */
  public Lora dropout(double share) {
    return new Lora(rank, alpha, share, layers);
  }

  /**
   * At some layers.
   *
   * @param names the last parts of their paths, such as {@code q_proj} (Llama), {@code c_attn}
   *     (GPT-2), {@code query} (BERT)
   * @return new settings
   */
  public Lora layers(String... names) {
    return new Lora(rank, alpha, dropout, List.of(names));
  }

  double scale() {
    return alpha / rank;
  }

  /**
   * Adds the small matrices to a model and freezes all else. Heads that are to be learned too can
   * be unfrozen by the learner, which must be made afterwards.
   *
   * @param model of this library, with its weights
   * @throws IllegalArgumentException if a name means no layer that has a matrix, or a layer has an
   *     adapter already; the message has the names of those that there are
   * @throws IllegalStateException if the model is not initialised
   */
  public void addTo(Block model) {
    if (!model.isInitialized()) {
      throw new IllegalStateException("a model needs its weights before an adapter is added");
    }
    Map<String, Affine> chosen = chosen(affine(model));
    model.getParameters().values().forEach(Lora::freeze);
    chosen.forEach((path, layer) -> layer.adapt(path, this));
  }

  private static void freeze(Parameter parameter) {
    parameter.freeze(true);
    parameter.getArray().setRequiresGradient(false);
  }

  private Map<String, Affine> chosen(Map<String, Affine> all) {
    var chosen = new LinkedHashMap<String, Affine>();
    var unknown = new ArrayList<>(layers);
    all.forEach(
        (path, layer) -> {
          for (String name : layers) {
            if (path.equals(name) || path.endsWith("." + name)) {
              chosen.put(path, layer);
              unknown.remove(name);
            }
          }
        });
    if (chosen.isEmpty() || !unknown.isEmpty()) {
      var names = new TreeSet<String>();
      all.keySet().forEach(path -> names.add(path.substring(path.lastIndexOf('.') + 1)));
      throw new IllegalArgumentException(
          "no layer is called "
              + (unknown.isEmpty() ? "so: none was named" : unknown)
              + "; those that can be adapted are "
              + names);
    }
    return chosen;
  }

  /** The layers with a matrix, by path. */
  private static Map<String, Affine> affine(Block model) {
    var found = new LinkedHashMap<String, Affine>();
    collect(model, "", found);
    return found;
  }

  private static void collect(Block block, String path, Map<String, Affine> into) {
    for (Pair<String, Block> entry : block.getChildren()) {
      String inner = path + entry.getKey();
      if (entry.getValue() instanceof Affine layer) {
        into.put(inner, layer);
      } else {
        collect(entry.getValue(), inner + ".", into);
      }
    }
  }

  /**
   * Adds each product to the matrix that it belongs to: the model computes the same, as fast as
   * before, and all its weights can be trained again.
   *
   * @param model that has adapters
   * @throws IllegalArgumentException if it has none
   */
  public static void merge(Block model) {
    List<Affine> adapted = affine(model).values().stream().filter(Affine::isAdapted).toList();
    if (adapted.isEmpty()) {
      throw new IllegalArgumentException("the model has no adapter to merge");
    }
    adapted.forEach(Affine::merge);
    for (Parameter parameter : model.getParameters().values()) {
      switch (parameter.getType()) {
        case RUNNING_MEAN, RUNNING_VAR, OTHER -> {}
        default -> parameter.freeze(false);
      }
    }
  }

  /**
   * Writes the small matrices, and what they are, as PEFT does: {@code adapter_model.safetensors}
   * and {@code adapter_config.json}.
   *
   * @param model that has adapters
   * @param folder is made if it is not there
   * @throws IllegalArgumentException if the model has no adapter
   * @throws WeightsException if they cannot be written
   */
  public void save(Block model, Path folder) {
    AdapterFolder.save(this, model, folder);
  }

  /**
   * Adds adapters as PEFT keeps them.
   *
   * @param model that they were learned for, with its weights
   * @param folder with {@code adapter_model.safetensors} and {@code adapter_config.json}
   * @return the settings
   * @throws WeightsException if a file is missing or corrupt, does not fit the model, or asks for
   *     what is not here, which the message names
   */
  public static Lora load(Block model, Path folder) {
    return AdapterFolder.load(model, folder);
  }
}
