package lungo.models;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import lungo.torch.ActivationCheckpoints;
import org.jspecify.annotations.Nullable;

/**
 * A block of one's own, or of DJL, that is computed again in the backward pass where the recipe has
 * {@code activationCheckpointing()}, as the repeated blocks of this library's models are: of its
 * activations nothing is kept but its inputs. Without that recipe, and when the model is used, it
 * is the block itself. Its parameters keep their names.
 *
 * <pre>{@code
 * var model = new SequentialBlock();
 * for (int i = 0; i < 8; i++) {
 *   model.add(Checkpointed.of(new SequentialBlock()
 *       .add(Linear.builder().setUnits(512).build())
 *       .add(Activation::relu)));
 * }
 * }</pre>
 *
 * What is random in it is the same both times, and running statistics are counted once. It pays for
 * a part of a model that keeps much more than it is given; one around the whole model saves
 * nothing. Chen et al. 2016, https://arxiv.org/abs/1604.06174
 */
public final class Checkpointed implements Block {

  private final Block block;

  private Checkpointed(Block block) {
    this.block = block;
  }

  /**
   * Lets a block be computed again.
   *
   * @param block takes arrays of any number and gives one
   * @return the block to put in its place
   */
  public static Checkpointed of(Block block) {
    return new Checkpointed(block);
  }

  @Override
  public NDList forward(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    ActivationCheckpoints checkpoints = training ? ActivationCheckpoints.current() : null;
    if (checkpoints == null) {
      return block.forward(store, inputs, training, params);
    }
    boolean trains = block.getParameters().values().stream().anyMatch(Parameter::requiresGradient);
    NDArray output =
        checkpoints.forward(
            inputs,
            trains,
            (again, given) ->
                again
                    ? only(block.forward(new CountedStore(store, given), given, true, params))
                    : alone(store, given, params));
    return new NDList(output);
  }

  /** Frees what the block made on the way, which DJL's blocks leave to their manager. */
  @SuppressWarnings("try")
  private NDArray alone(
      ParameterStore store, NDList given, @Nullable PairList<String, Object> params) {
    try (var made = new NDScope()) {
      NDArray output = only(block.forward(store, given, true, params));
      NDScope.unregister(output);
      return output;
    }
  }

  private NDArray only(NDList outputs) {
    if (outputs.size() != 1) {
      throw new IllegalArgumentException(
          "a checkpointed block must give one array, "
              + block.getClass().getSimpleName()
              + " gave "
              + outputs.size());
    }
    return outputs.head();
  }

  /** Hands out copies of what was counted in the first pass, so that it is not counted twice. */
  private static final class CountedStore extends ParameterStore {

    private final ParameterStore store;

    CountedStore(ParameterStore store, NDList given) {
      super(given.getManager(), false);
      this.store = store;
    }

    /** Null for none, as blocks ask that have no bias. */
    @Override
    public @Nullable NDArray getValue(
        @Nullable Parameter parameter, Device device, boolean training) {
      NDArray value = store.getValue(parameter, device, training);
      boolean counted = parameter != null && !parameter.requiresGradient() && isCounted(parameter);
      return counted ? value.duplicate() : value;
    }

    private static boolean isCounted(Parameter parameter) {
      return switch (parameter.getType()) {
        case RUNNING_MEAN, RUNNING_VAR, OTHER -> true;
        default -> false;
      };
    }
  }

  @Override
  public void setInitializer(Initializer initializer, Parameter.Type type) {
    block.setInitializer(initializer, type);
  }

  @Override
  public void setInitializer(Initializer initializer, String parameter) {
    block.setInitializer(initializer, parameter);
  }

  @Override
  public void setInitializer(Initializer initializer, Predicate<Parameter> which) {
    block.setInitializer(initializer, which);
  }

  @Override
  public void initialize(NDManager manager, DataType type, Shape... inputs) {
    block.initialize(manager, type, inputs);
  }

  @Override
  public boolean isInitialized() {
    return block.isInitialized();
  }

  @Override
  public void cast(DataType type) {
    block.cast(type);
  }

  @Override
  public void clear() {
    block.clear();
  }

  @Override
  public PairList<String, Shape> describeInput() {
    return block.describeInput();
  }

  @Override
  public BlockList getChildren() {
    return block.getChildren();
  }

  @Override
  public ParameterList getDirectParameters() {
    return block.getDirectParameters();
  }

  @Override
  public ParameterList getParameters() {
    return block.getParameters();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return block.getOutputShapes(inputs);
  }

  @Override
  public Shape[] getInputShapes() {
    return block.getInputShapes();
  }

  @Override
  public DataType[] getOutputDataTypes() {
    return block.getOutputDataTypes();
  }

  @Override
  public void saveParameters(DataOutputStream out) throws IOException {
    block.saveParameters(out);
  }

  @Override
  public void loadParameters(NDManager manager, DataInputStream in)
      throws IOException, MalformedModelException {
    block.loadParameters(manager, in);
  }

  @Override
  public Map<String, String> getCustomMetadata() {
    return block.getCustomMetadata();
  }

  @Override
  public String toString() {
    return block.toString();
  }
}
