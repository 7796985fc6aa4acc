package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import java.util.function.BiConsumer;
import lungo.torch.ActivationCheckpoints;

/**
 * A block whose children and parameters bear the names that PyTorch gives them, without the numbers
 * that DJL puts before a child's name, so that the path to a parameter is its key in a state dict.
 *
 * <p>Within a model, layers hand arrays to each other directly and close what they made and no
 * longer need: what the backward pass needs is kept by the engine itself.
 */
abstract class NamedBlock extends AbstractBlock {

  /**
   * Computes the output. The input stays open; what comes back may be the input itself.
   *
   * @param pass the pass
   * @param x the input
   * @return the output, on the input's manager
   */
  abstract NDArray compute(Pass pass, NDArray x);

  /**
   * Computes the outputs of a block that takes or gives several arrays, such as token types beside
   * tokens; most take one and give one. The inputs stay open; the first output is on the first
   * input's manager.
   *
   * @param pass the pass
   * @param inputs the first is the one that {@link #shapes} speaks of
   * @return the outputs
   */
  NDList compute(Pass pass, NDList inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          type() + " takes one array, got " + inputs.size() + ": " + shapesOf(inputs));
    }
    return new NDList(compute(pass, inputs.head()));
  }

  private static String shapesOf(NDList inputs) {
    return Arrays.toString(inputs.getShapes());
  }

  /** Computes the output, and shows it to the pass's observer. */
  final NDArray forward(Pass pass, NDArray x) {
    var checkpoints = pass.checkpoints();
    return pass.computed(
        this,
        checkpoints == null || !isRepeated()
            ? compute(pass, x)
            : kept(checkpoints, pass, new NDList(x)));
  }

  /** Computes the outputs of several inputs, and shows the first to the pass's observer. */
  final NDList forward(Pass pass, NDList inputs) {
    var checkpoints = pass.checkpoints();
    NDList outputs =
        checkpoints == null || !isRepeated()
            ? compute(pass, inputs)
            : new NDList(kept(checkpoints, pass, inputs));
    NDArray first = pass.computed(this, outputs.head());
    if (first != outputs.head()) {
      outputs.set(0, first);
    }
    return outputs;
  }

  private NDArray kept(ActivationCheckpoints checkpoints, Pass pass, NDList inputs) {
    return checkpoints.forward(
        inputs, trains(), (again, given) -> compute(pass.within(again), given).head());
  }

  /**
   * Whether a model is a row of such blocks, so that it pays to compute their insides again for the
   * backward pass instead of keeping them. Gives one array.
   */
  boolean isRepeated() {
    return false;
  }

  /** Whether a weight in it is not frozen; asked before each step, so without making lists. */
  private boolean trains() {
    for (Parameter parameter : parameters.values()) {
      if (parameter.requiresGradient()) {
        return true;
      }
    }
    for (int i = 0; i < children.size(); i++) {
      if (children.valueAt(i) instanceof NamedBlock child && child.trains()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The output's shape, and on the way the shapes that the children are given.
   *
   * @param input the input's shape
   * @param visitor called with each child and its input's shape, in the order of computation
   * @return the output's shape
   */
  abstract Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor);

  final Shape outputShape(Shape input) {
    return shapes(input, (child, shape) -> {});
  }

  /** The name of the layer's kind, that of PyTorch's module. */
  abstract String type();

  /** How many multiplications with additions this layer itself makes for an input. */
  long multiplyAdds(Shape input) {
    return 0;
  }

  /** What a summary calls the work that this layer does beside the layers in it. */
  String ownWork() {
    return "itself";
  }

  /**
   * How many values this layer itself keeps for the backward pass, besides the layers in it: its
   * input, unless it hands that on to them. Less than 0 where several of them are given the same
   * array, which is kept once.
   */
  long kept(Shape input) {
    return children.isEmpty() ? input.size() : 0;
  }

  final <B extends NamedBlock> B child(String name, B block) {
    children.add(name, block);
    return block;
  }

  final Parameter weight(String name, Parameter.Type type, Initial initial, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(shape))
            .optInitializer(initial.of(name))
            .build());
  }

  final Parameter buffer(String name, Parameter.Type type, Initial initial, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(shape))
            .optInitializer(initial.of(name))
            .optRequiresGrad(false)
            .build());
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return forward(Pass.of(store, inputs.head().getDevice(), training), inputs);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {outputShape(inputShapes[0])};
  }

  /**
   * Makes the weights that are not there yet; each follows from the seed and its name alone.
   *
   * @param manager owns the weights
   * @param dataType their type
   * @param inputShapes the shape of a batch; where there are several inputs, that of the first is
   *     enough
   */
  @Override
  public final void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
    begin("", manager, dataType, inputShapes[0]);
  }

  /** Makes the weights of a block that lies at a path, a dot at its end, in its model. */
  final void begin(String path, NDManager manager, DataType dataType, Shape input) {
    nameWeights(path);
    initializeTree(manager, dataType, input);
  }

  private void nameWeights(String path) {
    for (var parameter : getDirectParameters()) {
      if (parameter.getValue().getInitializer() instanceof Initial.Named named) {
        parameter.getValue().setInitializer(named.under(path));
      }
    }
    for (var entry : children) {
      if (entry.getValue() instanceof NamedBlock block) {
        block.nameWeights(path + entry.getKey() + ".");
      }
    }
  }

  private void initializeTree(NDManager manager, DataType dataType, Shape input) {
    beforeInitialize(input);
    for (Parameter parameter : parameters.values()) {
      parameter.initialize(manager, dataType);
    }
    shapes(input, (child, shape) -> child.initializeTree(manager, dataType, shape));
  }

  /** Asked before each forward pass in training, so without making lists. */
  @Override
  public final boolean isInitialized() {
    if (inputShapes == null) {
      return false;
    }
    for (Parameter parameter : parameters.values()) {
      if (!parameter.isInitialized()) {
        return false;
      }
    }
    for (int i = 0; i < children.size(); i++) {
      Block child = children.valueAt(i);
      if (!child.isInitialized()) {
        return false;
      }
    }
    return true;
  }
}
