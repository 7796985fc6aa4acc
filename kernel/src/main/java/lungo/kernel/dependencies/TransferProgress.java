package lungo.kernel.dependencies;

import java.util.Locale;
import lungo.display.Progress;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.jspecify.annotations.Nullable;

/**
 * Shows downloads as one bar that counts files; nothing is shown while all comes from the local
 * repository. An interrupted thread cancels its download.
 */
final class TransferProgress extends AbstractTransferListener implements AutoCloseable {

  private @Nullable Progress bar;
  private boolean failed;

  @Override
  public synchronized void transferInitiated(TransferEvent event)
      throws TransferCancelledException {
    check();
    if (bar == null && !event.getResource().getResourceName().endsWith(".xml")) {
      bar = Progress.start("Downloading", 0);
    }
  }

  @Override
  public synchronized void transferProgressed(TransferEvent event)
      throws TransferCancelledException {
    check();
    if (bar != null && bar.isDue()) {
      bar.note(describe(event)).step(0);
    }
  }

  @Override
  public synchronized void transferSucceeded(TransferEvent event) {
    if (bar != null) {
      bar.note(describe(event)).step(1);
    }
  }

  /** Says that the resolution did not come to its end. */
  synchronized void fail() {
    failed = true;
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      if (!failed) {
        bar.done();
      }
      bar.note("").close();
      bar = null;
    }
  }

  private static void check() throws TransferCancelledException {
    if (Thread.currentThread().isInterrupted()) {
      throw new TransferCancelledException("interrupted");
    }
  }

  private static String describe(TransferEvent event) {
    String name = event.getResource().getResourceName();
    String file = name.substring(name.lastIndexOf('/') + 1);
    long total = event.getResource().getContentLength();
    String size = megabytes(event.getTransferredBytes());
    return file + " " + (total > 0 ? size + " of " + megabytes(total) : size);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
