package lungo.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.data.DataException;
import org.jspecify.annotations.Nullable;

/** Hugging Face's {@code tokenizer.json}: its parts by name, with errors that name the file. */
record TokenizerFile(Path file, JsonObject root) {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  /** A token that was added to a vocabulary and stands for itself in a text. */
  record Added(int id, String token) {}

  static TokenizerFile read(Path file) {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (!root.isJsonObject()) {
        throw new DataException(file + " is no tokenizer: expected a JSON object");
      }
      return new TokenizerFile(file, root.getAsJsonObject());
    } catch (NoSuchFileException e) {
      throw new DataException("no file " + file, e);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (JsonParseException e) {
      throw new DataException(file + " is no JSON: " + e.getMessage(), e);
    }
  }

  DataException wrong(String what) {
    return new DataException(file + " is no tokenizer that can be read: " + what);
  }

  /** A part, or null where there is none. */
  @Nullable JsonObject part(String name) {
    JsonElement part = root.get(name);
    return part == null || part.isJsonNull() ? null : object(part, name);
  }

  JsonObject object(JsonElement element, String name) {
    if (!element.isJsonObject()) {
      throw wrong("'" + name + "' must be an object");
    }
    return element.getAsJsonObject();
  }

  /** The vocabulary with the tokens that were added to it. */
  Vocabulary vocabulary(JsonObject model) {
    JsonElement vocab = model.get("vocab");
    if (vocab == null || !vocab.isJsonObject()) {
      throw wrong("'model' has no 'vocab' of tokens with their numbers");
    }
    var ids = new LinkedHashMap<String, Integer>();
    for (Map.Entry<String, JsonElement> entry : vocab.getAsJsonObject().entrySet()) {
      ids.put(entry.getKey(), number(entry.getValue(), entry.getKey()));
    }
    added().forEach(added -> ids.put(added.token(), added.id()));
    try {
      return Vocabulary.of(ids);
    } catch (DataException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Tokens of a vocabulary as those that were added to it. */
  static List<Added> added(Vocabulary vocabulary, List<String> tokens) {
    return tokens.stream().map(token -> new Added(vocabulary.find(token), token)).toList();
  }

  List<Added> added() {
    var all = new ArrayList<Added>();
    for (JsonElement element : list(root, "added_tokens")) {
      JsonObject token = object(element, "added_tokens");
      String content = text(token, "content", "");
      all.add(new Added(number(token.get("id"), content), content));
    }
    return all;
  }

  List<JsonElement> list(JsonObject of, String name) {
    JsonElement list = of.get(name);
    if (list == null || list.isJsonNull()) {
      return List.of();
    }
    if (!list.isJsonArray()) {
      throw wrong("'" + name + "' must be a list");
    }
    return list.getAsJsonArray().asList();
  }

  private int number(@Nullable JsonElement value, String of) {
    try {
      if (value != null) {
        return value.getAsInt();
      }
    } catch (RuntimeException e) {
      throw new DataException(file + ": the number of token '" + of + "' is " + value, e);
    }
    throw wrong("token '" + of + "' has no number");
  }

  String text(JsonObject of, String name, String otherwise) {
    JsonElement value = of.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      return otherwise;
    }
    return value.getAsString();
  }

  boolean flag(JsonObject of, String name, boolean otherwise) {
    JsonElement value = of.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      return otherwise;
    }
    return value.getAsBoolean();
  }

  static JsonObject numbers(Vocabulary vocabulary) {
    var numbers = new JsonObject();
    for (int i = 0; i < vocabulary.size(); i++) {
      numbers.addProperty(vocabulary.token(i), i);
    }
    return numbers;
  }

  static JsonObject split(String regex) {
    var pattern = new JsonObject();
    pattern.addProperty("Regex", regex);
    var split = new JsonObject();
    split.addProperty("type", "Split");
    split.add("pattern", pattern);
    split.addProperty("behavior", "Isolated");
    split.addProperty("invert", false);
    return split;
  }

  static JsonObject sequence(JsonObject... parts) {
    var list = new JsonArray();
    for (JsonObject part : parts) {
      list.add(part);
    }
    var sequence = new JsonObject();
    sequence.addProperty("type", "Sequence");
    sequence.add("pretokenizers", list);
    return sequence;
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param normalizer empty for none
   * @param marks what is put around a text; empty for nothing
   */
  static void write(
      Path file,
      JsonObject normalizer,
      JsonObject words,
      JsonObject marks,
      JsonObject decoder,
      JsonObject model,
      List<Added> added) {
    var tokens = new JsonArray();
    for (Added token : added) {
      var entry = new JsonObject();
      entry.addProperty("id", token.id());
      entry.addProperty("content", token.token());
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        entry.addProperty(flag, false);
      }
      entry.addProperty("special", true);
      tokens.add(entry);
    }
    var root = new JsonObject();
    root.addProperty("version", "1.0");
    root.add("truncation", JsonNull.INSTANCE);
    root.add("padding", JsonNull.INSTANCE);
    root.add("added_tokens", tokens);
    root.add("normalizer", normalizer.isEmpty() ? JsonNull.INSTANCE : normalizer);
    root.add("pre_tokenizer", words);
    root.add("post_processor", marks.isEmpty() ? JsonNull.INSTANCE : marks);
    root.add("decoder", decoder);
    root.add("model", model);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, GSON.toJson(root));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
