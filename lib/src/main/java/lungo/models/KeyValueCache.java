package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.IdentityHashMap;
import java.util.function.Supplier;

/**
 * What attention layers computed of a text so far: keys and values of every position, so that a
 * further token costs one position's work and not the whole text's.
 */
final class KeyValueCache implements AutoCloseable {

  /**
   * One layer's, in its first positions.
   *
   * @param keys (N, heads, capacity, D)
   * @param values (N, heads, capacity, D)
   */
  record Layer(NDArray keys, NDArray values) {}

  private final NDManager manager;
  private final int rows;
  private final int capacity;
  private final IdentityHashMap<NamedBlock, Layer> layers = new IdentityHashMap<>();
  private final IdentityHashMap<NamedBlock, Layer> fixed = new IdentityHashMap<>();
  private int length;

  /**
   * @param owner of what is kept until this is closed
   * @param rows how many texts
   * @param capacity how many positions at most
   */
  KeyValueCache(NDManager owner, int rows, int capacity) {
    this.manager = owner.newSubManager();
    this.rows = rows;
    this.capacity = capacity;
  }

  /** How many positions it holds. */
  int length() {
    return length;
  }

  Layer layer(NamedBlock block, long heads, long size) {
    return layers.computeIfAbsent(
        block,
        b -> {
          var shape = new Shape(rows, heads, capacity, size);
          return kept(manager.zeros(shape), manager.zeros(shape));
        });
  }

  /**
   * One layer's of another sequence, which does not grow and which all texts look at.
   *
   * @param made computes it at its first use
   */
  Layer fixed(NamedBlock block, Supplier<Layer> made) {
    return fixed.computeIfAbsent(
        block,
        b -> {
          Layer layer = made.get();
          return kept(layer.keys(), layer.values());
        });
  }

  /** Arrays that outlive the step in which they are made. */
  private Layer kept(NDArray keys, NDArray values) {
    NDScope.unregister(keys, values);
    keys.attach(manager);
    values.attach(manager);
    return new Layer(keys, values);
  }

  /** Positions were written by all layers. */
  void advance(int positions) {
    length += positions;
  }

  /** Forgets the text. */
  void clear() {
    length = 0;
  }

  /** Lets each text go on from another one: row i from what row {@code from[i]} was. */
  void reorder(int[] from) {
    try (NDArray index = manager.create(from)) {
      layers.replaceAll(
          (block, old) -> {
            Layer chosen =
                kept(AttentionOps.rows(old.keys(), index), AttentionOps.rows(old.values(), index));
            old.keys().close();
            old.values().close();
            return chosen;
          });
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
