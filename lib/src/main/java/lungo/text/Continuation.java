package lungo.text;

/**
 * What a model wrote.
 *
 * <pre>{@code
 * Continuation written = Generator.of(model, tokenizer).stopAt("\n").write("Call me", 200);
 * written.text();
 * written.ending();                        // why it stopped
 * }</pre>
 *
 * @param prompt what it was given
 * @param text what it wrote after that
 * @param tokens how many tokens it wrote
 * @param ending why it stopped
 */
public record Continuation(String prompt, String text, int tokens, Ending ending) {

  /** Why a model stopped writing. */
  public enum Ending {
    /** As many tokens were written as were asked for. */
    LENGTH,
    /** A stop text, or the token that ends a text, was written; it is left out. */
    STOP,
    /** The thread was interrupted, which it stays; what was written is kept. */
    INTERRUPTED
  }

  /** The whole text. */
  @Override
  public String toString() {
    return prompt + text;
  }
}
