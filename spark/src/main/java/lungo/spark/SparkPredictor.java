package lungo.spark;

import ai.djl.nn.Block;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lungo.weights.StateDict;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A trained model that is applied to the rows of a DataFrame on executors. Its weights are sent to
 * each executor once, whose tasks share one copy; rows pass through in batches, so that memory does
 * not grow with their number.
 *
 * <pre>{@code
 * var predictor = SparkPredictor.of(learner.model(), () -> Mlp.of(64, 32, 10), 64);
 * Dataset<Row> scored = predictor.columns("pixels").predict(frame);   // with a column "outputs"
 * }</pre>
 */
public final class SparkPredictor implements AutoCloseable {

  /** Makes a model's layers, without weights; runs once on each executor. */
  @FunctionalInterface
  public interface Architecture extends Serializable {

    /**
     * The layers.
     *
     * @return a new block, as the trained one was made
     */
    Block create();
  }

  /** Makes an example's numbers of a row; runs on executors. */
  @FunctionalInterface
  public interface Encoding extends Serializable {

    /**
     * The numbers of an example, in the order of its shape.
     *
     * @param row a row
     * @return as many numbers as the shape has
     */
    float[] of(Row row);
  }

  private final Broadcast<ShippedModel> model;
  private final long[] shape;
  private final Encoding encoding;
  private final int batch;
  private final String output;

  private SparkPredictor(
      Broadcast<ShippedModel> model, long[] shape, Encoding encoding, int batch, String output) {
    this.model = model;
    this.shape = shape;
    this.encoding = encoding;
    this.batch = batch;
    this.output = output;
  }

  /**
   * A predictor of the session, with batches of 256 rows, that reads all columns as numbers.
   *
   * @param trained the model, whose weights are sent as they are now
   * @param architecture makes the same layers on an executor
   * @param shape of one example, without the batch's dimension, such as 1, 28, 28
   * @return the predictor, to be closed when it is of no more use
   * @throws IllegalArgumentException if the shape is none
   * @throws lungo.weights.WeightsException if the model has no weights yet
   * @throws IllegalStateException if there is no session
   */
  public static SparkPredictor of(Block trained, Architecture architecture, long... shape) {
    if (shape.length == 0 || Arrays.stream(shape).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "expected the shape of an example, such as 1, 28, 28, got " + Arrays.toString(shape));
    }
    var context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    var shipped = new ShippedModel(architecture, shape.clone(), weights(trained));
    return new SparkPredictor(
        context.broadcast(shipped), shape.clone(), new ColumnNumbers(List.of()), 256, "outputs");
  }

  private static byte[] weights(Block trained) {
    try {
      Path file = Files.createTempFile("model", ".safetensors");
      try {
        StateDict.of(trained).save(file);
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the model's weights cannot be kept in a file", e);
    }
  }

  /**
   * Reads an example's numbers from columns: numbers, or arrays of numbers, one after the other.
   *
   * @param columns their names
   * @return a predictor that does
   */
  public SparkPredictor columns(String... columns) {
    return encode(new ColumnNumbers(List.of(columns)));
  }

  /**
   * Makes an example's numbers of a row by the user's own code: pictures decoded, texts tokenised.
   *
   * @param other gives as many numbers as the shape has
   * @return a predictor that does
   */
  public SparkPredictor encode(Encoding other) {
    return new SparkPredictor(model, shape, other, batch, output);
  }

  /**
   * Sets how many rows pass through the model at a time.
   *
   * @param rows one or more
   * @return a predictor that does so
   * @throws IllegalArgumentException if there are fewer
   */
  public SparkPredictor batch(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("a batch has one row or more, got " + rows);
    }
    return new SparkPredictor(model, shape, encoding, rows, output);
  }

  /**
   * Names the column of the outputs.
   *
   * @param name a name that the DataFrame has not
   * @return a predictor that does so
   */
  public SparkPredictor output(String name) {
    return new SparkPredictor(model, shape, encoding, batch, name);
  }

  /**
   * Applies the model to each row, when the result is asked for.
   *
   * @param rows any DataFrame, also a stream
   * @return the same rows with one more column: the model's outputs, an array of float32
   * @throws IllegalArgumentException if the column is there already
   */
  public Dataset<Row> predict(Dataset<Row> rows) {
    if (Arrays.asList(rows.columns()).contains(output)) {
      throw new IllegalArgumentException(
          "the DataFrame has a column '" + output + "' already; output(…) names another");
    }
    StructType schema =
        rows.schema().add(output, DataTypes.createArrayType(DataTypes.FloatType, false), false);
    MapPartitionsFunction<Row, Row> pass = new Pass(model, encoding, batch);
    return rows.mapPartitions(pass, Encoders.row(schema));
  }

  /**
   * Takes the weights back from the executors; results that were not computed cannot be any more.
   */
  @Override
  public void close() {
    model.destroy();
  }
}
