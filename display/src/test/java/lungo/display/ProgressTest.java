package lungo.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final AtomicLong nanos = new AtomicLong();
  private final RecordingSink sink = new RecordingSink();
  private DisplaySink before = sink;

  @BeforeEach
  void attach() {
    before = Display.attach(sink);
  }

  @AfterEach
  void detach() {
    Display.attach(before);
  }

  private Progress start(long total) {
    return new Progress("epoch 1/5", total, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void showsRateAndTimeLeft() {
    var bar = start(200);
    pass(Duration.ofSeconds(10));
    bar.step(50).note("loss 0.312");
    pass(Duration.ofSeconds(10));
    bar.step(50);

    // 100 of 200 in 20 s: 5 a second, 20 s left; half of 24 cells
    assertThat(sink.last().plainText())
        .isEqualTo("epoch 1/5 [############............] 100/200  5.0/s  0:20 left  loss 0.312");
    assertThat((String) sink.last().data().get(MimeBundle.HTML))
        .contains("aria-valuenow=\"50\"", "width:50.0%", "loss 0.312");
  }

  @Test
  void longTimesHaveHours() {
    var bar = start(3);
    pass(Duration.ofSeconds(3661));
    bar.step(1);

    assertThat(sink.last().plainText()).contains("2:02:02 left");
  }

  @Test
  void isRedrawnTenTimesASecondAtMost() {
    var bar = start(1000);
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofMillis(1));
      bar.step(1);
    }

    // one second: shown once, then an update each 100 ms
    assertThat(sink.events).hasSize(1 + 10);
  }

  @Test
  void isDueTellsWhenANoteWillBeSeen() {
    var bar = start(10);
    pass(Duration.ofMillis(99));
    assertThat(bar.isDue()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(bar.isDue()).isTrue();
    bar.step(1);
    assertThat(bar.isDue()).isFalse();
  }

  @Test
  void aBarThatReachedItsTotalIsDone() {
    try (var bar = start(4)) {
      pass(Duration.ofSeconds(2));
      bar.step(4);
    }

    assertThat(sink.last().plainText())
        .isEqualTo("epoch 1/5 [########################] 4/4  2.0/s  0:02");
  }

  @Test
  void aBarClosedByAnExceptionStopsWhereItWas() {
    assertThatThrownBy(
            () -> {
              try (var bar = start(4)) {
                pass(Duration.ofSeconds(1));
                bar.step(1);
                throw new IllegalStateException("out of data");
              }
            })
        .isInstanceOf(IllegalStateException.class);

    assertThat(sink.last().plainText())
        .isEqualTo("epoch 1/5 [######..................] 1/4  1.0/s  0:01  stopped");
  }

  @Test
  void workOfUnknownLengthShowsCountAndRate() {
    try (var bar = start(0)) {
      pass(Duration.ofSeconds(2));
      bar.step(6);
      assertThat(sink.last().plainText()).isEqualTo("epoch 1/5 6  3.0/s  0:02");
      assertThat((String) sink.last().data().get(MimeBundle.HTML)).contains("width:0.0%");
      bar.done();
    }

    assertThat(sink.last().plainText()).isEqualTo("epoch 1/5 6  3.0/s  0:02");
    assertThat((String) sink.last().data().get(MimeBundle.HTML)).contains("width:100.0%");
  }

  @Test
  void closingAgainOrMovingAfterwardsDrawsNothing() {
    var bar = start(2);
    bar.close();
    int drawn = sink.events.size();

    bar.close();
    pass(Duration.ofSeconds(1));
    bar.step(1);

    assertThat(sink.events).hasSize(drawn);
  }

  @Test
  void nestedBarsAreOutputsOfTheirOwn() {
    try (var outer = start(2);
        var inner = start(3)) {
      inner.done();
      outer.done();
    }

    assertThat(sink.events).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void titleAndNoteCannotBecomeMarkup() {
    try (var bar = new Progress("<b>", 1, nanos::get)) {
      bar.note("<i>");
    }

    assertThat((String) sink.last().data().get(MimeBundle.HTML))
        .contains("&lt;b&gt;", "&lt;i&gt;")
        .doesNotContain("<b>", "<i>");
  }

  @Test
  void aNegativeTotalIsRejected() {
    assertThatThrownBy(() -> Progress.start("x", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("total must be 0 (unknown) or more, got -1");
  }
}
