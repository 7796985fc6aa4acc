package lungo.display;

import java.time.Duration;

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
}
