package lungo.models;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import lungo.weights.StateDict;
import lungo.weights.WeightsException;

/**
 * A folder with a model as Hugging Face's {@code save_pretrained} writes it: {@code config.json}
 * beside safetensors files.
 *
 * @param config {@code config.json}
 */
record HuggingFaceFolder(Path folder, JsonSettings config) {

  /** Masks and positions that old files keep among the weights. */
  private static final Pattern CONSTANT =
      Pattern.compile(".*(\\.attn\\.(masked_)?bias|position_ids|rotary_emb\\.inv_freq)");

  static HuggingFaceFolder open(Path folder) {
    Path file = folder.resolve("config.json");
    if (!Files.exists(file)) {
      throw new WeightsException(
          folder
              + " has no config.json; a model of Hugging Face is a folder with config.json and"
              + " model.safetensors");
    }
    return new HuggingFaceFolder(folder, JsonSettings.read(file, "is no configuration"));
  }

  /** {@code gpt2}, {@code llama}, {@code bert}. */
  String type() {
    return config.text("model_type", "");
  }

  WeightsException unknown(String what, Object... known) {
    return new WeightsException(
        config.file() + ": " + what + "; those that can be read are " + List.of(known));
  }

  GptConfig gpt() {
    int width = config.integer("n_embd");
    require("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh");
    require("layer_norm_epsilon", "1e-05", "1e-05", "1e-5", "1.0E-5");
    require("n_inner", String.valueOf(4 * width), String.valueOf(4 * width));
    require("scale_attn_weights", "true", "true");
    require("scale_attn_by_inverse_layer_idx", "false", "false");
    require("tie_word_embeddings", "true", "true");
    return new GptConfig(
        config.integer("vocab_size"),
        config.integer("n_positions"),
        width,
        config.integer("n_layer"),
        config.integer("n_head"),
        config.real("resid_pdrop", 0.1));
  }

  LlamaConfig llama() {
    int width = config.integer("hidden_size");
    int heads = config.integer("num_attention_heads");
    require("hidden_act", "silu", "silu");
    require("attention_bias", "false", "false");
    require("mlp_bias", "false", "false");
    require("head_dim", String.valueOf(width / heads), String.valueOf(width / heads));
    JsonSettings rope = config.part("rope_parameters");
    JsonSettings scaling = rope == null ? config.part("rope_scaling") : rope;
    String kind = scaling == null ? "default" : scaling.text("rope_type", "default");
    if (!kind.equals("default")) {
      throw unknown("rotary positions of type '" + kind + "'", "default");
    }
    return new LlamaConfig(
        config.integer("vocab_size"),
        config.integer("max_position_embeddings"),
        width,
        config.integer("intermediate_size"),
        config.integer("num_hidden_layers"),
        heads,
        config.integer("num_key_value_heads", heads),
        (rope == null ? config : rope).real("rope_theta", config.real("rope_theta", 10_000)),
        config.real("rms_norm_eps", 1e-6),
        config.text("tie_word_embeddings", "false").equals("true"));
  }

  BertConfig bert() {
    require("hidden_act", "gelu", "gelu");
    require("position_embedding_type", "absolute", "absolute");
    require("layer_norm_eps", "1e-12", "1e-12", "1.0E-12");
    return new BertConfig(
        config.integer("vocab_size"),
        config.integer("max_position_embeddings"),
        config.integer("type_vocab_size", 2),
        config.integer("hidden_size"),
        config.integer("intermediate_size"),
        config.integer("num_hidden_layers"),
        config.integer("num_attention_heads"),
        config.real("hidden_dropout_prob", 0.1));
  }

  /** The class that was saved, such as {@code BertForMaskedLM}; empty where it is not told. */
  String architecture() {
    List<String> names = config.texts("architectures");
    return names == null || names.isEmpty() ? "" : names.get(0);
  }

  /** How many classes a classifier has. */
  int classes() {
    JsonSettings labels = config.part("id2label");
    return labels == null ? 2 : labels.root().size();
  }

  /**
   * Loads the weights into a model that is not initialised.
   *
   * @param base the prefix that the names of the body have in the model and need not have in files
   */
  <B extends Block> B load(B model, String base, NDManager manager) {
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    var state = StateDict.of(model);
    state.load(folder, names(state.parameters().keySet(), base));
    return model;
  }

  /**
   * Loads the weights of a body into a model that is not initialised: heads are left out, and what
   * the files need not have keeps its first weights.
   *
   * @param base the prefix that the names of the body may have in files
   * @param spare the prefix of the weights in the model that files need not have
   */
  <B extends Block> B loadBody(B model, String base, String spare, NDManager manager) {
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    var state = StateDict.of(model);
    Set<String> known = state.parameters().keySet();
    UnaryOperator<String> names = names(known, "");
    var loaded =
        state.loadPartly(
            folder,
            stored -> {
              String name =
                  names.apply(stored.startsWith(base) ? stored.substring(base.length()) : stored);
              return known.contains(name) ? name : "";
            });
    List<String> lacking = Arrays.stream(loaded.fresh()).filter(n -> !n.startsWith(spare)).toList();
    if (!lacking.isEmpty()) {
      throw new WeightsException(folder + " lacks the weights " + lacking);
    }
    return model;
  }

  private static UnaryOperator<String> names(Set<String> known, String base) {
    return stored -> {
      String name = stored.replace("LayerNorm.gamma", "LayerNorm.weight");
      name = name.replace("LayerNorm.beta", "LayerNorm.bias");
      if (known.contains(name)) {
        return name;
      }
      if (known.contains(base + name)) {
        return base + name;
      }
      boolean tied = name.equals("lm_head.weight") || name.startsWith("cls.predictions.decoder.");
      return tied || CONSTANT.matcher(name).matches() ? "" : name;
    };
  }

  /** Refuses a setting that the model here does not have. */
  private void require(String name, String absent, String... known) {
    String value = config.text(name, absent);
    if (!Set.of(known).contains(value)) {
      throw unknown(name + " is " + value, (Object[]) known);
    }
  }
}
