package lungo.data;

import ai.djl.ndarray.NDList;

/**
 * Examples that go through a model together. The arrays belong to the manager that they were made
 * on and are freed with it.
 *
 * <pre>{@code
 * try (var epoch = train.epoch(0)) {
 *   Batch batch = epoch.next(manager);
 *   NDArray pictures = batch.inputs().head();     // (N, C, H, W)
 *   NDArray labels = batch.targets().head();      // (N)
 * }
 * }</pre>
 *
 * @param inputs what the model is given; for images one array (N, C, H, W) float32
 * @param targets what it is to predict; for classes one array (N) int64
 */
public record Batch(NDList inputs, NDList targets) {

  /**
   * How many examples are in this batch.
   *
   * @return N, the first dimension of the first input
   */
  public int size() {
    return Math.toIntExact(inputs.head().getShape().get(0));
  }
}
