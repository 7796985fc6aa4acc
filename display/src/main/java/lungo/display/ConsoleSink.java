package lungo.display;

/** Prints the plain text of what is shown, for code that runs outside a notebook. */
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
}
