package lungo.training;

import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/**
 * Listens to a training run. Every method is called on the thread that trains, between two steps;
 * what it throws ends the run, with the model and the history whole.
 *
 * <pre>{@code
 * learner.fit(5, oneCycle(0.05), new Callback() {
 *   @Override public void epochEnd(EpochEnd e) { System.out.println(e.row()); }
 * });
 * }</pre>
 */
public interface Callback {

  /**
   * Before the first step.
   *
   * @param event what is about to begin
   */
  default void fitBegin(FitBegin event) {}

  /**
   * Before an epoch's first step.
   *
   * @param event which epoch
   */
  default void epochBegin(EpochBegin event) {}

  /**
   * After a step's weights were updated.
   *
   * @param event the step
   */
  default void stepEnd(StepEnd event) {}

  /**
   * After an epoch's validation.
   *
   * @param event the epoch's record, which is in the history already
   */
  default void epochEnd(EpochEnd event) {}

  /**
   * After the last step, also when an interrupt or an error ended the run.
   *
   * @param event how it ended
   */
  default void fitEnd(FitEnd event) {}

  /**
   * A run begins.
   *
   * @param epochs how many epochs it is to take
   * @param stepsPerEpoch steps an epoch
   * @param history what was recorded so far; it grows during the run
   * @param run what can be done about the run, until it ends
   */
  record FitBegin(int epochs, int stepsPerEpoch, History history, Run run) {}

  /**
   * An epoch begins.
   *
   * @param epoch 1 for the learner's first; counts on from an earlier run
   * @param history what was recorded so far
   */
  record EpochBegin(int epoch, History history) {}

  /**
   * A step was taken.
   *
   * @param epoch the epoch it belongs to, from 1
   * @param step its number in this run, from 1
   * @param rate the learning rate it was taken at
   * @param loss the batch's mean loss; asking for it waits for the device, so ask rarely
   * @param history what was recorded so far
   */
  record StepEnd(int epoch, int step, double rate, DoubleSupplier loss, History history) {}

  /**
   * An epoch ended.
   *
   * @param row its record
   * @param history what was recorded so far, this epoch included
   */
  record EpochEnd(History.Row row, History history) {}

  /**
   * The run ended.
   *
   * @param ending how
   * @param history what was recorded
   */
  record FitEnd(Ending ending, History history) {}

  /** A run under way, for the thread that trains. */
  interface Run {

    /**
     * Whose run it is.
     *
     * @return the learner
     */
    Learner learner();

    /**
     * How many steps it is to take in all.
     *
     * @return the number
     */
    int steps();

    /**
     * How many steps it has taken so far.
     *
     * @return the number
     */
    int step();

    /**
     * Its first epoch, also where it was cut off later and goes on now.
     *
     * @return 1 for the learner's first
     */
    int firstEpoch();

    /**
     * Writes all that it takes to go on from here, between two steps; see {@link
     * Learner#resume(Path)}.
     *
     * @param directory is made if it is not there
     * @param name the files' name, without an ending
     * @throws TrainingException if they cannot be written
     */
    void save(Path directory, String name);

    /**
     * Ends it before the next step.
     *
     * @param reason is shown to the user
     */
    void stop(String reason);

    /**
     * Multiplies the schedule's rates from the next step on.
     *
     * @param factor 0 or more, 1 at first; takes the place of an earlier one
     */
    void scaleRates(double factor);
  }

  /** How a run ended. */
  enum Ending {
    /** All epochs were trained. */
    COMPLETED,
    /** The thread was interrupted; the step in hand was finished. */
    INTERRUPTED,
    /** A callback stopped it. */
    STOPPED,
    /** An exception was thrown, which goes on to the caller. */
    FAILED
  }
}
