package lungo.training;

import java.util.Locale;
import lungo.torch.LossScale;

/**
 * Counts the steps that float16 took back. The device is asked once a step at most, and only after
 * it.
 */
final class SkippedSteps {

  /**
   * Float16's smallest normal number: below it the loss's own gradient, which is the scale, is none
   * that float16 holds as others, so that no scale is left at which a step could be taken.
   */
  private static final double LEAST_SCALE = 0x1p-14;

  private final LossScale scale;
  private LossScale.Reading known = new LossScale.Reading(1, 0);
  private boolean isKnown;

  /**
   * @param scale what losses are multiplied by; none for steps that are never skipped
   */
  SkippedSteps(LossScale scale) {
    this.scale = scale;
    this.isKnown = scale.isNone();
  }

  /** Whether steps may be skipped. */
  boolean isPossible() {
    return !scale.isNone();
  }

  /** A step was taken, or skipped: which, the device knows. */
  void stepTaken() {
    isKnown = scale.isNone();
  }

  /** How many steps of the learner were skipped so far. */
  long count() {
    return reading().skipped();
  }

  private LossScale.Reading reading() {
    if (!isKnown) {
      known = scale.read();
      isKnown = true;
    }
    return known;
  }

  /**
   * Refuses to go on where no step is taken any more.
   *
   * @throws LossLog.NotFinite if the scale fell below float16's smallest normal number
   */
  void check(TrainingStep.Moment at) {
    if (isPossible() && reading().scale() < LEAST_SCALE) {
      throw new LossLog.NotFinite(
          at.ofRun(),
          String.format(
              Locale.ROOT,
              "the loss scale of float16 fell to %.1e at step %d (epoch %d, learning rate %s),"
                  + " below %.1e: whatever the scale, the gradients are not finite. %,d steps were"
                  + " skipped so far, which changed no weight. What helps: bfloat16(), which has"
                  + " float32's range; a lower learning rate or a warm-up (warmup(steps, schedule));"
                  + " a look at the inputs for NaN and for values far from 0",
              reading().scale(),
              at.ofRun(),
              at.epoch(),
              at.rate(),
              LEAST_SCALE,
              reading().skipped()));
    }
  }

  /** For the progress's line, after two spaces; empty where no step may be skipped. */
  String note(long since) {
    if (!isPossible()) {
      return "";
    }
    double now = reading().scale();
    return String.format(
        Locale.ROOT,
        now < 1 ? "  %,d skipped, scale %.1e" : "  %,d skipped, scale %,.0f",
        count() - since,
        now);
  }
}
