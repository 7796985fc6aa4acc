package lungo.audio;

import java.util.Arrays;

/** One channel of one frame of FLAC. RFC 9639, section 9.2. */
final class FlacSubframe {

  /** How much of each value before a fixed predictor takes, by its order. */
  private static final int[][] FIXED = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

  private final FlacBits in;

  FlacSubframe(FlacBits in) {
    this.in = in;
  }

  /** Reads as many values as there is room for. */
  void read(long[] to, int bitsOfFrame) {
    if (in.read(1) != 0) {
      throw in.damaged("a channel does not begin with 0");
    }
    int kind = (int) in.read(6);
    int wasted = in.read(1) == 0 ? 0 : in.readZeros() + 1;
    int bits = bitsOfFrame - wasted;
    if (bits < 1) {
      throw in.damaged(wasted + " of " + bitsOfFrame + " bits are unused");
    }
    if (kind == 0) {
      Arrays.fill(to, in.readSigned(bits));
    } else if (kind == 1) {
      first(to, to.length, bits);
    } else if (kind >= 8 && kind <= 12) {
      first(to, kind - 8, bits);
      residual(to, kind - 8);
      predict(to, FIXED[kind - 8], 0);
    } else if (kind >= 32) {
      linear(to, kind - 31, bits);
    } else {
      throw in.damaged("there is no predictor " + kind);
    }
    for (int i = 0; wasted > 0 && i < to.length; i++) {
      to[i] <<= wasted;
    }
  }

  private void first(long[] to, int count, int bits) {
    if (count > to.length) {
      throw in.damaged(count + " values are to begin a frame of " + to.length);
    }
    for (int i = 0; i < count; i++) {
      to[i] = in.readSigned(bits);
    }
  }

  private void linear(long[] to, int order, int bits) {
    first(to, order, bits);
    int precision = (int) in.read(4) + 1;
    int shift = (int) in.readSigned(5);
    if (precision == 16 || shift < 0) {
      throw in.damaged("a predictor has " + precision + " bits and the shift " + shift);
    }
    int[] coefficients = new int[order];
    for (int i = 0; i < order; i++) {
      coefficients[i] = (int) in.readSigned(precision);
    }
    residual(to, order);
    predict(to, coefficients, shift);
  }

  /** What the prediction lacks, in Rice's code, a parameter a partition. */
  private void residual(long[] to, int order) {
    int method = (int) in.read(2);
    if (method > 1) {
      throw in.damaged("there is no code " + method);
    }
    int width = method == 0 ? 4 : 5;
    int escape = (1 << width) - 1;
    int partitions = 1 << (int) in.read(4);
    int size = to.length / partitions;
    if (size * partitions != to.length || size < order) {
      throw in.damaged(to.length + " values do not make " + partitions + " parts");
    }
    int at = order;
    for (int partition = 1; partition <= partitions; partition++) {
      int parameter = (int) in.read(width);
      int raw = parameter == escape ? (int) in.read(5) : 0;
      for (; at < partition * size; at++) {
        to[at] = parameter == escape ? in.readSigned(raw) : rice(parameter);
      }
    }
  }

  private long rice(int parameter) {
    long folded = ((long) in.readZeros() << parameter) | in.read(parameter);
    return (folded >>> 1) ^ -(folded & 1);
  }

  /** Adds to each value what those before it tell. */
  private static void predict(long[] values, int[] coefficients, int shift) {
    int order = coefficients.length;
    for (int i = order; i < values.length; i++) {
      long sum = 0;
      for (int k = 0; k < order; k++) {
        sum += coefficients[k] * values[i - 1 - k];
      }
      values[i] += sum >> shift;
    }
  }
}
