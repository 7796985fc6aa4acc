package lungo.kernel.execution.cell;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.jspecify.annotations.Nullable;

/** JShell, which judges what the fast path does not cover. */
public interface Reference {

  /**
   * The shell, started when it is first asked for.
   *
   * @return the shell, whose compiler reads the session's {@link ClassStore}
   */
  JShell jshell();

  /**
   * Evaluates one snippet.
   *
   * @param cell the cell that it stands in
   * @param offset its index in the cell's text
   * @param source its text
   * @return what came of it
   */
  Evaluation evaluate(Object cell, int offset, String source);

  /**
   * What JShell made of a snippet.
   *
   * @param events its events
   * @param value what the snippet returned
   * @param thrown what the snippet threw
   */
  record Evaluation(
      List<SnippetEvent> events, @Nullable Object value, @Nullable Throwable thrown) {}
}
