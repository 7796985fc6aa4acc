package lungo.models;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What can be said of a network without running it: its layers, the shapes between them, how many
 * weights it has, what it computes, and how much memory its training takes.
 *
 * <pre>{@code
 * var summary = Summary.of(ResNet.resnet50(1000), new Shape(32, 3, 224, 224));
 * summary.trainable();                                  // weights that are learned
 * summary.withOptimizerStates(2).trainingBytes();       // memory, with Adam
 * }</pre>
 *
 * @param model the network's name
 * @param input the shape of a batch
 * @param layers in the order of computation
 * @param optimizerStates how many values the optimizer keeps for each weight: 0 for plain gradient
 *     descent, 1 with momentum, 2 for Adam
 */
public record Summary(String model, Shape input, List<Layer> layers, int optimizerStates) {

  private static final int FLOAT = 4;

  /**
   * A layer, or a block of layers with their sums.
   *
   * @param name its path in the network
   * @param type its kind
   * @param output the shape of what comes out
   * @param parameters weights and statistics of it and all in it
   * @param trainable those among them that training changes
   * @param multiplyAdds multiplications with additions for the batch
   * @param kept values that it keeps from the forward to the backward pass
   * @param checkpointed those that it keeps where repeated blocks are computed again
   * @param again values that such a block keeps while it is computed again, the largest in it; 0
   *     for none
   * @param layers what is in it, in the order of computation; empty for a single layer
   */
  public record Layer(
      String name,
      String type,
      Shape output,
      long parameters,
      long trainable,
      long multiplyAdds,
      long kept,
      long checkpointed,
      long again,
      List<Layer> layers) {

    /**
     * Copies the list.
     *
     * @param name its path in the network
     * @param type its kind
     * @param output the shape of what comes out
     * @param parameters weights and statistics of it and all in it
     * @param trainable those among them that training changes
     * @param multiplyAdds multiplications with additions for the batch
     * @param kept values that it keeps from the forward to the backward pass
     * @param checkpointed those that it keeps where repeated blocks are computed again
     * @param again values that such a block keeps while it is computed again, the largest in it; 0
     *     for none
     * @param layers what is in it, in the order of computation; empty for a single layer
     */
    public Layer {
      layers = List.copyOf(layers);
    }
  }

  /**
   * Copies the list.
   *
   * @param model the network's name
   * @param input the shape of a batch
   * @param layers in the order of computation
   * @param optimizerStates how many values the optimizer keeps for each weight: 0 for plain
   *     gradient descent, 1 with momentum, 2 for Adam
   */
  public Summary {
    layers = List.copyOf(layers);
    if (optimizerStates < 0) {
      throw new IllegalArgumentException(
          "optimizer states must be 0 or more, got " + optimizerStates);
    }
  }

  /**
   * Looks at a block. Blocks of this package are opened up to their layers, DJL's sequential blocks
   * to their children; others are one layer.
   *
   * @param block the network; one of DJL's own must be initialised
   * @param input the shape of a batch, such as (64, 3, 224, 224)
   * @return its summary, for an optimizer with momentum
   * @throws IllegalArgumentException if the network does not take that shape
   */
  public static Summary of(Block block, Shape input) {
    Layer root = layer("", block, input);
    List<Layer> layers = root.layers().isEmpty() ? List.of(root) : withOwnWork(root, block);
    String name = block instanceof NamedBlock ? block.toString() : block.getClass().getSimpleName();
    return new Summary(name, input, layers, 1);
  }

  /** The layers in a network, and one for what it computes beside them. */
  private static List<Layer> withOwnWork(Layer root, Block block) {
    long own = root.multiplyAdds() - root.layers().stream().mapToLong(Layer::multiplyAdds).sum();
    long kept = root.kept() - root.layers().stream().mapToLong(Layer::kept).sum();
    if (!(block instanceof NamedBlock named) || (own == 0 && kept == 0)) {
      return root.layers();
    }
    var layers = new ArrayList<>(root.layers());
    layers.add(
        new Layer(
            named.ownWork(), root.type(), root.output(), 0, 0, own, kept, kept, 0, List.of()));
    return layers;
  }

  private static Layer layer(String path, Block block, Shape input) {
    var inner = new ArrayList<Layer>();
    String prefix = path.isEmpty() ? "" : path + ".";
    if (block instanceof NamedBlock named) {
      named.shapes(
          input, (child, shape) -> inner.add(layer(prefix + name(named, child), child, shape)));
    } else if (block instanceof SequentialBlock) {
      Shape last = input;
      for (Pair<String, Block> child : block.getChildren()) {
        Layer next = layer(prefix + child.getKey(), child.getValue(), last);
        inner.add(next);
        last = next.output();
      }
    }
    return sum(path, block, input, inner);
  }

  private static String name(NamedBlock parent, NamedBlock child) {
    for (Pair<String, Block> entry : parent.getChildren()) {
      if (entry.getValue() == child) {
        return entry.getKey();
      }
    }
    throw new AssertionError(child.type() + " is computed by " + parent.type() + ", but no child");
  }

  private static Layer sum(String path, Block block, Shape input, List<Layer> inner) {
    boolean single = inner.isEmpty();
    NamedBlock named = block instanceof NamedBlock n ? n : null;
    long parameters = 0;
    long trainable = 0;
    for (Parameter parameter : block.getParameters().values()) {
      long size = parameter.getShape().size();
      parameters += size;
      trainable += parameter.requiresGradient() ? size : 0;
    }
    long own = named == null ? 0 : named.multiplyAdds(input);
    long kept = named == null ? (single ? input.size() : 0) : named.kept(input);
    boolean repeated = named != null && named.isRepeated();
    long all = kept + inner.stream().mapToLong(Layer::kept).sum();
    return new Layer(
        path,
        named == null ? block.getClass().getSimpleName() : named.type(),
        block.getOutputShapes(new Shape[] {input})[0],
        parameters,
        trainable,
        own + inner.stream().mapToLong(Layer::multiplyAdds).sum(),
        all,
        repeated ? input.size() : kept + inner.stream().mapToLong(Layer::checkpointed).sum(),
        repeated ? all : inner.stream().mapToLong(Layer::again).max().orElse(0),
        inner);
  }

  /**
   * The same for another optimizer.
   *
   * @param states how many values it keeps for each weight, 0 or more
   * @return a new summary
   */
  public Summary withOptimizerStates(int states) {
    return new Summary(model, input, layers, states);
  }

  /**
   * Weights, without running statistics.
   *
   * @return their number, frozen ones not counted
   */
  public long trainable() {
    return layers.stream().mapToLong(Layer::trainable).sum();
  }

  /**
   * Weights, frozen or not, and running statistics.
   *
   * @return their number
   */
  public long parameters() {
    return layers.stream().mapToLong(Layer::parameters).sum();
  }

  /**
   * Multiplications with additions in a forward pass of the batch; twice as many floating-point
   * operations.
   *
   * @return their number
   */
  public long multiplyAdds() {
    return layers.stream().mapToLong(Layer::multiplyAdds).sum();
  }

  /**
   * Values that the layers keep from the forward to the backward pass.
   *
   * @return their number
   */
  public long kept() {
    return layers.stream().mapToLong(Layer::kept).sum();
  }

  /**
   * Layers that multiply by weights: convolutions and linear layers, those of shortcuts too.
   *
   * @return their number
   */
  public long depth() {
    return leaves().stream().filter(l -> l.multiplyAdds() > 0 && l.parameters() > 0).count();
  }

  /**
   * The layers that hold no others, which are those that compute.
   *
   * @return all of them, in the order of computation
   */
  public List<Layer> leaves() {
    var leaves = new ArrayList<Layer>();
    layers.forEach(layer -> addLeaves(layer, leaves));
    return leaves;
  }

  private static void addLeaves(Layer layer, List<Layer> into) {
    if (layer.layers().isEmpty()) {
      into.add(layer);
    }
    layer.layers().forEach(inner -> addLeaves(inner, into));
  }

  /**
   * Networks side by side: what makes one larger than another.
   *
   * <pre>{@code
   * Summary.compare(
   *     Summary.of(LeNet.lenet5(10), small), Summary.of(ResNet.resnet152(1000), large));
   * }</pre>
   *
   * @param summaries two or more
   * @return a table, which shows itself
   */
  public static Comparison compare(Summary... summaries) {
    return new Comparison(List.of(summaries));
  }

  /**
   * Memory for weights and statistics as float32.
   *
   * @return bytes
   */
  public long weightBytes() {
    return FLOAT * parameters();
  }

  /**
   * Memory for the gradients as float32.
   *
   * @return bytes
   */
  public long gradientBytes() {
    return FLOAT * trainable();
  }

  /**
   * Memory for the optimizer's state as float32.
   *
   * @return bytes
   */
  public long optimizerBytes() {
    return FLOAT * trainable() * optimizerStates;
  }

  /**
   * Memory for what the layers keep from the forward to the backward pass of a batch: the input of
   * each. Buffers that an operation takes for itself come on top.
   *
   * @return bytes
   */
  public long activationBytes() {
    return FLOAT * kept();
  }

  /**
   * Memory for the same with activation checkpointing: the inputs of the blocks that the network
   * repeats, and what the largest of them keeps while it is computed again.
   *
   * @return bytes; as {@link #activationBytes} where no block is repeated
   */
  public long checkpointedActivationBytes() {
    return FLOAT
        * (layers.stream().mapToLong(Layer::checkpointed).sum()
            + layers.stream().mapToLong(Layer::again).max().orElse(0));
  }

  /**
   * Memory that training with this batch takes.
   *
   * @return bytes
   */
  public long trainingBytes() {
    return weightBytes() + gradientBytes() + optimizerBytes() + activationBytes();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: input %s, %,d parameters, %.2f G multiply-adds, %.1f MB for training",
        model,
        input,
        trainable(),
        multiplyAdds() / 1e9,
        trainingBytes() / 1e6);
  }
}
