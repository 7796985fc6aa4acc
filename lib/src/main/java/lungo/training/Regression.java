package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.Standardization;
import lungo.metrics.RegressionErrors;
import lungo.torch.Losses;

/** Training for numbers: the mean squared error of what is standardised. */
final class Regression implements Task {

  private final Standardization scale;

  Regression(Standardization scale) {
    this.scale = scale;
  }

  /** How a network did: the mean loss, and the errors in the target's unit. */
  record Judged(double loss, RegressionErrors errors) {}

  @Override
  public NDArray loss(NDList outputs, NDList targets, Recipe recipe, List<NDArray> whole) {
    Task.refuseSettingsOfClassifiers(recipe);
    NDArray mean = Losses.meanSquared(outputs.head(), targets.head());
    return Task.share(mean, targets.head().size(), whole);
  }

  @Override
  public List<NDArray> counted(NDList targets, Recipe recipe) {
    return List.of(targets.head().getManager().create((float) targets.head().size()));
  }

  /** Nothing: any number counts. */
  @Override
  public void ignore(long target) {}

  @Override
  public void check(NDList outputs, Batch batch) {
    Shape expected = batch.targets().head().getShape();
    Shape shape = outputs.head().getShape();
    if (outputs.size() != 1 || !shape.equals(expected)) {
      throw new TrainingException(
          "the model must give a number for each target, " + expected + "; it gave " + shape);
    }
    for (float target : batch.targets().head().toFloatArray()) {
      if (!Float.isFinite(target)) {
        throw new TrainingException("targets must be finite, got " + target);
      }
    }
  }

  @Override
  public Map<String, Double> validate(Network network, Loader loader) {
    Judged judged = evaluate(network, loader);
    var values = new LinkedHashMap<String, Double>();
    values.put(History.VALID_LOSS, judged.loss());
    values.put("valid_mae", judged.errors().meanAbsolute());
    values.put("valid_rmse", judged.errors().rootMeanSquared());
    return values;
  }

  /**
   * Judges the network on one epoch of a loader.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, which it stays
   */
  Judged evaluate(Network network, Loader loader) {
    var errors = new RegressionErrors();
    var squares = new DoubleAdder();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          check(outputs, batch);
          float[] said = outputs.head().toFloatArray();
          float[] right = batch.targets().head().toFloatArray();
          for (int i = 0; i < said.length; i++) {
            double off = (double) said[i] - right[i];
            squares.add(off * off);
            errors.add(scale.invert(right[i]), scale.invert(said[i]));
          }
        });
    return new Judged(squares.sum() / errors.count(), errors);
  }

  /** What the network says of each example, in the target's unit. */
  double[][] predictions(Network network, Loader loader) {
    var all = new ArrayList<double[]>();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          check(outputs, batch);
          float[] values = outputs.head().toFloatArray();
          int width = values.length / batch.size();
          for (int i = 0; i < batch.size(); i++) {
            double[] row = new double[width];
            for (int j = 0; j < width; j++) {
              row[j] = scale.invert(values[i * width + j]);
            }
            all.add(row);
          }
        });
    return all.toArray(double[][]::new);
  }
}
