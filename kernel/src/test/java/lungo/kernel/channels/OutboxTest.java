package lungo.kernel.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class OutboxTest {

  private final AtomicInteger wakes = new AtomicInteger();
  private final Outbox outbox = new Outbox(wakes::incrementAndGet);

  @Test
  void theFirstTextGoesOutAtOnceAndWhatFollowsIsJoined() {
    outbox.print("cell", "stdout", "a");
    assertThat(outbox.take()).contains(text("cell", "stdout", "a"));
    outbox.print("cell", "stdout", "b");
    outbox.print("cell", "stdout", "c");
    assertThat(outbox.nanosUntilDue().orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(Outbox.PERIOD_MILLIS));
    assertThat(outbox.take()).isEmpty();
    outbox.flush();
    assertThat(outbox.take()).contains(text("cell", "stdout", "bc"));
  }

  @Test
  void aMessageBehindTextLetsItGoAtOnce() {
    outbox.print("cell", "stdout", "a");
    outbox.take();
    outbox.print("cell", "stdout", "b");
    outbox.add(List.of(new byte[] {1}));
    outbox.print("cell", "stdout", "c");
    assertThat(outbox.take()).contains(text("cell", "stdout", "b"));
    assertThat(outbox.take()).get().isInstanceOf(Outbox.Entry.Encoded.class);
    assertThat(outbox.take()).isEmpty();
  }

  @Test
  void streamsAndCellsAreNotMixed() {
    outbox.print("cell 1", "stdout", "a");
    outbox.print("cell 1", "stderr", "b");
    outbox.print("cell 2", "stderr", "c");
    outbox.flush();
    assertThat(outbox.take()).contains(text("cell 1", "stdout", "a"));
    assertThat(outbox.take()).contains(text("cell 1", "stderr", "b"));
    outbox.flush();
    assertThat(outbox.take()).contains(text("cell 2", "stderr", "c"));
  }

  @Test
  void onlyTextThatBeginsAMessageWakesTheReader() {
    outbox.print("cell", "stdout", "a");
    for (int i = 0; i < 1000; i++) {
      outbox.print("cell", "stdout", "a");
    }
    assertThat(wakes).hasValue(1);
  }

  @Test
  void aWriterWaitsForRoomAndLosesNothing() throws Exception {
    String block = "x".repeat(Outbox.ROOM / 4);
    var started = new CountDownLatch(1);
    var writer =
        new Thread(
            () -> {
              for (int i = 0; i < 8; i++) {
                outbox.print("cell", "stdout", block);
                started.countDown();
              }
            });
    writer.start();
    started.await();
    long received = 0;
    while (received < 8L * block.length()) {
      Optional<Outbox.Entry> entry = outbox.take();
      if (entry.isPresent()) {
        received += ((Outbox.Entry.Text) entry.get()).text().length();
      }
    }
    writer.join();
    assertThat(received).isEqualTo(2L * Outbox.ROOM);
  }

  @Test
  void aWriterThatIsInterruptedDoesNotWait() {
    outbox.print("cell", "stdout", "x".repeat(Outbox.ROOM));
    Thread.currentThread().interrupt();
    outbox.print("cell", "stdout", "lost");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outbox.take().map(e -> ((Outbox.Entry.Text) e).text().length()))
        .contains(Outbox.ROOM);
    outbox.print("cell", "stdout", "next");
    outbox.flush();
    assertThat(outbox.take())
        .contains(text("cell", "stdout", "\n[4 characters were not read in time]\nnext"));
  }

  private static Outbox.Entry text(String parent, String stream, String text) {
    return new Outbox.Entry.Text(parent, stream, text);
  }
}
