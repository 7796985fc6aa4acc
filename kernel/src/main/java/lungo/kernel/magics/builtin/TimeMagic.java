package lungo.kernel.magics.builtin;

import java.lang.management.ManagementFactory;
import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %time} and {@code %%time}: run Java once and say how long it took. */
public final class TimeMagic implements LineMagic, CellMagic {

  /** For {@link java.util.ServiceLoader}. */
  public TimeMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "time",
        "Runs Java once and says how long it took, compilation included.",
        """
        %time JAVA                     the rest of the line
        %%time                         the cell
        """);
  }

  @Override
  public boolean takesJava() {
    return true;
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    if (call.text().isEmpty()) {
      throw MagicException.usage(this, "expected Java behind %time, got nothing");
    }
    return time(run, call.text(), call.line(), call.column());
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run) {
    if (!call.text().isEmpty()) {
      throw MagicException.usage(this, "expected nothing behind %%time, got " + call.text());
    }
    return time(run, body, call.line() + 1, 0);
  }

  private static MagicResult time(CellRun run, String java, int line, int column) {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    Outcome outcome = run.execute(java, line, column);
    long wall = System.nanoTime() - start;
    String all = cpu < 0 ? "" : "CPU " + Durations.format((double) (cpuNanos() - cpu)) + ", ";
    System.out.println(all + "wall " + Durations.format((double) wall));
    return new MagicResult.Ran(outcome);
  }

  /** The processor time of all threads; negative if the system does not tell. */
  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : -1;
  }
}
