package lungo.models;

import ai.djl.nn.Block;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lungo.weights.StateDict;
import lungo.weights.WeightsException;

/** Files of adapters, as PEFT writes them. */
final class AdapterFolder {

  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";

  /** What PEFT puts before a weight's path in the model. */
  private static final String PREFIX = "base_model.model.";

  /** Settings that change what is computed, with the value that is computed here. */
  private static final Map<String, String> ONLY =
      Map.of(
          "peft_type", "LORA",
          "bias", "none",
          "use_rslora", "false",
          "use_dora", "false",
          "rank_pattern", "{}",
          "alpha_pattern", "{}");

  private AdapterFolder() {}

  private static StateDict state(Block model) {
    return StateDict.of(model)
        .named(
            name ->
                name.contains("." + Affine.DOWN + ".") || name.contains("." + Affine.UP + ".")
                    ? PREFIX + name
                    : "");
  }

  static void save(Lora settings, Block model, Path folder) {
    StateDict state = state(model);
    if (state.parameters().isEmpty()) {
      throw new IllegalArgumentException("the model has no adapter to save");
    }
    try {
      Files.createDirectories(folder);
      state.save(folder.resolve(WEIGHTS));
      Files.writeString(folder.resolve(CONFIG), json(settings));
    } catch (IOException e) {
      throw new WeightsException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
  }

  private static String json(Lora settings) {
    var json = new JsonObject();
    json.addProperty("peft_type", "LORA");
    json.add("base_model_name_or_path", JsonNull.INSTANCE);
    json.add("task_type", JsonNull.INSTANCE);
    json.addProperty("r", settings.rank());
    json.addProperty("lora_alpha", settings.alpha());
    json.addProperty("lora_dropout", settings.dropout());
    json.addProperty("bias", "none");
    var layers = new JsonArray();
    settings.layers().forEach(layers::add);
    json.add("target_modules", layers);
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json) + "\n";
  }

  static Lora load(Block model, Path folder) {
    Path file = folder.resolve(CONFIG);
    Lora settings = settings(JsonSettings.read(file, "describes no adapter"));
    try {
      settings.addTo(model);
    } catch (IllegalArgumentException e) {
      throw new WeightsException(file + " does not fit the model: " + e.getMessage(), e);
    }
    state(model).load(folder.resolve(WEIGHTS));
    return settings;
  }

  private static Lora settings(JsonSettings config) {
    ONLY.forEach((name, value) -> require(config, name, value));
    List<String> layers = config.texts("target_modules");
    if (layers == null) {
      throw new WeightsException(
          config.file()
              + ": target_modules must be a list of layers' names, got "
              + config.text("target_modules", "none"));
    }
    int rank = config.integer("r");
    double alpha = config.real("lora_alpha", Double.NaN);
    try {
      return new Lora(rank, alpha, config.real("lora_dropout", 0), layers);
    } catch (IllegalArgumentException e) {
      throw new WeightsException(config.file() + " " + config.fault() + ": " + e.getMessage(), e);
    }
  }

  private static void require(JsonSettings config, String name, String value) {
    String found = config.text(name, value);
    if (!found.equals(value)) {
      throw new WeightsException(
          config.file() + ": " + name + " is " + found + ", here it is " + value);
    }
  }
}
