package lungo.training;

/**
 * The learning rate of every step of a run.
 *
 * <pre>{@code
 * Schedule halves = (step, steps) -> 0.1 * Math.pow(0.5, step / 100);
 * }</pre>
 *
 * {@link Schedules} has the common ones.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * The rate of one step.
   *
   * @param step 0 for the run's first
   * @param steps how many the run takes in all
   * @return 0 or more
   */
  double rate(int step, int steps);

  /**
   * The rates of a whole run, to look at before it.
   *
   * @param steps how many steps it takes, at least 1
   * @return one rate a step
   * @throws IllegalArgumentException if there are no steps, or a rate is negative or not finite;
   *     the message has the step
   */
  default double[] rates(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be 1 or more, got " + steps);
    }
    double[] rates = new double[steps];
    for (int step = 0; step < steps; step++) {
      rates[step] = Schedules.checked(this, step, steps);
    }
    return rates;
  }
}
