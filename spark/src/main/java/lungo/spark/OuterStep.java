package lungo.spark;

import ai.djl.nn.Block;

/** The driver's optimizer: SGD with Nesterov's momentum on the mean of the workers' changes. */
final class OuterStep {

  private final FlatWeights weights;
  private final boolean[] trained;
  private final double rate;
  private final double momentum;
  private final float[] velocity;
  private final float[] now;

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
