package lungo.display;

import java.io.Console;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Prints the plain text of what is shown, for code that runs outside a notebook. What was printed
 * cannot be changed any more, so that an update is another line and moving things move rarely.
 */
final class ConsoleSink implements DisplaySink {

  @Override
  public void show(String id, MimeBundle bundle) {
    System.out.println(bundle.plainText());
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    System.out.println(bundle.plainText());
  }

  @Override
  public void clear(boolean wait) {
    // A terminal keeps what it printed.
  }

  @Override
  public Duration redrawInterval() {
    return Duration.ofSeconds(5);
  }

  @Override
  @SuppressWarnings(
      "SystemConsoleNull") // from JDK 22 on, a console that is no terminal reads a pipe
  public String readLine(String prompt, boolean isSecret) throws IOException {
    Console console = System.console();
    if (console == null) {
      throw new IOException("there is no terminal to ask in");
    }
    @Nullable String line;
    if (isSecret) {
      char[] typed = console.readPassword("%s ", prompt);
      line = typed == null ? null : new String(typed);
    } else {
      line = console.readLine("%s ", prompt);
    }
    if (line == null) {
      throw new EOFException("the terminal's input has ended");
    }
    return line;
  }
}
