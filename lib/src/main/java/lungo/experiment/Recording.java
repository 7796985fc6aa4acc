package lungo.experiment;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lungo.training.Callback;
import lungo.training.History;
import lungo.training.RunLog;

/**
 * A learner's training, recorded in a run's directory; a checkpoint comes after what is logged. In
 * here {@code Run} alone is {@link Callback.Run}.
 */
final class Recording implements Callback {

  private static final Set<String> NO_METRICS = Set.of(History.RATE, History.SECONDS);

  private final lungo.experiment.Run run;
  private final List<Callback> parts;

  Recording(lungo.experiment.Run run) {
    this.run = run;
    this.parts =
        List.of(
            RunLog.csv(run.directory().resolve("history.csv")),
            RunLog.jsonLines(run.directory().resolve("history.jsonl")),
            new Values(run),
            run.checkpoints());
  }

  /** Each epoch's values as the run's metrics. */
  private record Values(lungo.experiment.Run run) implements Callback {
    @Override
    public void epochEnd(EpochEnd event) {
      event
          .row()
          .values()
          .forEach(
              (name, value) -> {
                if (!NO_METRICS.contains(name)) {
                  run.log(event.row().epoch(), name, value);
                }
              });
    }
  }

  @Override
  public void fitBegin(FitBegin event) {
    run.device(event.run().learner().device().toString());
    tell(c -> c.fitBegin(event));
  }

  @Override
  public void epochBegin(EpochBegin event) {
    tell(c -> c.epochBegin(event));
  }

  @Override
  public void stepEnd(StepEnd event) {
    tell(c -> c.stepEnd(event));
  }

  @Override
  public void epochEnd(EpochEnd event) {
    tell(c -> c.epochEnd(event));
  }

  @Override
  public void fitEnd(FitEnd event) {
    tell(c -> c.fitEnd(event));
  }

  private void tell(Consumer<Callback> event) {
    parts.forEach(event);
  }
}
