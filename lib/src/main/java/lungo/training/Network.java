package lungo.training;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.models.LayerOutputs;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.torch.TorchException;
import lungo.weights.NamePattern;
import lungo.weights.StateDict;
import org.jspecify.annotations.Nullable;

/** A block with its weights on a device. */
final class Network {

  /** What no gradient changes, so that it is not frozen either. */
  private static final Set<Parameter.Type> STATISTICS =
      EnumSet.of(Parameter.Type.RUNNING_MEAN, Parameter.Type.RUNNING_VAR);

  private final Block block;
  private final NDManager manager;
  private final ParameterStore store;
  private final Map<String, Parameter> trainable;
  private @Nullable Replicas replicas;

  /**
   * Initialises the block's weights if that was not done; they live as long as its parameters.
   *
   * @param input the shape of a batch of one
   * @param manager owns all else; on its device the network computes
   */
  Network(Block block, Shape input, NDManager manager) {
    this.block = block;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.trainable = new LinkedHashMap<>();
    if (!block.isInitialized()) {
      NDManager owner = Seed.engine().newBaseManager(manager.getDevice());
      block.initialize(owner, DataType.FLOAT32, input);
      Lifetime.bind(StateDict.of(block).parameters().values(), owner);
    }
    StateDict.of(block)
        .parameters()
        .forEach(
            (name, parameter) -> {
              boolean counter =
                  parameter.getType() == Parameter.Type.OTHER && !parameter.requiresGradient();
              if (!counter && !STATISTICS.contains(parameter.getType())) {
                trainable.put(name, parameter);
              }
            });
  }

  /** A replica: the same block with weights of its own, which are the first network's at first. */
  private Network(Network first, NDManager manager) {
    this.block = first.block;
    this.manager = manager;
    this.store = new ReplicaStore(manager);
    this.trainable = first.trainable;
  }

  /** The same block with weights of its own on a device, which may be the same one. */
  Network replica(Device device) {
    return new Network(this, manager.newSubManager(device));
  }

  /** The replicas that batches are divided over; null for this device alone. */
  @Nullable Replicas replicas() {
    return replicas;
  }

  /** Divides batches over devices, of which this network's is the first. */
  void divide(List<Device> devices) {
    if (replicas != null) {
      replicas.close();
      replicas = null;
    }
    if (devices.size() > 1) {
      replicas = new Replicas(this, devices);
    }
  }

  Block block() {
    return block;
  }

  ParameterStore store() {
    return store;
  }

  NDManager manager() {
    return manager;
  }

  Device device() {
    return manager.getDevice();
  }

  /** All arrays that can be trained, frozen or not. */
  Map<String, Parameter> trainable() {
    return trainable;
  }

  /** The arrays to train, on the network's device; they record operations when gradients are on. */
  Map<String, NDArray> weights() {
    var weights = new LinkedHashMap<String, NDArray>();
    trainable.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient()) {
            weights.put(name, weight(parameter));
          }
        });
    return weights;
  }

  /** Freezes the weights that a pattern means, or lets them be trained again. */
  void freeze(String pattern, boolean frozen) {
    for (String name : NamePattern.of(pattern).among(trainable.keySet())) {
      Parameter parameter = Objects.requireNonNull(trainable.get(name));
      parameter.freeze(frozen);
      store.getValue(parameter, device(), true).setRequiresGradient(!frozen);
    }
  }

  private NDArray weight(Parameter parameter) {
    NDArray array = store.getValue(parameter, device(), true);
    if (!array.hasGradient()) {
      array.setRequiresGradient(true);
    }
    return array;
  }

  /** Brings the block's own arrays up to date where it lives on another device. */
  void sync() {
    store.sync();
  }

  /** All arrays that training changes, on the network's device: weights and statistics. */
  Map<String, NDArray> arrays() {
    var arrays = new LinkedHashMap<String, NDArray>();
    StateDict.of(block)
        .parameters()
        .forEach((name, parameter) -> arrays.put(name, store.getValue(parameter, device(), false)));
    return arrays;
  }

  /** A pass as in training that shows each layer's outputs; see {@link LayerOutputs}. */
  void forward(NDList inputs, BiConsumer<String, NDArray> visitor) {
    LayerOutputs.forward(block, store, inputs, true, visitor);
  }

  /**
   * Computes the outputs of an epoch's batches with nothing recorded; what a batch made is freed
   * after its use.
   *
   * @param use is given each batch and its outputs
   * @throws CancellationException if the thread is interrupted, which it stays
   */
  @SuppressWarnings("try")
  void evaluate(Loader loader, BiConsumer<Batch, NDList> use) {
    Replicas divided = replicas;
    if (divided != null) {
      divided.refresh();
    }
    try (var off = GradMode.off();
        var epoch = loader.epoch(0)) {
      while (epoch.hasNext()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted during evaluation");
        }
        try (var step = new StepScope(manager)) {
          Batch batch = epoch.next(step.manager());
          use.accept(
              batch,
              divided == null
                  ? forward(batch.inputs(), false)
                  : divided.forward(batch.inputs(), step.manager()));
        }
      }
    } catch (EngineException | TorchException e) {
      throw EngineFailure.explained(e, device());
    }
  }

  NDList forward(NDList inputs, boolean training) {
    return block.forward(store, inputs, training);
  }
}
