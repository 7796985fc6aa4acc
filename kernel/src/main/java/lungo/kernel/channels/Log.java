package lungo.kernel.channels;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's own log: the process's standard error, one line an event. It is not {@code
 * System.err}, which belongs to the cells; nor a logging library, whose start would cost the first
 * reply time.
 */
final class Log {

  private static final PrintStream ERROR =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

  private Log() {}

  /** Writes a line; what comes from outside is already one line. */
  static void line(String what) {
    ERROR.println("[lungo] " + what);
  }

  /** Writes a line and the trace of a fault in the kernel itself. */
  static void fault(String what, Throwable fault) {
    ERROR.println("[lungo] " + what);
    fault.printStackTrace(ERROR);
  }
}
