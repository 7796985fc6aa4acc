package lungo.text;

import lungo.data.Loader;

/** Tokens one after the other: all in memory, or in shards. */
interface TokenRow {

  /** How many there are. */
  long size();

  /** All of them, in memory. */
  int[] toArray();

  /**
   * Pieces of them.
   *
   * @param shuffled to learn from: whole pieces from a place that changes; else all in order
   */
  Loader loader(int length, int batchSize, boolean shuffled);

  /**
   * In memory.
   *
   * @param tokens not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record InMemory(int[] tokens) implements TokenRow {

    @Override
    public long size() {
      return tokens.length;
    }

    @Override
    public int[] toArray() {
      return tokens.clone();
    }

    @Override
    public Loader loader(int length, int batchSize, boolean shuffled) {
      return new TokenLoader(tokens, length, batchSize, shuffled);
    }
  }
}
