package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.List;
import java.util.stream.IntStream;
import lungo.random.Seed;

/** A block that was computed with nothing recorded, and what is needed to compute it again. */
final class CheckpointedSegment implements AutoCloseable {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def same(x: Tensor) -> Tensor:
            return x

          def begin(x: Tensor) -> Tensor:
            return x.detach().requires_grad_(x.requires_grad)

          def end(x: Tensor) -> Tensor:
            return x.detach().requires_grad_(True)
          """);

  private final NDManager manager;
  private final ActivationCheckpoints.Computation block;
  private final long[] coordinates;
  private final NDList sources;
  private final NDList inputs;
  private final NDArray output;
  private final long type = Autocast.type();

  /**
   * Computes the block.
   *
   * @param manager owns what is kept
   * @param coordinates what is random in the block follows from them
   * @param inputs what {@link #inputs} gave
   */
  @SuppressWarnings("try")
  CheckpointedSegment(
      NDManager manager,
      ActivationCheckpoints.Computation block,
      long[] coordinates,
      NDList sources,
      NDList inputs) {
    this.manager = manager;
    this.block = block;
    this.coordinates = coordinates;
    this.sources = each("same", manager, sources);
    this.inputs = inputs;
    restart();
    try (var off = GradMode.off();
        NDArray computed = block.compute(false, inputs)) {
      output = OPS.call("end", manager, computed).head();
    }
  }

  /** The same arrays without what they came from; those require a gradient that did so before. */
  static NDList inputs(NDManager manager, NDList sources) {
    return each("begin", manager, sources);
  }

  private static NDList each(String function, NDManager manager, NDList arrays) {
    var all = new NDList();
    arrays.forEach(array -> all.addAll(OPS.call(function, manager, array)));
    return all;
  }

  private void restart() {
    Seed.restartEngine("activation checkpoint", coordinates);
  }

  /** What the pass goes on with; gradients end at it. */
  NDArray output() {
    return output;
  }

  /** The inputs that require a gradient, as they came. */
  List<NDArray> sources() {
    return required(sources);
  }

  private List<NDArray> required(NDList arrays) {
    return IntStream.range(0, inputs.size())
        .filter(i -> inputs.get(i).hasGradient())
        .mapToObj(arrays::get)
        .toList();
  }

  @Override
  public void close() {
    sources.close();
    inputs.close();
    output.close();
  }

  /** The block, computed with everything recorded, until it is closed. */
  final class Again implements AutoCloseable {

    private final NDScope made = new NDScope();
    private final NDManager scope = manager.newSubManager();
    private final NDArray result;

    @SuppressWarnings("try")
    Again() {
      restart();
      try (var on = GradMode.on();
          var lower = Autocast.of(type)) {
        result = block.compute(true, inputs);
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    /** Owns what is needed no longer than this. */
    NDManager scope() {
      return scope;
    }

    NDArray output() {
      return result;
    }

    /** The inputs that require a gradient, at which the block begins. */
    List<NDArray> inputs() {
      return required(inputs);
    }

    @Override
    public void close() {
      made.close();
      scope.close();
    }
  }
}
