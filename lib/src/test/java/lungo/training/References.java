package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.weights.StateDict;

/** What training_reference.py wrote, and its formula for weights and inputs. */
public final class References {

  static final int STEPS = 5;
  private static final int BATCH = 7;
  private static final int CLASSES = 3;

  private References() {}

  /** Name to numbers; the file is beside this class, or by its path in the resources. */
  public static Map<String, double[]> read(String name) throws IOException {
    try (InputStream file = References.class.getResourceAsStream(name + ".txt")) {
      if (file == null) {
        throw new NoSuchElementException(name);
      }
      var lines = new LinkedHashMap<String, double[]>();
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" "))
          .forEach(
              words ->
                  lines.put(
                      words[0],
                      Stream.of(words).skip(1).mapToDouble(Double::parseDouble).toArray()));
      return lines;
    }
  }

  /** sin(0.7 i + salt) * scale. */
  public static NDArray values(NDManager manager, int salt, double scale, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(0.7 * i + salt) * scale);
    }
    return manager.create(values, shape);
  }

  /** The script's batches, one epoch of them. */
  static Loader loader(Shape example) {
    return batches(STEPS, example);
  }

  /** Batches whose inputs and labels follow from the step. */
  static Loader batches(int count, Shape example) {
    return batches(count, example, step -> 1);
  }

  /** The same, with inputs that are multiplied by a number of their step's. */
  static Loader batches(int count, Shape example, IntToDoubleFunction scale) {
    return new MadeBatches(
        count,
        BATCH,
        (manager, step) -> {
          long[] labels = new long[BATCH];
          for (int i = 0; i < BATCH; i++) {
            labels[i] = Math.floorMod(i + step, CLASSES);
          }
          Shape shape = new Shape(BATCH).addAll(example);
          NDArray inputs = values(manager, 10 + step, scale.applyAsDouble(step), shape);
          return new Batch(new NDList(inputs), new NDList(manager.create(labels)));
        });
  }

  /** A learner's weights and statistics, one after the other. */
  static float[] weights(Learner learner) {
    var all = new NDList();
    for (NDArray array : StateDict.of(learner.model()).arrays().values()) {
      all.add(array.stopGradient().flatten());
    }
    return NDArrays.concat(all).toFloatArray();
  }
}
