package lungo.models;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import lungo.weights.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON file of settings beside weights, with errors that name the file.
 *
 * @param file where it lies
 * @param root what stands in it
 * @param fault what an error says of the file, such as {@code describes no adapter}
 */
record JsonSettings(Path file, JsonObject root, String fault) {

  static JsonSettings read(Path file, String fault) {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (root.isJsonObject()) {
        return new JsonSettings(file, root.getAsJsonObject(), fault);
      }
      throw new WeightsException(file + " " + fault + ": expected a JSON object");
    } catch (NoSuchFileException e) {
      throw new WeightsException(file + " does not exist", e);
    } catch (IOException e) {
      throw new WeightsException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (JsonParseException e) {
      throw new WeightsException(file + " " + fault + ": it is no JSON: " + e.getMessage(), e);
    }
  }

  private WeightsException wrong(String what) {
    return new WeightsException(file + " " + fault + ": " + what);
  }

  private @Nullable JsonElement value(String name) {
    JsonElement value = root.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  int integer(String name) {
    JsonElement value = value(name);
    if (value == null) {
      throw wrong("it has no '" + name + "'");
    }
    try {
      return value.getAsInt();
    } catch (RuntimeException e) {
      throw wrong("'" + name + "' must be a number, got " + value);
    }
  }

  int integer(String name, int absent) {
    return value(name) == null ? absent : integer(name);
  }

  double real(String name, double absent) {
    JsonElement value = value(name);
    try {
      return value == null ? absent : value.getAsDouble();
    } catch (RuntimeException e) {
      throw wrong("'" + name + "' must be a number, got " + value);
    }
  }

  /** A text, number or truth value as it is written; anything else as JSON. */
  String text(String name, String absent) {
    JsonElement value = value(name);
    if (value == null) {
      return absent;
    }
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** A part of it, or null where there is none. */
  @Nullable JsonSettings part(String name) {
    JsonElement value = value(name);
    return value != null && value.isJsonObject()
        ? new JsonSettings(file, value.getAsJsonObject(), fault)
        : null;
  }

  /** The texts of a list; null where there is none. */
  @Nullable List<String> texts(String name) {
    JsonElement value = value(name);
    return value != null && value.isJsonArray()
        ? value.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList()
        : null;
  }
}
