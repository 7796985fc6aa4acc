package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;

/**
 * A forward pass that shows what each layer computes, as PyTorch's forward hooks do. It looks into
 * this library's models and into DJL's {@code SequentialBlock}; another block that holds blocks is
 * one layer to it.
 */
public final class LayerOutputs {

  private final ParameterStore store;
  private final boolean training;
  private final BiConsumer<String, NDArray> visitor;

  private LayerOutputs(
      ParameterStore store, boolean training, BiConsumer<String, NDArray> visitor) {
    this.store = store;
    this.training = training;
    this.visitor = visitor;
  }

  /**
   * Computes a block's outputs.
   *
   * @param block the block
   * @param store holds its weights
   * @param inputs what it is given
   * @param training whether layers behave as in training
   * @param visitor is given each layer's path, such as {@code layer4.0.conv1}, and each of its
   *     outputs, in the order of computation, a layer before the one that holds it; the array is
   *     freed after the call
   * @return the block's outputs
   */
  public static NDList forward(
      Block block,
      ParameterStore store,
      NDList inputs,
      boolean training,
      BiConsumer<String, NDArray> visitor) {
    return new LayerOutputs(store, training, visitor).forward("", block, inputs);
  }

  private NDList forward(String path, Block block, NDList inputs) {
    if (block instanceof NamedBlock named) {
      return named(path, named, inputs);
    }
    NDList outputs = inputs;
    if (block instanceof SequentialBlock sequence) {
      for (Pair<String, Block> child : sequence.getChildren()) {
        String name = path.isEmpty() ? child.getKey() : path + "." + child.getKey();
        outputs = forward(name, child.getValue(), outputs);
      }
      return outputs;
    }
    outputs = block.forward(store, inputs, training);
    outputs.forEach(output -> visitor.accept(path, output));
    return outputs;
  }

  private NDList named(String path, NamedBlock block, NDList inputs) {
    var paths = new IdentityHashMap<NamedBlock, String>();
    name(path, block, paths);
    var pass =
        new Pass(
            store,
            inputs.head().getDevice(),
            training,
            (layer, output) -> visitor.accept(paths.getOrDefault(layer, path), output),
            null);
    return block.forward(pass, inputs);
  }

  private static void name(
      String path, NamedBlock block, IdentityHashMap<NamedBlock, String> into) {
    into.put(block, path);
    for (Pair<String, Block> child : block.getChildren()) {
      if (child.getValue() instanceof NamedBlock named) {
        name(path.isEmpty() ? child.getKey() : path + "." + child.getKey(), named, into);
      }
    }
  }
}
