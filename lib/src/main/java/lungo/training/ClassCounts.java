package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import lungo.metrics.Tally;
import lungo.torch.TorchScript;

/** Counts a classifier's predictions batch by batch on its device; nothing else of them is kept. */
final class ClassCounts implements AutoCloseable {

  /**
   * Adds a batch to counts, all float64: confusion (K, K), ranks (K), bins of confidence (B, 3),
   * the sums of the losses and of the log losses (2). Sums over one-hot vectors, not a bincount
   * with weights, which has no deterministic way on GPUs.
   */
  private static final TorchScript OPS =
      TorchScript.of(
          """
          def add(logits: Tensor, given: Tensor, ignored: int, confusion: Tensor, ranks: Tensor, bins: Tensor, sums: Tensor) -> List[Tensor]:
            kept = torch.squeeze(torch.nonzero(torch.ne(given, ignored)), 1)
            labels = torch.index_select(given, 0, kept)
            outputs = torch.index_select(logits, 0, kept)
            scores = torch.to(outputs, 7)
            classes = torch.size(scores, 1)
            probabilities = torch.softmax(scores, 1)
            confidence, predicted = torch.max(probabilities, 1)
            at = torch.unsqueeze(labels, 1)
            rank = torch.sum(torch.gt(scores, torch.gather(scores, 1, at)), [1])
            own = torch.squeeze(torch.gather(probabilities, 1, at), 1)
            seen = torch.bincount(torch.add(torch.mul(labels, classes), predicted), None, torch.mul(classes, classes))
            count = torch.size(bins, 0)
            bin = torch.clamp(torch.sub(torch.ceil(torch.mul(confidence, count)), 1), 0, torch.sub(count, 1))
            of_bin = torch.to(torch.one_hot(torch.to(bin, 4), count), 7)
            right = torch.to(torch.eq(predicted, labels), 7)
            columns = torch.stack([torch.ones_like(right), right, confidence], 1)
            loss = torch.sum(torch.to(torch.cross_entropy_loss(outputs, labels, None, 0, -100, 0.0), 7))
            log_loss = torch.neg(torch.sum(torch.log(torch.clamp_min(own, 2.220446049250313e-16))))
            return [
                confusion.add_(torch.reshape(torch.to(seen, 7), [classes, classes])),
                ranks.add_(torch.to(torch.bincount(rank, None, classes), 7)),
                bins.add_(torch.matmul(torch.t(of_bin), columns)),
                sums.add_(torch.stack([loss, log_loss]))]
          """);

  private final List<String> classes;
  private final long ignored;
  private final NDManager manager;
  private final NDArray confusion;
  private final NDArray ranks;
  private final NDArray bins;
  private final NDArray sums;

  ClassCounts(List<String> classes, long ignored, NDManager parent) {
    this.classes = classes;
    this.ignored = ignored;
    this.manager = parent.newSubManager();
    int k = classes.size();
    confusion = manager.zeros(new Shape(k, k), DataType.FLOAT64);
    ranks = manager.zeros(new Shape(k), DataType.FLOAT64);
    bins = manager.zeros(new Shape(Tally.BINS, 3), DataType.FLOAT64);
    sums = manager.zeros(new Shape(2), DataType.FLOAT64);
  }

  /** Adds a batch: logits (N, K), labels (N) int64. */
  void add(NDArray logits, NDArray labels) {
    OPS.call("add", logits.getManager(), logits, labels, ignored, confusion, ranks, bins, sums)
        .close();
  }

  /** Reads the counts. */
  Tally tally() {
    return Tally.of(
        classes,
        confusion.toDoubleArray(),
        ranks.toDoubleArray(),
        bins.toDoubleArray(),
        sums.toDoubleArray()[1]);
  }

  /** The mean loss of all examples. */
  double loss() {
    return sums.toDoubleArray()[0] / tally().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
