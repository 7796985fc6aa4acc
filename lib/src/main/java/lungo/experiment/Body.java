package lungo.experiment;

import java.io.Serializable;

/**
 * What a run does.
 *
 * <pre>{@code
 * Body<RuntimeException> training =
 *     run -> run.fit(learner, 3, oneCycle(run.config().number("rate")));
 * Experiment.run("clothes", Map.of("rate", 0.1), training);
 * }</pre>
 *
 * It can be sent to other machines ({@link Sweep#on}) if what it captures can.
 *
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface Body<X extends Exception> extends Serializable {

  /**
   * Does it. A run that was cut off and goes on does it again from the start; {@link Run#fit} then
   * goes on from the newest checkpoint.
   *
   * @param run where the results go
   * @throws X ends the run as failed
   */
  void run(Run run) throws X;
}
