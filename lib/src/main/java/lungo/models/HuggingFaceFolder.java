package lungo.models;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import lungo.weights.StateDict;
import lungo.weights.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a model as Hugging Face's {@code save_pretrained} writes it: {@code config.json}
 * beside safetensors files.
 *
 * @param file {@code config.json}
 * @param root what stands in it
 */
record HuggingFaceFolder(Path folder, Path file, JsonObject root) {

  /** Masks and positions that old files keep among the weights. */
  private static final Pattern CONSTANT =
      Pattern.compile(".*(\\.attn\\.(masked_)?bias|position_ids|rotary_emb\\.inv_freq)");

  static HuggingFaceFolder open(Path folder) {
    Path file = folder.resolve("config.json");
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (root.isJsonObject()) {
        return new HuggingFaceFolder(folder, file, root.getAsJsonObject());
      }
      throw new WeightsException(file + " is no configuration: expected a JSON object");
    } catch (NoSuchFileException e) {
      throw new WeightsException(
          folder
              + " has no config.json; a model of Hugging Face is a folder with config.json and"
              + " model.safetensors",
          e);
    } catch (IOException e) {
      throw new WeightsException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (JsonParseException e) {
      throw new WeightsException(file + " is no JSON: " + e.getMessage(), e);
    }
  }

  /** {@code gpt2}, {@code llama}, {@code bert}. */
  String type() {
    return text("model_type", "");
  }

  WeightsException unknown(String what, Object... known) {
    return new WeightsException(
        file + ": " + what + "; those that can be read are " + List.of(known));
  }

  GptConfig gpt() {
    int width = number("n_embd");
    require("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh");
    require("layer_norm_epsilon", "1e-05", "1e-05", "1e-5", "1.0E-5");
    require("n_inner", String.valueOf(4 * width), String.valueOf(4 * width));
    require("scale_attn_weights", "true", "true");
    require("scale_attn_by_inverse_layer_idx", "false", "false");
    require("tie_word_embeddings", "true", "true");
    return new GptConfig(
        number("vocab_size"),
        number("n_positions"),
        width,
        number("n_layer"),
        number("n_head"),
        real("resid_pdrop", 0.1));
  }

  LlamaConfig llama() {
    int width = number("hidden_size");
    int heads = number("num_attention_heads");
    require("hidden_act", "silu", "silu");
    require("attention_bias", "false", "false");
    require("mlp_bias", "false", "false");
    require("head_dim", String.valueOf(width / heads), String.valueOf(width / heads));
    JsonObject rope = object("rope_parameters");
    JsonObject scaling = rope == null ? object("rope_scaling") : rope;
    String kind = scaling == null ? "default" : string(scaling, "rope_type", "default");
    if (!kind.equals("default")) {
      throw unknown("rotary positions of type '" + kind + "'", "default");
    }
    return new LlamaConfig(
        number("vocab_size"),
        number("max_position_embeddings"),
        width,
        number("intermediate_size"),
        number("num_hidden_layers"),
        heads,
        root.has("num_key_value_heads") ? number("num_key_value_heads") : heads,
        rope != null && rope.has("rope_theta")
            ? rope.get("rope_theta").getAsDouble()
            : real("rope_theta", 10_000),
        real("rms_norm_eps", 1e-6),
        text("tie_word_embeddings", "false").equals("true"));
  }

  BertConfig bert() {
    require("hidden_act", "gelu", "gelu");
    require("position_embedding_type", "absolute", "absolute");
    require("layer_norm_eps", "1e-12", "1e-12", "1.0E-12");
    return new BertConfig(
        number("vocab_size"),
        number("max_position_embeddings"),
        root.has("type_vocab_size") ? number("type_vocab_size") : 2,
        number("hidden_size"),
        number("intermediate_size"),
        number("num_hidden_layers"),
        number("num_attention_heads"),
        real("hidden_dropout_prob", 0.1));
  }

  /** The class that was saved, such as {@code BertForMaskedLM}; empty where it is not told. */
  String architecture() {
    JsonElement names = root.get("architectures");
    return names != null && names.isJsonArray() && !names.getAsJsonArray().isEmpty()
        ? names.getAsJsonArray().get(0).getAsString()
        : "";
  }

  /** How many classes a classifier has. */
  int classes() {
    JsonObject labels = object("id2label");
    return labels == null ? 2 : labels.size();
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
    String value = text(name, absent);
    if (!Set.of(known).contains(value)) {
      throw unknown(name + " is " + value, (Object[]) known);
    }
  }

  private int number(String name) {
    try {
      JsonElement value = root.get(name);
      if (value != null) {
        return value.getAsInt();
      }
    } catch (RuntimeException e) {
      throw new WeightsException(file + ": '" + name + "' must be a number", e);
    }
    throw new WeightsException(file + " has no '" + name + "'");
  }

  private double real(String name, double absent) {
    try {
      JsonElement value = root.get(name);
      return value == null || value.isJsonNull() ? absent : value.getAsDouble();
    } catch (RuntimeException e) {
      throw new WeightsException(file + ": '" + name + "' must be a number", e);
    }
  }

  private @Nullable JsonObject object(String name) {
    JsonElement value = root.get(name);
    return value != null && value.isJsonObject() ? value.getAsJsonObject() : null;
  }

  private String text(String name, String absent) {
    return string(root, name, absent);
  }

  private static String string(JsonObject object, String name, String absent) {
    JsonElement value = object.get(name);
    return value == null || !value.isJsonPrimitive() ? absent : value.getAsString();
  }
}
