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
