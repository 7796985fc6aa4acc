package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A forward pass that shows what each layer computes, as PyTorch's forward hooks do, or goes on
 * with something else in its place. It looks into this library's models and into DJL's {@code
 * SequentialBlock}; another block that holds blocks is one layer to it.
 *
 * <pre>{@code
 * float[] scores = learner.lend(lent -> LayerOutputs.forward(
 *     lent.block(), lent.store(), inputs, false,
 *     (layer, output) -> System.out.println(layer + " " + output.getShape()))
 *     .head().toFloatArray());
 * }</pre>
 */
public final class LayerOutputs {

  private final ParameterStore store;
  private final boolean training;
  private final BiFunction<String, NDArray, NDArray> outputs;
  private final BiConsumer<String, Supplier<NDArray>> attention;

  private LayerOutputs(
      ParameterStore store,
      boolean training,
      BiFunction<String, NDArray, NDArray> outputs,
      BiConsumer<String, Supplier<NDArray>> attention) {
    this.store = store;
    this.training = training;
    this.outputs = outputs;
    this.attention = attention;
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
    return replacing(
        block,
        store,
        inputs,
        training,
        (path, output) -> {
          visitor.accept(path, output);
          return output;
        });
  }

  /**
   * Computes a block's outputs, other arrays standing in for what layers compute.
   *
   * @param block the block
   * @param store holds its weights
   * @param inputs what it is given
   * @param training whether layers behave as in training
   * @param replacement is given each layer's path and output as a visitor of {@link #forward}, and
   *     gives the array that the pass goes on with: the same, or another one of its shape, which
   *     the pass closes
   * @return the block's outputs
   */
  public static NDList replacing(
      Block block,
      ParameterStore store,
      NDList inputs,
      boolean training,
      BiFunction<String, NDArray, NDArray> replacement) {
    return new LayerOutputs(store, training, replacement, (path, weights) -> {})
        .forward("", block, inputs);
  }

  /**
   * Computes a block's outputs as a model that is used, and shows how much each position of a
   * sequence looks at each other one, or at each one of another sequence.
   *
   * @param block a Transformer of this library
   * @param store holds its weights
   * @param inputs what it is given
   * @param visitor is given each layer of attention, such as {@code transformer.h.0.attn}, and its
   *     weights, of which each row sums to 1: (N, heads, T, T) of self-attention, (N, heads, T, S)
   *     of a decoder's attention to what was read ({@code decoder.layers.0.multihead_attn}); in the
   *     order of computation. They belong to the inputs' manager
   * @return the block's outputs
   */
  public static NDList attention(
      Block block, ParameterStore store, NDList inputs, BiConsumer<String, NDArray> visitor) {
    return new LayerOutputs(
            store,
            false,
            (path, output) -> output,
            (path, weights) -> visitor.accept(path, weights.get()))
        .forward("", block, inputs);
  }

  private NDList forward(String path, Block block, NDList inputs) {
    if (block instanceof NamedBlock named) {
      return named(path, named, inputs);
    }
    NDList last = inputs;
    if (block instanceof SequentialBlock sequence) {
      for (Pair<String, Block> child : sequence.getChildren()) {
        String name = path.isEmpty() ? child.getKey() : path + "." + child.getKey();
        last = forward(name, child.getValue(), last);
      }
      return last;
    }
    var seen = new NDList();
    block.forward(store, inputs, training).forEach(output -> seen.add(outputs.apply(path, output)));
    return seen;
  }

  private NDList named(String path, NamedBlock block, NDList inputs) {
    var paths = new IdentityHashMap<NamedBlock, String>();
    name(path, block, paths);
    var observer =
        new Pass.Observer() {
          @Override
          public NDArray computed(NamedBlock layer, NDArray output) {
            return outputs.apply(paths.getOrDefault(layer, path), output);
          }

          @Override
          public void attends(NamedBlock layer, Supplier<NDArray> weights) {
            attention.accept(paths.getOrDefault(layer, path), weights);
          }
        };
    return block.forward(
        Pass.watched(store, inputs.head().getDevice(), training, observer), inputs);
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
