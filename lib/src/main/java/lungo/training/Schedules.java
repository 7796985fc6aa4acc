package lungo.training;

/**
 * The common learning-rate schedules, with the formulas of {@code torch.optim.lr_scheduler}; made
 * to be imported statically.
 *
 * <pre>{@code
 * learner.fit(6, oneCycle(0.05));
 * learner.fit(20, warmup(200, cosine(1e-3)));
 * plot(step(0.1, 30, 0.5), 100);           // rates over 100 steps
 * }</pre>
 */
public final class Schedules {

  /** The rest of PyTorch's OneCycleLR defaults. */
  private static final double WARM_UP_PART = 0.3;

  private static final double FIRST_DIVISOR = 25;
  private static final double LAST_DIVISOR = 1e4;

  private Schedules() {}

  /**
   * The same rate at every step.
   *
   * @param rate the rate
   * @return the schedule
   */
  public static Schedule constant(double rate) {
    checkRate(rate);
    return (step, steps) -> rate;
  }

  /**
   * Up to a high rate and down again along half cosines: from {@code maxRate / 25} to {@code
   * maxRate} in the first 30 % of the steps, then down to {@code maxRate / 250,000}. Smith and
   * Topin 2017, https://arxiv.org/abs/1708.07120; {@code OneCycleLR} with {@code
   * cycle_momentum=False}.
   *
   * @param maxRate the highest rate
   * @return the schedule
   */
  public static Schedule oneCycle(double maxRate) {
    return oneCycle(maxRate, WARM_UP_PART);
  }

  /**
   * {@link #oneCycle(double)} with another length of the way up.
   *
   * @param maxRate the highest rate
   * @param warmUpPart which part of the steps goes up, in (0, 1)
   * @return the schedule
   */
  public static Schedule oneCycle(double maxRate, double warmUpPart) {
    checkRate(maxRate);
    if (!(warmUpPart > 0 && warmUpPart < 1)) {
      throw new IllegalArgumentException("warmUpPart must be in (0, 1), got " + warmUpPart);
    }
    double first = maxRate / FIRST_DIVISOR;
    return (step, steps) -> {
      double peak = warmUpPart * steps - 1;
      if (step <= peak) {
        return between(first, maxRate, peak == 0 ? 1 : step / peak);
      }
      double left = steps - 1 - peak;
      return between(maxRate, first / LAST_DIVISOR, left == 0 ? 1 : (step - peak) / left);
    };
  }

  /**
   * Down to 0 along half a cosine. Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983;
   * {@code CosineAnnealingLR} with {@code T_max} the run's steps.
   *
   * @param rate the first rate
   * @return the schedule
   */
  public static Schedule cosine(double rate) {
    return cosine(rate, 0);
  }

  /**
   * Down along half a cosine.
   *
   * @param rate the first rate
   * @param lowest where the cosine ends, one step after the run's last
   * @return the schedule
   */
  public static Schedule cosine(double rate, double lowest) {
    checkRate(rate);
    checkRate(lowest);
    return (step, steps) -> between(rate, lowest, (double) step / steps);
  }

  /**
   * Multiplies the rate by a factor every so many steps; {@code StepLR}.
   *
   * @param rate the first rate
   * @param every after how many steps, 1 or more
   * @param factor above 0
   * @return the schedule
   */
  public static Schedule step(double rate, int every, double factor) {
    checkRate(rate);
    if (every < 1) {
      throw new IllegalArgumentException("every must be 1 step or more, got " + every);
    }
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("factor must be finite and above 0, got " + factor);
    }
    return (step, steps) -> rate * Math.pow(factor, Math.floorDiv(step, every));
  }

  /**
   * A straight line from a hundredth of the next schedule's first rate up to it, then that schedule
   * over the steps that remain; {@code LinearLR} and {@code SequentialLR}.
   *
   * @param warmUpSteps how many steps go up, 1 or more
   * @param next what follows
   * @return the schedule
   */
  public static Schedule warmup(int warmUpSteps, Schedule next) {
    return warmup(warmUpSteps, 0.01, next);
  }

  /**
   * {@link #warmup(int, Schedule)} from another start.
   *
   * @param warmUpSteps how many steps go up, 1 or more
   * @param start where the line begins, as a part of the next schedule's first rate, in [0, 1]
   * @param next what follows
   * @return the schedule
   */
  public static Schedule warmup(int warmUpSteps, double start, Schedule next) {
    if (warmUpSteps < 1) {
      throw new IllegalArgumentException("warmUpSteps must be 1 or more, got " + warmUpSteps);
    }
    if (!(start >= 0 && start <= 1)) {
      throw new IllegalArgumentException("start must be in [0, 1], got " + start);
    }
    return (step, steps) -> {
      int rest = Math.max(1, steps - warmUpSteps);
      return step < warmUpSteps
          ? next.rate(0, rest) * (start + (1 - start) * step / warmUpSteps)
          : next.rate(step - warmUpSteps, rest);
    };
  }

  /**
   * Multiplies the rate by a factor each step; {@code ExponentialLR}.
   *
   * @param rate the first rate
   * @param factor above 0
   * @return the schedule
   */
  public static Schedule exponential(double rate, double factor) {
    return step(rate, 1, factor);
  }

  /**
   * Down to 0 along a power of what is left: {@code rate * (1 - step / steps)^power}; {@code
   * PolynomialLR}.
   *
   * @param rate the first rate
   * @param power above 0; 1 is a straight line
   * @return the schedule
   */
  public static Schedule polynomial(double rate, double power) {
    checkRate(rate);
    if (!(power > 0 && power < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("power must be finite and above 0, got " + power);
    }
    return (step, steps) -> rate * Math.pow(1 - (double) step / steps, power);
  }

  /**
   * One schedule after another; {@code SequentialLR}. Chain more by {@code chain(a, 100, chain(b,
   * 50, c))}.
   *
   * @param first the schedule of the first steps
   * @param steps how many steps are its, 1 or more
   * @param then the schedule of the steps that remain
   * @return the schedule
   */
  public static Schedule chain(Schedule first, int steps, Schedule then) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be 1 or more, got " + steps);
    }
    return (step, all) ->
        step < steps
            ? first.rate(step, Math.min(steps, all))
            : then.rate(step - steps, all - steps);
  }

  /** The rate of one step, refused if nothing can be trained with it. */
  static double checked(Schedule schedule, int step, int steps) {
    double rate = schedule.rate(step, steps);
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              "a learning rate must be finite and 0 or more, got %s at step %d of %d",
              rate, step + 1, steps));
    }
    return rate;
  }

  /** Along half a cosine: {@code from} at 0, {@code to} at 1. */
  private static double between(double from, double to, double part) {
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
  }

  private static void checkRate(double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a learning rate must be finite and 0 or more, got " + rate);
    }
  }
}
