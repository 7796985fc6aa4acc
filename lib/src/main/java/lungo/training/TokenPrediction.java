package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  public NDArray loss(NDList outputs, NDList targets, Recipe recipe, List<NDArray> whole) {
    if (!recipe.classWeights().isEmpty() || recipe.mixing() != null) {
      throw new TrainingException("class weights, mixup and cutmix are for classifiers");
    }
    NDArray logits = outputs.head(); // (N, T, vocabulary)
    NDArray flat = OPS.call("flat", logits.getManager(), logits).head();
    NDArray each = targets.head().reshape(-1);
    double smoothing = recipe.labelSmoothing();
    return whole.isEmpty()
        ? Losses.crossEntropy(flat, each, List.of(), ignored, smoothing)
        : Losses.crossEntropyPart(flat, each, List.of(), ignored, smoothing, whole.get(0));
  }

  @Override
  public List<NDArray> counted(NDList targets, Recipe recipe) {
    return List.of(Losses.counted(targets.head(), List.of(), ignored));
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
  public void checkAnyCounts(NDList targets) {
    if (Arrays.stream(targets.head().toLongArray()).allMatch(target -> target == ignored)) {
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
    var judging = judging();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          check(outputs, batch);
          checkAnyCounts(batch.targets());
          judging.add(outputs, batch);
          afterBatch.run();
        });
    return judging.perplexity();
  }

  /** Begins to judge batches. */
  Judging judging() {
    return new Judging(ignored);
  }

  /** What was said of the tokens of some batches. */
  static final class Judging {

    private final long ignored;
    private double losses;
    private double tokens;

    private Judging(long ignored) {
      this.ignored = ignored;
    }

    void add(NDList outputs, Batch batch) {
      NDArray logits = outputs.head();
      NDArray targets = batch.targets().head();
      double[] values =
          OPS.call("judge", logits.getManager(), logits, targets, ignored).head().toDoubleArray();
      losses += values[0];
      tokens += values[1];
    }

    Perplexity perplexity() {
      return new Perplexity(losses / tokens, (long) tokens);
    }
  }

  @Override
  public String unit() {
    return "tokens";
  }
}
