package lungo.random;

/** Numbers that the scripts of reference values know, too. */
public final class Formula {

  private Formula() {}

  /** A number in [-1, 1) by an integer hash of (index, stream). */
  public static double uniform(long index, long stream) {
    long x = (index * 2654435761L + stream * 40503) & 0xffffffffL;
    x = ((x ^ (x >> 16)) * 0x45d9f3b) & 0xffffffffL;
    x = ((x ^ (x >> 16)) * 0x45d9f3b) & 0xffffffffL;
    x = x ^ (x >> 16);
    return (x >> 8) / (double) (1 << 23) - 1;
  }
}
