package lungo.datasets;

import java.io.Console;
import java.io.PrintWriter;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;

/** Draws a progress bar over itself on a terminal; elsewhere nothing but errors is worth a line. */
final class TerminalSink implements DisplaySink {

  private final PrintWriter out;
  private final boolean terminal;
  private int drawn;

  TerminalSink(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether somebody looks on; JDK 22 gives a console also where nobody does. */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @Override
  public void show(String id, MimeBundle bundle) {
    draw(bundle);
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    draw(bundle);
  }

  private void draw(MimeBundle bundle) {
    if (terminal) {
      String line = bundle.plainText();
      out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
      out.flush();
      drawn = line.length();
    }
  }

  /** Ends the line that is drawn. */
  void end() {
    if (drawn > 0) {
      out.println();
      drawn = 0;
    }
  }

  @Override
  public void clear(boolean wait) {
    // A terminal keeps what it printed.
  }
}
