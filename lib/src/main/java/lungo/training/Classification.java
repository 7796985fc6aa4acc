package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lungo.data.Batch;
import lungo.data.LabeledLoader;
import lungo.data.Loader;
import lungo.metrics.Metric;
import lungo.metrics.Metrics;
import lungo.metrics.Predictions;
import lungo.metrics.Report;
import lungo.metrics.Tally;
import lungo.torch.Losses;
import lungo.torch.TorchScript;

/** Training for one of several classes: the loss, and how outputs are judged. */
final class Classification implements Task {

  /**
   * Of each example: prediction, its probability, the label's rank, the loss; all probabilities.
   */
  private static final TorchScript OPS =
      TorchScript.of(
          """
          def judge(logits: Tensor, given: Tensor, ignored: int) -> List[Tensor]:
            labels = given.masked_fill(given.eq(ignored), 0)
            probabilities = torch.softmax(logits, 1)
            confidence, predicted = torch.max(probabilities, 1)
            of_label = torch.gather(logits, 1, torch.unsqueeze(labels, 1))
            rank = torch.sum(torch.gt(logits, of_label), [1])
            loss = torch.cross_entropy_loss(logits, labels, None, 0, -100, 0.0)
            judged = torch.stack([torch.to(predicted, 7), torch.to(confidence, 7), torch.to(rank, 7), torch.to(loss, 7)])
            return [judged, torch.to(probabilities, 6)]

          def probabilities(logits: Tensor) -> Tensor:
            return torch.softmax(torch.to(logits, 7), 1)
          """);

  /** How much an auxiliary head's loss weighs; Szegedy et al. 2015, as torchvision trains it. */
  private static final double AUXILIARY = 0.4;

  /** With more, an example's probabilities of all classes are not kept. */
  private static final int MANY = 256;

  /** With more, a matrix of their confusions on the device takes more than predictions do. */
  private static final int MOST_COUNTED = 1000;

  private final List<String> classes;
  private List<Metric> metrics = List.of(Metrics.accuracy());
  private long ignored = -100;

  Classification(List<String> classes) {
    this.classes = List.copyOf(classes);
  }

  List<String> classes() {
    return classes;
  }

  /** What is computed on the validation set. */
  void metrics(List<Metric> chosen) {
    metrics = chosen;
  }

  /** The mean loss that is trained on; outputs beyond the first are an auxiliary head's. */
  @Override
  public NDArray loss(NDList outputs, NDList targets, Recipe recipe, List<NDArray> whole) {
    NDArray labels = targets.head();
    NDArray logits = outputs.head();
    for (NDArray output : outputs) {
      if (!output.getShape().equals(logits.getShape())) {
        throw new TrainingException(
            "a classifier's outputs are logits (N, classes), an auxiliary head's of the same shape;"
                + " this network's are "
                + logits.getShape()
                + " and "
                + output.getShape());
      }
    }
    List<NDArray> weights = weights(recipe, logits.getManager());
    double smoothing = recipe.labelSmoothing();
    List<NDArray> losses =
        outputs.stream()
            .map(
                o ->
                    whole.isEmpty()
                        ? Losses.crossEntropy(o, labels, weights, ignored, smoothing)
                        : Losses.crossEntropyPart(
                            o, labels, weights, ignored, smoothing, whole.get(0)))
            .toList();
    if (losses.size() == 1) {
      return losses.get(0);
    }
    double[] shares = new double[losses.size()];
    Arrays.fill(shares, AUXILIARY);
    shares[0] = 1;
    return Losses.weighted(losses, shares);
  }

  @Override
  public List<NDArray> counted(NDList targets, Recipe recipe) {
    NDArray labels = targets.head();
    return List.of(Losses.counted(labels, weights(recipe, labels.getManager()), ignored));
  }

  /** A weight a class as one array, or none. */
  private List<NDArray> weights(Recipe recipe, NDManager manager) {
    List<Double> weights = recipe.classWeights();
    if (weights.isEmpty()) {
      return List.of();
    }
    if (weights.size() != classes.size()) {
      throw new TrainingException(
          "a weight a class is needed, got " + weights.size() + " for " + classes.size());
    }
    float[] values = new float[weights.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights.get(i).floatValue();
    }
    return List.of(manager.create(values));
  }

  @Override
  public void ignore(long label) {
    ignored = label;
  }

  @Override
  public void check(NDList outputs, Batch batch) {
    Shape shape = outputs.head().getShape();
    if (shape.dimension() != 2 || shape.get(0) != batch.size() || shape.get(1) != classes.size()) {
      throw new TrainingException(
          String.format(
              "the model must give (%d, %d), a number for each of %d examples and %d classes; it"
                  + " gave %s",
              batch.size(), classes.size(), batch.size(), classes.size(), shape));
    }
    NDArray labels = batch.targets().head();
    if (labels.getDataType() != DataType.INT64
        || !labels.getShape().equals(new Shape(batch.size()))) {
      throw new TrainingException(
          String.format(
              "labels must be (%d) int64, a class for each example; got %s %s",
              batch.size(), labels.getShape(), labels.getDataType()));
    }
    checkLabels(labels.toLongArray());
  }

  /** The classes' probabilities of (N, classes) logits, row after row. */
  static double[] probabilities(NDList outputs) {
    NDArray logits = outputs.head();
    return OPS.call("probabilities", logits.getManager(), logits).head().toDoubleArray();
  }

  @Override
  public void checkAnyCounts(NDList targets) {
    long[] labels = targets.head().toLongArray();
    if (Arrays.stream(labels).allMatch(label -> label == ignored)) {
      throw new TrainingException(
          "all " + labels.length + " examples of the batch have the ignored label " + ignored);
    }
  }

  private void checkLabels(long[] labels) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == ignored) {
        continue;
      }
      if (labels[i] < 0 || labels[i] >= classes.size()) {
        throw new TrainingException(
            String.format(
                "label %d at example %d of the batch is out of range: there are %d classes, so"
                    + " labels must be in [0, %d)",
                labels[i], i, classes.size(), classes.size()));
      }
    }
  }

  @Override
  public Map<String, Double> validate(Network network, Loader loader) {
    var values = new LinkedHashMap<String, Double>();
    if (classes.size() <= MOST_COUNTED && metrics.stream().allMatch(Metric::isStreaming)) {
      try (var counting = new ClassCounts(classes, ignored, network.manager())) {
        network.evaluate(
            loader,
            (batch, outputs) -> {
              check(outputs, batch);
              checkAnyCounts(batch.targets());
              counting.add(outputs.head(), batch.targets().head());
            });
        Tally tally = counting.tally();
        values.put(History.VALID_LOSS, counting.loss());
        metrics.forEach(m -> values.put("valid_" + m.name(), m.of(tally).orElseThrow()));
      }
      return values;
    }
    Report report = evaluate(network, loader, () -> {});
    values.put(History.VALID_LOSS, report.loss());
    metrics.forEach(m -> values.put("valid_" + m.name(), m.of(report.predictions())));
    return values;
  }

  /**
   * Judges the network on one epoch of a loader.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, which it stays
   */
  Report evaluate(Network network, Loader loader, Runnable afterBatch) {
    var judging = judging();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          judging.add(outputs, batch);
          afterBatch.run();
        });
    Report report = judging.report();
    return loader instanceof LabeledLoader known
            && known.isInOrder()
            && known.size() == report.predictions().size()
        ? new Report(report.loss(), report.predictions(), Optional.of(known))
        : report;
  }

  /** Begins to judge batches. */
  Judging judging() {
    return new Judging();
  }

  /** What was said of the examples of some batches. */
  final class Judging {

    private final Predictions predictions = new Predictions(classes);
    private double losses;

    void add(NDList outputs, Batch batch) {
      losses += judge(outputs, batch, predictions);
    }

    Report report() {
      return new Report(losses / predictions.size(), predictions);
    }
  }

  /** Adds a batch's predictions and returns the sum of its losses. */
  private double judge(NDList outputs, Batch batch, Predictions predictions) {
    check(outputs, batch);
    NDArray labels = batch.targets().head();
    checkAnyCounts(batch.targets());
    NDList judged = OPS.call("judge", outputs.head().getManager(), outputs.head(), labels, ignored);
    double[] values = judged.head().toDoubleArray(); // (4, N)
    long[] truth = labels.toLongArray();
    int n = truth.length;
    float[] all =
        classes.size() <= MANY
            ? judged.get(1).toFloatArray() // (N, classes)
            : new float[0];
    double losses = 0;
    for (int i = 0; i < n; i++) {
      if (truth[i] == ignored) {
        continue;
      }
      int predicted = (int) values[i];
      int rank = (int) values[2 * n + i];
      if (all.length == 0) {
        predictions.add((int) truth[i], predicted, values[n + i], rank);
      } else {
        float[] own = Arrays.copyOfRange(all, i * classes.size(), (i + 1) * classes.size());
        predictions.add((int) truth[i], predicted, values[n + i], rank, own);
      }
      losses += values[3 * n + i];
    }
    return losses;
  }
}
