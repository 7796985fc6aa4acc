package lungo.kernel.execution.cell;

import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import jdk.jshell.Diag;

/**
 * A snippet that does not compile.
 *
 * @param offset its index in the cell
 * @param source its text
 * @param errors what the compiler has against it
 */
public record Wrong(int offset, String source, List<Problem> errors) {

  /**
   * An error of the compiler's, with places in the snippet.
   *
   * @param code its kind, such as {@code compiler.err.cant.resolve}
   * @param message the compiler's words
   * @param position the place that it is about; {@link Diagnostic#NOPOS} if there is none
   * @param start where what it is about begins
   * @param end where that ends
   */
  public record Problem(String code, String message, long position, long start, long end) {

    static Problem of(Diag diag) {
      return new Problem(
          diag.getCode(),
          diag.getMessage(Locale.ROOT),
          diag.getPosition(),
          diag.getStartPosition(),
          diag.getEndPosition());
    }
  }

  /**
   * As JShell says it.
   *
   * @param offset the snippet's index in the cell
   * @param source its text
   * @param diagnostics what JShell has against it, warnings included
   * @return the snippet with its errors
   */
  public static Wrong of(int offset, String source, List<Diag> diagnostics) {
    return new Wrong(
        offset, source, diagnostics.stream().filter(Diag::isError).map(Problem::of).toList());
  }
}
