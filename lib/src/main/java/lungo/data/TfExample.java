package lungo.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow's {@code tf.train.Example}: named values, each some bytes or whole numbers. What
 * TFRecords of shards hold, so that other programs read them too.
 * https://www.tensorflow.org/api_docs/python/tf/train/Example
 *
 * <pre>{@code
 * byte[] written = new TfExample().put("tokens", 17, 4, 99).toBytes();
 * long[] tokens = TfExample.parse(written, "a record").numbers("tokens");
 * }</pre>
 */
public final class TfExample {

  private static final int BYTES_LIST = 1;
  private static final int INT64_LIST = 3;

  private final Map<String, byte[]> bytes = new LinkedHashMap<>();
  private final Map<String, long[]> numbers = new LinkedHashMap<>();
  private final String where;

  /** Without values. */
  public TfExample() {
    this("a new example");
  }

  private TfExample(String where) {
    this.where = where;
  }

  /**
   * Adds bytes.
   *
   * @param name the feature's
   * @param value not copied
   * @return this example
   */
  public TfExample put(String name, byte[] value) {
    bytes.put(name, value);
    return this;
  }

  /**
   * Adds a text in UTF-8.
   *
   * @param name the feature's
   * @param value any text
   * @return this example
   */
  public TfExample put(String name, String value) {
    return put(name, value.getBytes(UTF_8));
  }

  /**
   * Adds whole numbers.
   *
   * @param name the feature's
   * @param values not copied
   * @return this example
   */
  public TfExample put(String name, long... values) {
    numbers.put(name, values);
    return this;
  }

  /**
   * A feature's bytes.
   *
   * @param name the feature's
   * @return the bytes, not copied
   * @throws DataException if it has none
   */
  public byte[] bytes(String name) {
    return found(name, bytes.get(name));
  }

  /**
   * A feature's text.
   *
   * @param name the feature's
   * @return the text
   * @throws DataException if it has none
   */
  public String text(String name) {
    return new String(bytes(name), UTF_8);
  }

  /**
   * A feature's numbers.
   *
   * @param name the feature's
   * @return the numbers, not copied
   * @throws DataException if it has none
   */
  public long[] numbers(String name) {
    return found(name, numbers.get(name));
  }

  private <T> T found(String name, @Nullable T value) {
    if (value == null) {
      throw new DataException(
          where + " has no '" + name + "'; it has " + bytes.keySet() + " and " + numbers.keySet());
    }
    return value;
  }

  /**
   * The message.
   *
   * @return its bytes
   */
  public byte[] toBytes() {
    var features = new ProtoMessage();
    bytes.forEach(
        (name, value) ->
            features.bytes(1, entry(name, BYTES_LIST, new ProtoMessage().bytes(1, value))));
    numbers.forEach(
        (name, values) ->
            features.bytes(1, entry(name, INT64_LIST, new ProtoMessage().varints(1, values))));
    return new ProtoMessage().bytes(1, features.toBytes()).toBytes();
  }

  private static byte[] entry(String name, int kind, ProtoMessage list) {
    byte[] feature = new ProtoMessage().bytes(kind, list.toBytes()).toBytes();
    return new ProtoMessage().bytes(1, name.getBytes(UTF_8)).bytes(2, feature).toBytes();
  }

  /**
   * Reads a message; features of floats are passed over.
   *
   * @param message its bytes
   * @param where names it, for messages
   * @return the example
   * @throws DataException if it is none
   */
  public static TfExample parse(byte[] message, String where) {
    var example = new TfExample(where);
    try {
      Fields.of(
          ByteBuffer.wrap(message),
          1,
          features -> Fields.of(features, 1, entry -> example.read(entry)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DataException(where + " is no tf.train.Example", e);
    }
    return example;
  }

  private void read(ByteBuffer entry) {
    var name = new StringBuilder();
    Fields.of(entry.duplicate(), 1, text -> name.append(UTF_8.decode(text)));
    Fields.of(
        entry,
        2,
        feature -> {
          Fields.of(
              feature.duplicate(),
              BYTES_LIST,
              list -> Fields.of(list, 1, value -> bytes.put(name.toString(), copy(value))));
          Fields.of(feature, INT64_LIST, list -> numbers.put(name.toString(), Fields.longs(list)));
        });
  }

  private static byte[] copy(ByteBuffer value) {
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    return copy;
  }

  /** The fields of a message. */
  private static final class Fields {

    private Fields() {}

    /** Hands each field of a number over that is bytes or a message. */
    static void of(ByteBuffer message, int wanted, Consumer<ByteBuffer> each) {
      while (message.hasRemaining()) {
        long key = varint(message);
        switch ((int) key & 7) {
          case 0 -> varint(message);
          case 1 -> skip(message, 8);
          case 5 -> skip(message, 4);
          case 2 -> {
            int size = Math.toIntExact(varint(message) & Integer.MAX_VALUE);
            if (size > message.remaining()) {
              throw new BufferUnderflowException();
            }
            ByteBuffer content = message.slice(message.position(), size);
            skip(message, size);
            if (key >>> 3 == wanted) {
              each.accept(content);
            }
          }
          default -> throw new IllegalArgumentException("wire type " + (key & 7));
        }
      }
    }

    private static void skip(ByteBuffer message, int size) {
      message.position(message.position() + size);
    }

    /** The numbers of a list, packed or one by one. */
    static long[] longs(ByteBuffer list) {
      long[] values = new long[list.remaining()];
      int count = 0;
      while (list.hasRemaining()) {
        long key = varint(list);
        int end = (key & 7) == 2 ? Math.toIntExact(varint(list)) + list.position() : 0;
        if ((key & 7) == 0) {
          values[count++] = varint(list);
        }
        while (list.position() < end) {
          values[count++] = varint(list);
        }
      }
      return Arrays.copyOf(values, count);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte next = in.get();
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("a varint of more than ten bytes");
    }
  }
}
