package lungo.weights;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The types of values that a safetensors file can hold and what they become in memory. */
enum TensorType {
  F64(DataType.FLOAT64, 8),
  F32(DataType.FLOAT32, 4),
  F16(DataType.FLOAT32, 2),
  BF16(DataType.FLOAT32, 2),
  I64(DataType.INT64, 8),
  I32(DataType.INT32, 4),
  I8(DataType.INT8, 1),
  U8(DataType.UINT8, 1),
  BOOL(DataType.BOOLEAN, 1);

  private final DataType memory;
  private final int bytes;

  TensorType(DataType memory, int bytes) {
    this.memory = memory;
    this.bytes = bytes;
  }

  static Optional<TensorType> named(String name) {
    return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
  }

  /** The type that an array is written as. */
  static Optional<TensorType> of(DataType type) {
    return Arrays.stream(values())
        .filter(t -> t.memory == type && t != F16 && t != BF16)
        .findFirst();
  }

  DataType memory() {
    return memory;
  }

  int bytes() {
    return bytes;
  }

  /** The file's bytes as the engine wants them: halves widened, the others as they are. */
  ByteBuffer widened(ByteBuffer stored) {
    if (this != F16 && this != BF16) {
      return stored;
    }
    var halves = stored.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    var wide =
        ByteBuffer.allocateDirect(Math.multiplyExact(2, stored.remaining()))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = wide.asFloatBuffer();
    for (int i = 0; i < halves.limit(); i++) {
      short half = halves.get(i);
      floats.put(i, this == BF16 ? Float.intBitsToFloat(half << 16) : half(half));
    }
    return wide;
  }

  /**
   * The engine's bytes as the file wants them: floats rounded to halves, the others as they are.
   *
   * @throws ArithmeticException if a number is too large for a half
   */
  ByteBuffer narrowed(ByteBuffer values) {
    return switch (this) {
      case F16 -> float16(values);
      case BF16 -> bfloat16(values);
      default -> values;
    };
  }

  /** Floats as binary16, the nearest, where two are as near that with the even last bit. */
  static ByteBuffer float16(ByteBuffer floats) {
    FloatBuffer wide = floats.order(ByteOrder.nativeOrder()).asFloatBuffer();
    var narrow = ByteBuffer.allocate(floats.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < wide.limit(); i++) {
      narrow.putShort(half(wide.get(i)));
    }
    return narrow.flip();
  }

  private static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int size = bits & 0x7fff_ffff;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (Float.isInfinite(value)) {
      return (short) (sign | 0x7c00);
    }
    if (size >= 0x477f_f000) { // 65,520, half-way from the largest half to the next.
      throw new ArithmeticException(
          "has values beyond 65,504, which float16 cannot keep, such as " + value);
    }
    if (size < 0x3880_0000) { // Below 2^-14 halves have steps of 2^-24.
      return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24));
    }
    int rounded = size - 0x3800_0000 + 0xfff + (size >>> 13 & 1);
    return (short) (sign | (rounded >>> 13));
  }

  /** Floats as bfloat16, the nearest, where two are as near that with the even last bit. */
  static ByteBuffer bfloat16(ByteBuffer floats) {
    FloatBuffer wide = floats.order(ByteOrder.nativeOrder()).asFloatBuffer();
    var narrow = ByteBuffer.allocate(floats.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < wide.limit(); i++) {
      int bits = Float.floatToRawIntBits(wide.get(i));
      int rounded =
          Float.isNaN(wide.get(i)) ? bits | 0x0040_0000 : bits + 0x7fff + (bits >>> 16 & 1);
      narrow.putShort((short) (rounded >>> 16));
    }
    return narrow.flip();
  }

  /** IEEE 754 binary16: a sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 127 - 15) << 23 | fraction << 13);
  }
}
