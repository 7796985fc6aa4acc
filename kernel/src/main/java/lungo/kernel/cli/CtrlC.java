package lungo.kernel.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lungo.kernel.notebook.HeadlessRun;

/**
 * Until it is closed, a Ctrl-C or a request to terminate stops the run and lets it write its files
 * before the process ends.
 */
final class CtrlC {

  private static final int SECONDS_TO_WRITE = 30;

  private final CountDownLatch written = new CountDownLatch(1);
  private final Thread hook;

  private CtrlC(HeadlessRun run) {
    this.hook =
        new Thread(
            () -> {
              run.stop();
              awaitWritten();
            },
            "stop the run");
  }

  static CtrlC stops(HeadlessRun run) {
    var ctrlC = new CtrlC(run);
    Runtime.getRuntime().addShutdownHook(ctrlC.hook);
    return ctrlC;
  }

  /** Lets the process end again as it would. */
  void close() {
    written.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, and the hook goes on now
    }
  }

  private void awaitWritten() {
    try {
      if (!written.await(SECONDS_TO_WRITE, TimeUnit.SECONDS)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
