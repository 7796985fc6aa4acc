package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * The losses of an epoch's steps. On an accelerator they stay there until somebody asks, because
 * reading one waits for all that was queued before it.
 */
final class LossLog implements AutoCloseable {

  /** How many losses may wait on a device. */
  private static final int MOST_PENDING = 512;

  /** A loss that is NaN or infinite. */
  static final class NotFinite extends TrainingException {

    private static final long serialVersionUID = 1L;

    private final int step;

    NotFinite(int step, String message) {
      super(message);
      this.step = step;
    }

    /** Whether it is that of a step, so that its batch may still be looked at. */
    boolean isOf(int number) {
      return step == number;
    }
  }

  private record Step(int number, double rate, int examples) {}

  private final History history;
  private final int epoch;
  private final NDManager manager;
  private final boolean eager;
  private final boolean lenient;
  private final NDList pending = new NDList();
  private final List<Step> pendingSteps = new ArrayList<>();
  private double sum;
  private long examples;
  private double last;

  /**
   * @param lenient whether a loss that is not finite is recorded and left out of the mean, because
   *     its step was skipped
   */
  LossLog(History history, int epoch, NDManager parent, boolean lenient) {
    this(history, epoch, parent, !parent.getDevice().isGpu(), lenient);
  }

  /**
   * @param eager whether each loss is read at once, which costs nothing on a CPU
   */
  LossLog(History history, int epoch, NDManager parent, boolean eager, boolean lenient) {
    this.history = history;
    this.epoch = epoch;
    this.manager = parent.newSubManager();
    this.eager = eager;
    this.lenient = lenient;
  }

  /** Keeps a step's loss. */
  synchronized void add(NDArray loss, int step, double rate, int batchSize) {
    NDArray kept = loss.stopGradient();
    NDScope.unregister(kept);
    kept.attach(manager);
    pending.add(kept);
    pendingSteps.add(new Step(step, rate, batchSize));
    if (eager || pending.size() == MOST_PENDING) {
      drain();
    }
  }

  /**
   * Reads back what is still on the device and hands it to the history.
   *
   * @throws TrainingException at the first loss that is not finite; the history holds what came
   *     before it
   */
  synchronized void drain() {
    if (pending.isEmpty()) {
      return;
    }
    float[] losses =
        pending.size() == 1
            ? new float[] {pending.head().getFloat()}
            : NDArrays.stack(pending).toFloatArray();
    List<Step> steps = List.copyOf(pendingSteps);
    pending.forEach(NDArray::close);
    pending.clear();
    pendingSteps.clear();
    for (int i = 0; i < losses.length; i++) {
      record(losses[i], steps.get(i));
    }
  }

  private void record(float loss, Step step) {
    boolean isFinite = Float.isFinite(loss);
    if (!isFinite && !lenient) {
      throw new NotFinite(
          step.number(),
          String.format(
              "the loss is %s at step %d (epoch %d, learning rate %s). That step changed no weight."
                  + " What helps: a lower learning rate or a warm-up (warmup(steps, schedule)), and"
                  + " a look at the inputs for NaN and for values far from 0",
              loss, step.number(), epoch, step.rate()));
    }
    history.addStep(loss, step.rate());
    last = loss;
    if (isFinite) {
      sum += (double) loss * step.examples();
      examples += step.examples();
    }
  }

  /** Goes on with an epoch of which some examples were trained before. */
  synchronized void goOn(double lossSum, long lossExamples) {
    sum = lossSum;
    examples = lossExamples;
  }

  /** The sum of the losses of the epoch's examples so far. */
  synchronized double sum() {
    drain();
    return sum;
  }

  /** How many examples of the epoch there were so far. */
  synchronized long examples() {
    drain();
    return examples;
  }

  /** The newest step's loss. */
  synchronized double last() {
    drain();
    return last;
  }

  /** The mean over the epoch's examples so far; NaN if no loss of them was finite. */
  synchronized double mean() {
    drain();
    return examples == 0 && Double.isFinite(last) ? 0 : sum / examples;
  }

  @Override
  public synchronized void close() {
    try {
      drain();
    } finally {
      history.endEpoch();
      manager.close();
    }
  }
}
