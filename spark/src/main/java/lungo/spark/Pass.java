package lungo.spark;

import ai.djl.nn.Block;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Applies a model to a partition's rows, a batch at a time.
 *
 * @param model what the executor loads
 * @param encoding makes numbers of a row
 * @param batch how many rows at a time
 */
record Pass(Broadcast<ShippedModel> model, SparkPredictor.Encoding encoding, int batch)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private final Queue<Row> ready = new ArrayDeque<>();

      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (ready.isEmpty()) {
          fill(rows, ready);
        }
        Row next = ready.poll();
        if (next == null) {
          throw new NoSuchElementException();
        }
        return next;
      }
    };
  }

  private void fill(Iterator<Row> rows, Queue<Row> ready) {
    List<Row> taken = new ArrayList<>(batch);
    List<float[]> examples = new ArrayList<>(batch);
    long[] shape = model.value().shape();
    long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    while (taken.size() < batch && rows.hasNext()) {
      Row row = rows.next();
      float[] numbers = encoding.of(row);
      if (numbers.length != size) {
        throw new IllegalArgumentException(
            "an example of shape "
                + Arrays.toString(shape)
                + " has "
                + size
                + " numbers, the row gives "
                + numbers.length);
      }
      taken.add(row);
      examples.add(numbers);
    }
    if (taken.isEmpty()) {
      return;
    }
    Block block = ShippedModel.loaded(model);
    float[][] outputs = ShippedModel.apply(block, shape, examples);
    for (int i = 0; i < outputs.length; i++) {
      Row row = taken.get(i);
      var values = new @Nullable Object[row.length() + 1];
      for (int c = 0; c < row.length(); c++) {
        values[c] = row.get(c);
      }
      values[row.length()] = outputs[i];
      ready.add(RowFactory.create(values));
    }
  }
}
