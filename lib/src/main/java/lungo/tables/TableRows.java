package lungo.tables;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Prepared rows, row after row. */
final class TableRows {

  private final float[] numbers;
  private final int width;
  private final long[] categories;
  private final int kinds;

  /**
   * @param width numbers a row
   * @param kinds categories a row
   */
  TableRows(float[] numbers, int width, long[] categories, int kinds) {
    this.numbers = numbers;
    this.width = width;
    this.categories = categories;
    this.kinds = kinds;
  }

  /** Some of them as (N, numbers) float32 and, if there are some, (N, categories) int64. */
  NDList arrays(NDManager manager, int[] chosen) {
    float[] values = new float[chosen.length * width];
    long[] indices = new long[chosen.length * kinds];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(numbers, chosen[i] * width, values, i * width, width);
      System.arraycopy(categories, chosen[i] * kinds, indices, i * kinds, kinds);
    }
    var arrays = new NDList(manager.create(values, new Shape(chosen.length, width)));
    if (kinds > 0) {
      arrays.add(manager.create(indices, new Shape(chosen.length, kinds)));
    }
    return arrays;
  }
}
