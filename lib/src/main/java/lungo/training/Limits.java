package lungo.training;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops runs that take too much; what was trained is kept.
 *
 * <pre>{@code
 * learner.fit(100, Limits.time(Duration.ofHours(2)), Limits.memory(8000));
 * }</pre>
 */
public final class Limits {

  private static final Path STATM = Path.of("/proc/self/statm");
  private static final int PAGE = 4096;
  private static final int STEPS_BETWEEN_LOOKS = 10;

  private Limits() {}

  /**
   * Stops a run that has taken so long, after the step in hand.
   *
   * @param most from the run's begin on, above 0
   * @return a callback for one run at a time
   */
  public static Callback time(Duration most) {
    if (most.isNegative() || most.isZero()) {
      throw new IllegalArgumentException("a time limit must be above 0, got " + most);
    }
    return time(most, System::nanoTime);
  }

  static Callback time(Duration most, LongSupplier nanoTime) {
    return new Watch() {
      private long end;

      @Override
      void begin() {
        end = nanoTime.getAsLong() + most.toNanos();
      }

      @Override
      @Nullable String reason(int step) {
        return nanoTime.getAsLong() - end >= 0
            ? String.format(Locale.ROOT, "the time limit of %,d s is over", most.toSeconds())
            : null;
      }
    };
  }

  /**
   * Stops a run when the process holds more memory than this, before the system ends it. Looks
   * every tenth step, on Linux.
   *
   * @param megabytes the most resident memory of the process, 1 or more
   * @return a callback for one run at a time
   * @throws TrainingException where the process cannot tell, which is so on other systems
   */
  public static Callback memory(long megabytes) {
    if (megabytes < 1) {
      throw new IllegalArgumentException("a memory limit must be 1 MB or more, got " + megabytes);
    }
    residentBytes();
    return memory(megabytes, Limits::residentBytes);
  }

  static Callback memory(long megabytes, LongSupplier bytes) {
    return new Watch() {
      @Override
      void begin() {}

      @Override
      @Nullable String reason(int step) {
        long held = step % STEPS_BETWEEN_LOOKS == 0 ? bytes.getAsLong() >> 20 : 0;
        return held > megabytes
            ? String.format(
                Locale.ROOT,
                "the process holds %,d MB, more than the limit of %,d; a smaller batch needs less",
                held,
                megabytes)
            : null;
      }
    };
  }

  private static long residentBytes() {
    try {
      String[] pages = Files.readString(STATM, US_ASCII).split(" ", 3);
      return PAGE * Long.parseLong(pages[1]);
    } catch (IOException e) {
      throw new TrainingException("the process's memory cannot be read from " + STATM, e);
    }
  }

  /** Looks after each step. */
  private abstract static class Watch implements Callback {

    private @Nullable Run run;

    abstract void begin();

    /** Why the run must stop; null if it may go on. */
    abstract @Nullable String reason(int step);

    @Override
    public void fitBegin(FitBegin event) {
      run = event.run();
      begin();
    }

    @Override
    public void stepEnd(StepEnd event) {
      String why = reason(event.step());
      if (why != null && run != null) {
        run.stop(why);
      }
    }
  }
}
