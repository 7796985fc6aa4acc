package lungo.kernel.protocol;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, strings, numbers, booleans and null. Reads strictly what RFC 8259 allows;
 * writes what browsers can read, so numbers that JSON lacks (NaN, infinities) become null.
 */
public final class Json {

  private Json() {}

  /**
   * The text of a JSON object.
   *
   * @param object string keys; values as the class says, other values as their {@code toString()}
   * @return one line
   */
  public static String write(Map<String, ?> object) {
    var text = new StringWriter();
    try (var writer = new JsonWriter(text)) {
      writer.setSerializeNulls(true);
      writer.setHtmlSafe(false);
      write(writer, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does no I/O
    }
    return text.toString();
  }

  /**
   * Reads a JSON object.
   *
   * @param text one object and nothing else
   * @return its fields in their order
   * @throws BadMessageException if it is not JSON, or not an object, with the place
   */
  public static Map<String, Object> read(String text) throws BadMessageException {
    try (var reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw new BadMessageException("a JSON object expected, got " + reader.peek());
      }
      Map<String, Object> object = readObject(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new BadMessageException("text after the JSON object at " + reader.getPath());
      }
      return object;
    } catch (MalformedJsonException | EOFException | NumberFormatException e) {
      throw new BadMessageException("not JSON: " + firstLine(e), e);
    } catch (IOException | IllegalStateException e) {
      throw new BadMessageException("unreadable JSON: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return Optional.ofNullable(e.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(e.getClass().getSimpleName());
  }

  private static Map<String, Object> readObject(JsonReader reader) throws IOException {
    var object = new LinkedHashMap<String, Object>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      Object value = readValue(reader);
      if (value != null) { // an absent field and a null one mean the same here
        object.put(name, value);
      }
    }
    reader.endObject();
    return object;
  }

  private static List<@Nullable Object> readArray(JsonReader reader) throws IOException {
    var array = new ArrayList<@Nullable Object>();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(readValue(reader));
    }
    reader.endArray();
    return array;
  }

  private static @Nullable Object readValue(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader);
      case BEGIN_ARRAY -> readArray(reader);
      case STRING -> reader.nextString();
      case BOOLEAN -> reader.nextBoolean();
      case NUMBER -> number(reader.nextString());
      case NULL -> {
        reader.nextNull();
        yield null;
      }
      default -> throw new MalformedJsonException("a value expected at " + reader.getPath());
    };
  }

  /** Whole numbers as Long where they fit, all others as BigDecimal or Double. */
  private static Number number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notWhole) {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? (Number) value : new BigDecimal(text);
    }
  }

  private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> object) {
      writer.beginObject();
      for (Map.Entry<?, ?> field : object.entrySet()) {
        writer.name(String.valueOf(field.getKey()));
        write(writer, field.getValue());
      }
      writer.endObject();
    } else if (value instanceof Iterable<?> array) {
      writer.beginArray();
      for (Object element : array) {
        write(writer, element);
      }
      writer.endArray();
    } else if (value instanceof Boolean flag) {
      writer.value(flag);
    } else if (value instanceof Number number) {
      double asDouble = number.doubleValue();
      if (number instanceof BigDecimal || Double.isFinite(asDouble)) {
        writer.value(number);
      } else {
        writer.nullValue();
      }
    } else if (value == null) {
      writer.nullValue();
    } else {
      writer.value(wellFormed(value.toString()));
    }
  }

  /** Replaces lone surrogates, which UTF-8 cannot carry. */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return wellFormed(text.substring(0, i) + '\uFFFD' + text.substring(i + 1));
        }
      }
    }
    return text;
  }
}
