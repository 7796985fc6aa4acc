package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.metrics.Perplexity;
import lungo.torch.Losses;
import lungo.torch.TorchScript;

/** Training for a token at each position: the next one, or one that was masked. */
final class TokenPrediction implements Task {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def flat(logits: Tensor) -> Tensor:
            return logits.reshape([-1, logits.size(-1)])

          def judge(logits: Tensor, targets: Tensor, ignored: int) -> Tensor:
            t = targets.reshape([-1])
            losses = torch.cross_entropy_loss(self.flat(logits), t, None, 0, ignored, 0.0)
            return torch.stack([losses.to(7).sum(), t.ne(ignored).sum().to(7)])
          """);

  private final int vocabulary;
  private long ignored = -100;

  TokenPrediction(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public NDArray loss(NDList outputs, NDArray targets, Recipe recipe, List<NDArray> whole) {
    if (!recipe.classWeights().isEmpty() || recipe.mixing() != null) {
      throw new TrainingException("class weights, mixup and cutmix are for classifiers");
    }
    NDArray logits = outputs.head(); // (N, T, vocabulary)
    NDArray flat = OPS.call("flat", logits.getManager(), logits).head();
    NDArray each = targets.reshape(-1);
    double smoothing = recipe.labelSmoothing();
    return whole.isEmpty()
        ? Losses.crossEntropy(flat, each, List.of(), ignored, smoothing)
        : Losses.crossEntropyPart(flat, each, List.of(), ignored, smoothing, whole.get(0));
  }

  @Override
  public NDArray counted(NDArray targets, Recipe recipe) {
    return Losses.counted(targets, List.of(), ignored);
  }

  @Override
  public void ignore(long target) {
    ignored = target;
  }

  @Override
  public void check(NDList outputs, Batch batch) {
    NDArray targets = batch.targets().head();
    Shape expected = targets.getShape().add(vocabulary);
    Shape shape = outputs.head().getShape();
    if (!shape.equals(expected)) {
      throw new TrainingException(
          "the model must give a number for each token at each position, "
              + expected
              + "; it gave "
              + shape);
    }
    if (targets.getDataType() != DataType.INT64) {
      throw new TrainingException(
          "targets must be " + targets.getShape() + " int64, got " + targets.getDataType());
    }
    for (long target : targets.toLongArray()) {
      if (target != ignored && (target < 0 || target >= vocabulary)) {
        throw new TrainingException(
            "target " + target + " is out of range: tokens must be in [0, " + vocabulary + ")");
      }
    }
  }

  @Override
  public void checkAnyCounts(NDArray targets) {
    if (Arrays.stream(targets.toLongArray()).allMatch(target -> target == ignored)) {
      throw new TrainingException("all targets of the batch are the ignored one, " + ignored);
    }
  }

  @Override
  public Map<String, Double> validate(Network network, Loader loader) {
    var found = evaluate(network, loader, () -> {});
    var values = new LinkedHashMap<String, Double>();
    values.put(History.VALID_LOSS, found.loss());
    values.put("valid_perplexity", found.value());
    return values;
  }

  /**
   * Judges the network on one epoch of a loader.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, which it stays
   */
  Perplexity evaluate(Network network, Loader loader, Runnable afterBatch) {
    var losses = new DoubleAdder();
    var tokens = new DoubleAdder();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          check(outputs, batch);
          checkAnyCounts(batch.targets().head());
          NDArray logits = outputs.head();
          NDArray judged =
              OPS.call("judge", logits.getManager(), logits, batch.targets().head(), ignored)
                  .head();
          double[] values = judged.toDoubleArray();
          losses.add(values[0]);
          tokens.add(values[1]);
          afterBatch.run();
        });
    return new Perplexity(losses.sum() / tokens.sum(), (long) tokens.sum());
  }

  @Override
  public String unit() {
    return "tokens";
  }
}
