package lungo.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The driver's optimizer: SGD with Nesterov's momentum on the mean of the workers' changes. */
final class OuterStep implements AutoCloseable {

  private static final String VELOCITY = ".velocity";

  private final FlatWeights weights;
  private final boolean[] trained;
  private final double rate;
  private final double momentum;
  private float[] velocity;
  private float[] now;
  private @Nullable NDManager shown;

  OuterStep(Block model, double rate, double momentum) {
    this.weights = new FlatWeights(model);
    this.trained = weights.trained();
    this.rate = rate;
    this.momentum = momentum;
    this.velocity = new float[weights.size()];
    this.now = weights.read();
  }

  /** The weights as they are now. */
  float[] weights() {
    return now.clone();
  }

  /** The model's weights in the form in which they travel. */
  FlatWeights flat() {
    return weights;
  }

  /** The momentum's velocity by the names of the weights, until the next call. */
  Map<String, NDArray> state() {
    close();
    NDManager owner = NDManager.newBaseManager();
    shown = owner;
    var named = new LinkedHashMap<String, NDArray>();
    weights.arrays(velocity, owner).forEach((name, v) -> named.put(name + VELOCITY, v));
    return named;
  }

  /** Goes on from a state, and from the weights that the model has now. */
  void restore(Map<String, NDArray> state) {
    var named = new LinkedHashMap<String, NDArray>();
    state.forEach((name, v) -> named.put(name.substring(0, name.length() - VELOCITY.length()), v));
    velocity = weights.flat(named);
    now = weights.read();
  }

  @Override
  public void close() {
    if (shown != null) {
      shown.close();
      shown = null;
    }
  }

  /**
   * Takes a step, and gives the model its new weights. Running statistics become the workers' mean.
   *
   * @param changes the sum of what the workers' weights went down by
   * @param workers how many they are
   * @return the length of the mean change of what is trained
   */
  double step(float[] changes, int workers) {
    double squares = 0;
    for (int i = 0; i < now.length; i++) {
      double g = (double) changes[i] / workers;
      if (trained[i]) {
        squares += g * g;
        velocity[i] = (float) (momentum * velocity[i] + g);
        now[i] -= (float) (rate * (g + momentum * velocity[i]));
      } else {
        now[i] -= (float) g;
      }
    }
    weights.write(now);
    return Math.sqrt(squares);
  }
}
