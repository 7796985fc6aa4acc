package lungo.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import lungo.data.Loader;
import lungo.display.Progress;
import org.jspecify.annotations.Nullable;

/** One call of {@code fitRounds}: rounds that are taken elsewhere, an epoch each. */
final class RoundRun implements Callback.Run {

  /**
   * What is trained and how it is judged.
   *
   * @param valid what the metrics are computed on after each round, or null
   */
  record Setting(
      Learner learner,
      Training training,
      Rounds rounds,
      @Nullable Loader valid,
      TrainingRun.Evaluation evaluation) {}

  private final Setting setting;
  private final double[] rates;
  private final List<Callback> callbacks;
  private final int firstEpoch;
  private int step;
  private double factor = 1;
  private boolean interrupted;
  private @Nullable String stopped;

  RoundRun(
      Setting setting,
      double[] rates,
      TrainingRun.@Nullable Position from,
      List<Callback> callbacks) {
    this.setting = setting;
    this.rates = rates;
    this.callbacks = callbacks;
    this.step = from == null ? 0 : from.step();
    this.firstEpoch = from == null ? history().epochStarts().length + 1 : from.firstEpoch();
  }

  /** Trains until the last round, an interrupt, or until a callback stops it. */
  void run() {
    int perRound = setting.rounds().steps();
    int count = rates.length / perRound;
    var ending = Callback.Ending.FAILED;
    try (var bar = Progress.start("rounds", count)) {
      bar.step(step / perRound);
      tell(c -> c.fitBegin(new Callback.FitBegin(count, perRound, history(), this)));
      while (step < rates.length && stopped == null && !interrupted) {
        round(bar);
      }
      ending = ending();
    } finally {
      var end = new Callback.FitEnd(ending, history());
      tell(c -> c.fitEnd(end));
    }
    sayWhyItEnded(perRound);
  }

  private Callback.Ending ending() {
    if (interrupted) {
      return Callback.Ending.INTERRUPTED;
    }
    return stopped == null ? Callback.Ending.COMPLETED : Callback.Ending.STOPPED;
  }

  private void sayWhyItEnded(int perRound) {
    if (interrupted || stopped != null) {
      System.out.printf(
          "%s after round %,d of %,d%s. The model and the history are whole.%n",
          interrupted ? "Interrupted" : "Stopped",
          step / perRound,
          rates.length / perRound,
          stopped == null ? "" : ": " + stopped);
    }
  }

  private void round(Progress bar) {
    long began = System.nanoTime();
    int steps = setting.rounds().steps();
    int epoch = history().epochStarts().length + 1;
    tell(c -> c.epochBegin(new Callback.EpochBegin(epoch, history())));
    double[] own = Arrays.copyOfRange(rates, step, step + steps);
    Arrays.setAll(own, i -> own[i] * factor);
    double[] losses;
    try {
      losses = setting.rounds().take(step / steps, own).losses();
    } catch (CancellationException e) {
      interrupted = true;
      return;
    }
    history().beginEpoch(null, true);
    for (int i = 0; i < steps; i++) {
      history().addStep(losses[i], own[i]);
    }
    step += steps; // from here on a checkpoint is one of the round's end
    for (int i = 0; i < steps; i++) {
      double loss = losses[i];
      var event = new Callback.StepEnd(epoch, step - steps + i + 1, own[i], () -> loss, history());
      tell(c -> c.stepEnd(event));
    }
    judge(epoch, Arrays.stream(losses).average().orElse(Double.NaN), own[steps - 1], began, bar);
  }

  private void judge(int epoch, double loss, double rate, long began, Progress bar) {
    var values = new LinkedHashMap<String, Double>();
    values.put(History.TRAIN_LOSS, loss);
    Loader valid = setting.valid();
    try {
      if (valid != null) {
        values.putAll(setting.evaluation().of(valid));
      }
    } catch (CancellationException e) {
      interrupted = true;
      return;
    }
    String note = History.note(values);
    values.put(History.RATE, rate);
    values.put(History.SECONDS, (System.nanoTime() - began) / 1e9);
    var row = new History.Row(epoch, values);
    history().add(row);
    bar.note(note.strip()).step(1);
    tell(c -> c.epochEnd(new Callback.EpochEnd(row, history())));
  }

  private void tell(Consumer<Callback> event) {
    callbacks.forEach(event);
  }

  private History history() {
    return setting.training().history();
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
  public int firstEpoch() {
    return firstEpoch;
  }

  /** Between two rounds, where all that there is can be written. */
  @Override
  public void save(Path directory, String name) {
    var checkpoint = new Checkpoint(directory, name);
    var position = new TrainingRun.Position(step, 0, 0, 0, 0, firstEpoch, 0, 0);
    Checkpoint.uninterrupted(
        () -> setting.training().checkpoint(checkpoint, position, rates, setting.rounds()));
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
