package lungo.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import lungo.data.Loader;
import lungo.display.Progress;
import org.jspecify.annotations.Nullable;

/** One call of {@code fit}: some steps over the training data. */
final class TrainingRun implements Callback.Run {

  /**
   * What is trained, on what, and where it is recorded.
   *
   * @param learner whose run it is
   * @param accumulate how many batches a step takes
   * @param valid what the metrics are computed on after each epoch, or null
   * @param unit what the shown speed counts, or empty
   * @param evaluation judges the model, with averages if there are some
   */
  record Setting(
      Learner learner,
      Network network,
      Loader train,
      int accumulate,
      @Nullable Loader valid,
      String unit,
      Evaluation evaluation,
      History history) {

    Setting withoutValidation() {
      return new Setting(learner, network, train, accumulate, null, unit, evaluation, history);
    }

    int stepsPerEpoch() {
      return (train.batches() + accumulate - 1) / accumulate;
    }
  }

  /** Judges the model as it is: the history's columns, {@code valid_loss} first. */
  @FunctionalInterface
  interface Evaluation {
    Map<String, Double> of(Loader loader);
  }

  /**
   * How far a run has come.
   *
   * @param step how many steps were taken
   * @param epoch the epoch under way, from 1; 0 between two epochs
   * @param batches how many batches of it were taken
   * @param lossSum the sum of its examples' losses
   * @param examples how many they are
   * @param firstEpoch the run's first epoch, from 1
   * @param skipped how many of the steps were skipped
   * @param epochSkipped how many of the epoch's steps were
   */
  record Position(
      int step,
      int epoch,
      int batches,
      double lossSum,
      long examples,
      int firstEpoch,
      int skipped,
      int epochSkipped) {}

  private final Setting setting;
  private final TrainingStep steps;
  private final List<Callback> callbacks;
  private final double[] rates;
  private final int firstEpoch;
  private final long stepsBefore;
  private final long skippedBefore;
  private long skippedBeforeEpoch;
  private int step;
  private int epoch;
  private int batches;
  private long epochBegan;
  private long targetsBefore;
  private String trainSpeed = "";
  private @Nullable Position goingOn;
  private @Nullable LossLog log;
  private @Nullable Position cutOff;
  private double factor = 1;
  private boolean interrupted;
  private @Nullable String stopped;

  /**
   * @param rates the learning rate of each step
   * @param from where it goes on; null for a new run
   */
  TrainingRun(
      Setting setting,
      TrainingStep steps,
      double[] rates,
      @Nullable Position from,
      List<Callback> callbacks) {
    this.setting = setting;
    this.steps = steps;
    this.rates = rates;
    this.callbacks = callbacks;
    this.step = from == null ? 0 : from.step();
    this.goingOn = from != null && from.epoch() > 0 ? from : null;
    this.firstEpoch = from == null ? history().epochStarts().length + 1 : from.firstEpoch();
    this.stepsBefore = (long) history().stepLosses().length - step;
    this.skippedBefore = steps.skipped().count() - (from == null ? 0 : from.skipped());
  }

  /** Trains until the last step, an interrupt, or until a callback stops it. */
  void run() {
    var ending = Callback.Ending.FAILED;
    try {
      int perEpoch = setting.stepsPerEpoch();
      int epochs = (rates.length + perEpoch - 1) / perEpoch;
      tell(c -> c.fitBegin(new Callback.FitBegin(epochs, perEpoch, history(), this)));
      while (!ended()) {
        epoch(epochs);
      }
      ending = ending();
    } finally {
      var end = new Callback.FitEnd(ending, history());
      tell(c -> c.fitEnd(end));
    }
    sayWhyItEnded();
  }

  private boolean ended() {
    return interrupted || stopped != null || (step == rates.length && goingOn == null);
  }

  private Callback.Ending ending() {
    if (interrupted) {
      return Callback.Ending.INTERRUPTED;
    }
    return stopped != null ? Callback.Ending.STOPPED : Callback.Ending.COMPLETED;
  }

  private void sayWhyItEnded() {
    if (interrupted) {
      System.out.printf(
          "Interrupted after step %,d of %,d. The model and the history are whole; fit(…) trains on"
              + " from here.%n",
          step, rates.length);
    } else if (stopped != null) {
      System.out.printf("Stopped after step %,d of %,d: %s%n", step, rates.length, stopped);
    }
  }

  private void epoch(int epochs) {
    Position from = goingOn;
    goingOn = null;
    epoch = from == null ? history().epochStarts().length + 1 : from.epoch();
    batches = 0;
    long began = System.nanoTime();
    epochBegan = began;
    targetsBefore = steps.targets();
    skippedBeforeEpoch = steps.skipped().count() - (from == null ? 0 : from.epochSkipped());
    String title = "epoch " + (epoch - firstEpoch + 1) + "/" + epochs;
    try (var losses =
            new LossLog(
                history(), epoch, setting.network().manager(), steps.skipped().isPossible());
        var progress = Progress.start(title, setting.train().batches())) {
      log = losses;
      if (from != null) {
        losses.goOn(from.lossSum(), from.examples());
      }
      history().beginEpoch(losses::drain, from == null);
      var begin = new Callback.EpochBegin(epoch, history());
      tell(c -> c.epochBegin(begin));
      steps(losses, progress, from == null ? 0 : from.batches());
      double trainLoss = losses.mean();
      trainSpeed = speed();
      if (!interrupted && stopped == null) {
        progress.note(String.format(Locale.ROOT, "loss %.4f, validating", trainLoss));
        var values = validated(trainLoss);
        if (!interrupted) {
          finish(values, (System.nanoTime() - began) / 1e9, progress);
        }
      }
    } finally {
      if (interrupted || stopped != null) {
        cutOff = position();
      }
      log = null;
    }
  }

  private void steps(LossLog losses, Progress progress, int skipped) {
    try (var examples = setting.train().epoch(epoch - 1)) {
      skip(examples, progress, skipped);
      while (examples.hasNext() && step < rates.length && stopped == null) {
        if (Thread.currentThread().isInterrupted()) {
          interrupted = true;
          return;
        }
        int before = batches;
        step(examples, losses);
        if (progress.isDue()) {
          String loss = String.format(Locale.ROOT, "loss %.4f", losses.mean());
          progress.note(loss + steps.skipped().note(skippedBeforeEpoch) + speed());
        }
        progress.step(batches - before);
      }
    } catch (CancellationException e) {
      noteInterrupt(e);
    }
  }

  /** How many of the task's units a second were learned from in this epoch. */
  private String speed() {
    double seconds = (System.nanoTime() - epochBegan) / 1e9;
    return setting.unit().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            "  %,.0f %s/s",
            (steps.targets() - targetsBefore) / seconds,
            setting.unit());
  }

  private void step(Loader.Epoch examples, LossLog losses) {
    SkippedSteps skipped = steps.skipped();
    int place = Math.toIntExact(step - (skipped.count() - skippedBefore)); // of the schedule
    double rate = rates[place] * factor;
    var moment = new TrainingStep.Moment(stepsBefore + step, step + 1, epoch, rate);
    skipped.check(moment);
    steps.take(examples, moment, losses);
    step++;
    batches = Math.min(setting.train().batches(), batches + setting.accumulate());
    var event = new Callback.StepEnd(epoch, step, rate, losses::last, history());
    tell(c -> c.stepEnd(event));
  }

  /** The batches of an epoch that were taken before the run was cut off. */
  private void skip(Loader.Epoch examples, Progress progress, int count) {
    while (batches < count) {
      try (var scope = new StepScope(setting.network().manager())) {
        examples.next(scope.manager());
      }
      batches++;
      progress.step(1);
    }
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
      values.putAll(setting.evaluation().of(valid));
    } catch (CancellationException e) {
      noteInterrupt(e);
    }
    return values;
  }

  private void finish(Map<String, Double> values, double seconds, Progress progress) {
    String note = History.note(values) + trainSpeed + steps.skipped().note(skippedBeforeEpoch);
    double[] all = history().stepRates();
    values.put(History.RATE, all[all.length - 1]);
    values.put(History.SECONDS, seconds);
    if (steps.skipped().isPossible()) {
      values.put(History.SKIPPED, (double) (steps.skipped().count() - skippedBeforeEpoch));
    }
    var row = new History.Row(epoch, values);
    history().add(row);
    progress.note(note.strip()).done();
    epoch = 0;
    batches = 0;
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

  /** How far it has come; between two steps. */
  Position position() {
    LossLog losses = log;
    if (cutOff != null) {
      return cutOff;
    }
    long skipped = steps.skipped().count();
    int ofRun = Math.toIntExact(skipped - skippedBefore);
    if (losses == null || epoch == 0) {
      return new Position(step, 0, 0, 0, 0, firstEpoch, ofRun, 0);
    }
    int ofEpoch = Math.toIntExact(skipped - skippedBeforeEpoch);
    return new Position(
        step, epoch, batches, losses.sum(), losses.examples(), firstEpoch, ofRun, ofEpoch);
  }

  @Override
  public Learner learner() {
    return setting.learner();
  }

  @Override
  public int steps() {
    return rates.length;
  }

  @Override
  public int step() {
    return step;
  }

  @Override
  public void save(Path directory, String name) {
    var checkpoint = new Checkpoint(directory, name);
    Checkpoint.uninterrupted(() -> setting.learner().checkpoint(checkpoint, position(), rates));
  }

  @Override
  public int firstEpoch() {
    return firstEpoch;
  }

  @Override
  public void stop(String reason) {
    if (stopped == null) {
      stopped = reason;
    }
  }

  @Override
  public void scaleRates(double by) {
    if (!(by >= 0 && by < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rates are scaled by 0 or more, got " + by);
    }
    factor = by;
  }
}
