package lungo.kernel.execution;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import lungo.display.MimeBundle;
import org.jspecify.annotations.Nullable;

/** A front end that records what a cell writes and answers what it asks. */
final class Recorder implements CellOutput {

  private final StringBuilder stdout = new StringBuilder();
  private final StringBuilder stderr = new StringBuilder();
  private final List<String> shown = new ArrayList<>();
  private final Deque<String> answers;
  private @Nullable Runnable asked;

  Recorder(String... answers) {
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  @Override
  public synchronized void stdout(String text) {
    stdout.append(text);
    notifyAll();
  }

  @Override
  public synchronized void stderr(String text) {
    stderr.append(text);
    notifyAll();
  }

  /** A front end whose user never answers; tells when it was asked. */
  Recorder(Runnable asked) {
    this();
    this.asked = asked;
  }

  @Override
  public synchronized String readLine(String prompt, boolean password)
      throws IOException, InterruptedException {
    if (asked != null) {
      asked.run();
      new CountDownLatch(1).await();
    }
    if (answers.isEmpty()) {
      throw new IOException("this front end cannot be asked for input");
    }
    return answers.remove();
  }

  @Override
  public synchronized void show(String id, MimeBundle bundle) {
    shown.add(bundle.plainText());
    notifyAll();
  }

  @Override
  public synchronized void update(String id, MimeBundle bundle) {
    shown.add("update " + bundle.plainText());
  }

  @Override
  public synchronized void clear(boolean wait) {
    shown.clear();
  }

  /** Waits until the standard output holds a text. */
  synchronized String awaitStdout(String text) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (stdout.indexOf(text) < 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("waited for '" + text + "' in: " + stdout);
      }
      wait(left);
    }
    return stdout.toString();
  }

  synchronized String stdout() {
    return stdout.toString();
  }

  synchronized String stderr() {
    return stderr.toString();
  }

  synchronized List<String> shown() {
    return List.copyOf(shown);
  }
}
