package lungo.spark;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lungo.torch.GradMode;
import lungo.training.Lent;
import lungo.weights.StateDict;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model on its way to executors.
 *
 * @param architecture makes its layers
 * @param shape of one example
 * @param weights a safetensors file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ShippedModel(SparkPredictor.Architecture architecture, long[] shape, byte[] weights)
    implements Serializable {

  /** The models of this executor, by their broadcasts. */
  private static final Map<Long, Block> LOADED = new ConcurrentHashMap<>();

  private static final int MOST = 4;

  /** The model with its weights, which all tasks of this executor share. */
  static Block loaded(Broadcast<ShippedModel> broadcast) {
    if (LOADED.size() > MOST) {
      LOADED.keySet().removeIf(id -> id < broadcast.id()); // their weights go with them
    }
    return LOADED.computeIfAbsent(broadcast.id(), id -> broadcast.value().load());
  }

  private Block load() {
    ExecutorEngine.load();
    Block block = architecture.create();
    try {
      Path file = Files.createTempFile("model", ".safetensors");
      try {
        Files.write(file, weights);
        if (!block.isInitialized()) {
          block.initialize(
              NDManager.newBaseManager(), DataType.FLOAT32, new Shape(1).addAll(new Shape(shape)));
        }
        StateDict.of(block).load(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the model's weights cannot be kept in a file", e);
    }
    return block;
  }

  /** Applies a model to examples; gives as many outputs, float32. */
  @SuppressWarnings("try")
  static float[][] apply(Block block, long[] shape, List<float[]> examples) {
    int size = examples.get(0).length;
    var numbers = FloatBuffer.allocate(size * examples.size());
    examples.forEach(numbers::put);
    float[] all =
        Lent.lend(
            block,
            lent -> {
              try (var off = GradMode.off()) {
                var inputs =
                    lent.manager()
                        .create(
                            numbers.array(), new Shape(examples.size()).addAll(new Shape(shape)));
                return lent.block()
                    .forward(lent.store(), new NDList(inputs), false)
                    .head()
                    .toFloatArray();
              }
            });
    var outputs = new float[examples.size()][all.length / examples.size()];
    for (int i = 0; i < outputs.length; i++) {
      System.arraycopy(all, i * outputs[i].length, outputs[i], 0, outputs[i].length);
    }
    return outputs;
  }
}
