package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.display.Progress;
import lungo.metrics.Metric;
import lungo.metrics.Report;
import lungo.optim.Optimizer;
import lungo.torch.Backward;
import lungo.torch.GradMode;
import org.jspecify.annotations.Nullable;

/** One call of {@code fit}: some epochs over the training data. */
final class TrainingRun {

  /**
   * What is trained, on what, and where it is recorded.
   *
   * @param valid what the metrics are computed on after each epoch, or null
   */
  record Setting(
      Network network,
      Classification task,
      Loader train,
      @Nullable Loader valid,
      List<Metric> metrics,
      Optimizer.Steps optimizer,
      History history) {}

  private final Setting setting;
  private final List<Callback> callbacks;
  private final double[] rates;
  private final int epochs;
  private int step;
  private boolean interrupted;

  TrainingRun(Setting setting, int epochs, Schedule schedule, List<Callback> callbacks) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be 1 or more, got " + epochs);
    }
    this.setting = setting;
    this.epochs = epochs;
    this.callbacks = callbacks;
    this.rates = schedule.rates(Math.multiplyExact(epochs, setting.train().batches()));
  }

  /** Trains until the last epoch or an interrupt. */
  void run() {
    var ending = Callback.Ending.FAILED;
    try {
      tell(c -> c.fitBegin(new Callback.FitBegin(epochs, setting.train().batches(), history())));
      for (int i = 0; i < epochs && !interrupted; i++) {
        epoch(i + 1);
      }
      ending = interrupted ? Callback.Ending.INTERRUPTED : Callback.Ending.COMPLETED;
    } finally {
      var end = new Callback.FitEnd(ending, history());
      tell(c -> c.fitEnd(end));
    }
    if (interrupted) {
      System.out.printf(
          "Interrupted after step %,d of %,d. The model and the history are whole; fit(…) trains on"
              + " from here.%n",
          step, rates.length);
    }
  }

  private void epoch(int ofRun) {
    int epoch = history().epochStarts().length + 1;
    long began = System.nanoTime();
    String title = "epoch " + ofRun + "/" + epochs;
    try (var losses = new LossLog(history(), epoch, setting.network().manager());
        var progress = Progress.start(title, setting.train().batches())) {
      history().beginEpoch(losses::drain);
      tell(c -> c.epochBegin(new Callback.EpochBegin(epoch, history())));
      steps(epoch, losses, progress);
      double trainLoss = losses.mean();
      if (!interrupted) {
        progress.note(String.format(Locale.ROOT, "loss %.4f, validating", trainLoss));
        var values = validated(trainLoss);
        if (!interrupted) {
          finish(epoch, values, (System.nanoTime() - began) / 1e9, progress);
        }
      }
    }
  }

  private void steps(int epoch, LossLog losses, Progress progress) {
    try (var batches = setting.train().epoch(epoch - 1)) {
      while (batches.hasNext()) {
        if (Thread.currentThread().isInterrupted()) {
          interrupted = true;
          return;
        }
        double rate = rates[step];
        step(batches, epoch, rate, losses);
        var event = new Callback.StepEnd(epoch, step, rate, losses::last, history());
        tell(c -> c.stepEnd(event));
        if (progress.isDue()) {
          progress.note(String.format(Locale.ROOT, "loss %.4f", losses.mean()));
        }
        progress.step(1);
      }
    } catch (CancellationException e) {
      noteInterrupt(e);
    }
  }

  @SuppressWarnings("try")
  private void step(Loader.Epoch batches, int epoch, double rate, LossLog losses) {
    try (var on = GradMode.on();
        var scope = new StepScope(setting.network().manager())) {
      Batch batch = batches.next(scope.manager());
      NDList outputs = setting.network().forward(batch.inputs(), true);
      if (epoch == 1 || !setting.network().device().isGpu()) {
        setting.task().check(outputs, batch);
      }
      NDArray loss = setting.task().loss(outputs, batch);
      setting.optimizer().step(Backward.of(loss), rate, again(batch));
      step++;
      losses.add(loss, step, rate, batch.size());
    }
  }

  @SuppressWarnings("try")
  private Optimizer.Objective again(Batch batch) {
    return use -> {
      try (var on = GradMode.on();
          var scope = new StepScope(setting.network().manager())) {
        use.accept(setting.task().loss(setting.network().forward(batch.inputs(), true), batch));
      }
    };
  }

  /** The epoch's values up to the metrics. */
  private Map<String, Double> validated(double trainLoss) {
    var values = new LinkedHashMap<String, Double>();
    values.put(History.TRAIN_LOSS, trainLoss);
    Loader valid = setting.valid();
    if (valid == null) {
      return values;
    }
    try {
      Report report = setting.task().evaluate(setting.network(), valid, () -> {});
      values.put(History.VALID_LOSS, report.loss());
      for (Metric metric : setting.metrics()) {
        values.put("valid_" + metric.name(), metric.of(report.predictions()));
      }
    } catch (CancellationException e) {
      noteInterrupt(e);
    }
    return values;
  }

  private void finish(int epoch, Map<String, Double> values, double seconds, Progress progress) {
    var note = new StringBuilder();
    values.forEach((name, v) -> note.append(String.format(Locale.ROOT, "%s %.4f  ", name, v)));
    values.put(History.RATE, rates[step - 1]);
    values.put(History.SECONDS, seconds);
    var row = new History.Row(epoch, values);
    history().add(row);
    progress.note(note.toString().strip()).done();
    tell(c -> c.epochEnd(new Callback.EpochEnd(row, history())));
  }

  /** A loader that was interrupted while it waited says so by this exception. */
  private void noteInterrupt(CancellationException e) {
    if (!Thread.currentThread().isInterrupted()) {
      throw e;
    }
    interrupted = true;
  }

  private void tell(Consumer<Callback> event) {
    callbacks.forEach(event);
  }

  private History history() {
    return setting.history();
  }
}
