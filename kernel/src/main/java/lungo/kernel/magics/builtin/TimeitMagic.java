package lungo.kernel.magics.builtin;

import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %timeit} and {@code %%timeit}: run Java many times and say how long one run takes. */
public final class TimeitMagic implements LineMagic, CellMagic {

  /** For {@link java.util.ServiceLoader}. */
  public TimeitMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "timeit",
        "Runs Java many times and says how long one run takes, warm.",
        """
        %timeit [-n LOOPS] [-r RUNS] JAVA   the rest of the line
        %%timeit [-n LOOPS] [-r RUNS]       the cell
          -n LOOPS   how often in a row it is run for one measurement; found out by default
          -r RUNS    how many measurements; 7 by default
        """);
  }

  @Override
  public boolean takesJava() {
    return true;
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    Settings settings = settings(call.text());
    if (settings.java().isBlank()) {
      throw MagicException.usage(this, "expected Java behind %timeit, got nothing");
    }
    return time(settings, call, run);
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run) {
    Settings settings = settings(call.text());
    if (!settings.java().isBlank()) {
      throw MagicException.usage(this, "expected the Java below %%timeit, got " + settings.java());
    }
    return time(new Settings(settings.loops(), settings.runs(), body), call, run);
  }

  private record Settings(long loops, long runs, String java) {}

  private Settings settings(String text) {
    String rest = text;
    long loops = 0;
    long runs = 7;
    while (rest.matches("-[nr]\\s*\\d{1,9}(\\s.*)?")) {
      char option = rest.charAt(1);
      String number = rest.substring(2).strip().replaceFirst("^(\\d+).*", "$1");
      rest = rest.substring(2).strip().substring(number.length()).strip();
      long value = Long.parseLong(number);
      if (value < 1) {
        throw MagicException.usage(this, "-" + option + " must be 1 or more, got " + value);
      }
      if (option == 'n') {
        loops = value;
      } else {
        runs = value;
      }
    }
    if (rest.startsWith("-n") || rest.startsWith("-r")) {
      throw MagicException.usage(this, rest.substring(0, 2) + " needs a number");
    }
    return new Settings(loops, runs, rest);
  }

  /**
   * The body as an expression, whose value is kept so that it is not optimised away, or as
   * statements.
   */
  private static MagicResult time(Settings settings, MagicCall call, CellRun run) {
    String java = settings.java().strip();
    String expression = java.endsWith(";") ? java.substring(0, java.length() - 1) : java;
    Outcome outcome = run.executeAt(loop(settings, "Stopwatch.keep(" + expression + ");"), call);
    if (isRejected(outcome)) {
      outcome = run.executeAt(loop(settings, java + ";"), call);
    }
    if (isRejected(outcome)) { // says what is wrong with the user's own text
      outcome = run.execute(java, call.line(), call.column());
    }
    return new MagicResult.Ran(outcome);
  }

  private static boolean isRejected(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed && failed.name().equals("CompilationError");
  }

  private static String loop(Settings settings, String body) {
    String stopwatch = Stopwatch.class.getName();
    return stopwatch
        + ".measure($n -> { for (long $i = 0; $i < $n; $i++) { "
        + body.replace("Stopwatch.keep(", stopwatch + ".keep(")
        + " } }, "
        + settings.loops()
        + "L, "
        + settings.runs()
        + "L);";
  }
}
