package lungo.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers, and arrays of numbers, from columns one after the other.
 *
 * @param columns their names; empty for all
 */
record ColumnNumbers(List<String> columns) implements SparkPredictor.Encoding {

  @Override
  public float[] of(Row row) {
    var numbers = new Numbers();
    if (columns.isEmpty()) {
      for (int i = 0; i < row.length(); i++) {
        add(numbers, row, i);
      }
    } else {
      for (String column : columns) {
        add(numbers, row, row.fieldIndex(column));
      }
    }
    return numbers.toArray();
  }

  private static void add(Numbers numbers, Row row, int index) {
    Object value = row.isNullAt(index) ? null : row.get(index);
    if (value instanceof scala.collection.Seq<?>) {
      row.getList(index).forEach(element -> numbers.add(element, row, index));
    } else {
      numbers.add(value, row, index);
    }
  }

  /** Numbers whose count is not known before. */
  private static final class Numbers {
    private float[] values = new float[16];
    private int count;

    void add(@Nullable Object value, Row row, int index) {
      if (count == values.length) {
        values = java.util.Arrays.copyOf(values, 2 * count);
      }
      if (value instanceof Number number) {
        values[count++] = number.floatValue();
      } else if (value instanceof Boolean yes) {
        values[count++] = yes ? 1 : 0;
      } else {
        throw new IllegalArgumentException(
            "expected numbers in column '"
                + row.schema().fieldNames()[index]
                + "', got "
                + (value == null
                    ? "a missing value"
                    : value.getClass().getSimpleName() + " " + value)
                + "; columns(…) chooses others, encode(…) makes numbers of what is none");
      }
    }

    float[] toArray() {
      return java.util.Arrays.copyOf(values, count);
    }
  }
}
