package lungo.kernel.magics.builtin;

import org.jspecify.annotations.Nullable;

/** What {@code %timeit} compiles its Java into. Not meant to be called otherwise. */
public final class Stopwatch {

  private static final double LEAST_NANOS = 0.2e9;

  private static final Object KEY = new Object();

  /** Volatile, so that no value can be known to differ from it. */
  @SuppressWarnings("NonFinalStaticField")
  private static volatile long secret = 0x5DEECE66DL;

  private Stopwatch() {}

  /** Java that is run many times. */
  @FunctionalInterface
  public interface Loop {
    /**
     * Runs it.
     *
     * @param times how often
     * @throws Throwable what it throws
     */
    void run(long times) throws Throwable;
  }

  /**
   * Measures and prints.
   *
   * @param loop what is measured
   * @param loops how often in a row for one measurement; 0 finds out
   * @param runs how many measurements
   * @throws Throwable what the loop throws
   */
  public static void measure(Loop loop, long loops, long runs) throws Throwable {
    long times = loops > 0 ? loops : calibrate(loop);
    double sum = 0;
    double squares = 0;
    double best = Double.MAX_VALUE;
    for (long run = 0; run < runs; run++) {
      double nanos = (double) time(loop, times) / times;
      sum += nanos;
      squares += nanos * nanos;
      best = Math.min(best, nanos);
    }
    double mean = sum / runs;
    double deviation = Math.sqrt(Math.max(0, squares / runs - mean * mean));
    System.out.println(
        Durations.format(mean)
            + " ± "
            + Durations.format(deviation)
            + " a loop, best "
            + Durations.format(best)
            + " (mean ± standard deviation of "
            + runs
            + " runs of "
            + times
            + " loops)");
  }

  /** The power of ten that takes a fifth of a second, by when the JIT has compiled the loop. */
  private static long calibrate(Loop loop) throws Throwable {
    long times = 1;
    while (time(loop, times) < LEAST_NANOS && times < 1_000_000_000L) {
      times *= 10;
    }
    return times;
  }

  private static long time(Loop loop, long times) throws Throwable {
    long start = System.nanoTime();
    loop.run(times);
    return System.nanoTime() - start;
  }

  /**
   * Uses a value.
   *
   * @param value any value
   */
  public static void keep(@Nullable Object value) {
    if (value == KEY) {
      secret = 0;
    }
  }

  /**
   * Uses a value.
   *
   * @param value any value
   */
  public static void keep(long value) {
    if (value == secret) {
      secret = 0;
    }
  }

  /**
   * Uses a value.
   *
   * @param value any value
   */
  public static void keep(double value) {
    if (value == secret) {
      secret = 0;
    }
  }

  /**
   * Uses a value.
   *
   * @param value any value
   */
  public static void keep(boolean value) {
    keep(value ? 1L : 0L);
  }
}
