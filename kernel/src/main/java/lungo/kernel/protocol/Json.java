package lungo.kernel.protocol;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, strings, numbers, booleans and null. Reads strictly what RFC 8259 allows;
 * writes what browsers can read, so numbers that JSON lacks (NaN, infinities) become null. Writing
 * is our own, as each message that goes out waits for it, and the first for its classes.
 */
public final class Json {

  private static final char SPECIAL = '\u2028';

  private Json() {}

  /**
   * The text of a JSON object.
   *
   * @param object string keys; values as the class says, other values as their {@code toString()}
   * @return one line
   */
  public static String write(Map<String, ?> object) {
    var text = new StringBuilder();
    write(object, text);
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

  private static void write(@Nullable Object value, StringBuilder to) {
    if (value instanceof String text) {
      writeText(text, to);
    } else if (value instanceof Map<?, ?> object) {
      char before = '{';
      for (Map.Entry<?, ?> field : object.entrySet()) {
        writeText(String.valueOf(field.getKey()), to.append(before));
        write(field.getValue(), to.append(':'));
        before = ',';
      }
      to.append(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> array) {
      to.append('[');
      boolean isFirst = true;
      for (Object element : array) {
        write(element, isFirst ? to : to.append(','));
        isFirst = false;
      }
      to.append(']');
    } else if (value instanceof Number number) {
      writeNumber(number, to);
    } else if (value == null || value instanceof Boolean) {
      to.append(value);
    } else {
      writeText(value.toString(), to);
    }
  }

  private static void writeNumber(Number number, StringBuilder to) {
    boolean isBig = number instanceof BigDecimal || number instanceof BigInteger;
    if (!isBig && !Double.isFinite(number.doubleValue())) {
      to.append("null");
    } else if (number.getClass().getName().startsWith("java.")) {
      to.append(number);
    } else {
      to.append(number.doubleValue()); // whatever it calls itself
    }
  }

  /** Quotes a text, and replaces lone surrogates, which UTF-8 cannot carry. */
  private static void writeText(String text, StringBuilder to) {
    to.append('"');
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c < ' ' || c == '"' || c == '\\' || (c >= SPECIAL && isSpecial(c))) {
        writeSpecial(c, to.append(text, copied, i));
        copied = i + 1;
      }
    }
    to.append(text, copied, text.length()).append('"');
  }

  /** Line ends for JavaScript but not for JSON, and halves of pairs. */
  private static boolean isSpecial(char c) {
    return c == '\u2028' || c == '\u2029' || Character.isSurrogate(c);
  }

  private static void writeSpecial(char c, StringBuilder to) {
    switch (c) {
      case '"', '\\' -> to.append('\\').append(c);
      case '\n' -> to.append("\\n");
      case '\t' -> to.append("\\t");
      case '\r' -> to.append("\\r");
      case '\b' -> to.append("\\b");
      case '\f' -> to.append("\\f");
      default -> {
        if (Character.isSurrogate(c)) {
          to.append('\uFFFD');
        } else {
          to.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            to.append(Character.forDigit((c >> shift) & 0xf, 16));
          }
        }
      }
    }
  }
}
