package lungo.kernel.magics.builtin;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/**
 * {@code %trace}: prints the last exception as Java does, with the frames that reports leave out.
 */
public final class TraceMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public TraceMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "trace",
        "Prints the whole stack trace of the last exception, with all frames.",
        """
        %trace
        Throwable t = %trace           the exception itself
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    call.arguments(this, 0, 0);
    Optional<Throwable> last = run.runner().interpreter().lastThrown();
    if (last.isEmpty()) {
      throw new MagicException("no cell has thrown an exception yet");
    }
    var text = new StringWriter();
    last.get().printStackTrace(new PrintWriter(text, true));
    System.out.print(text);
    return MagicResult.value(last.get());
  }
}
