package lungo.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try")
class DisplayTest {

  private static RecordingSink recorded(Runnable work) {
    var sink = new RecordingSink();
    var before = Display.attach(sink);
    try {
      work.run();
    } finally {
      assertThat(Display.attach(before)).isSameAs(sink);
    }
    return sink;
  }

  @Test
  void anUpdateGoesToTheOutputThatWasShown() {
    var sink =
        recorded(
            () -> {
              var display = Display.show("a");
              Display.show("b");
              display.update("c");
              assertThat(display.id()).isNotEmpty();
            });

    var events = sink.events;
    assertThat(events).hasSize(3);
    assertThat(events.get(2)).isEqualTo(events.get(0).replace("show", "update"));
    assertThat(events.get(1)).isNotEqualTo(events.get(0));
    assertThat(sink.last().plainText()).isEqualTo("c");
  }

  @Test
  void anIdOfTheCallersReachesALaterCell() {
    var sink =
        recorded(
            () -> {
              Display.show(1, "status");
              Display.of("status").update(2);
            });

    assertThat(sink.events).containsExactly("show status", "update status");
  }

  @Test
  void clearingIsImmediateOrOnTheNextOutput() {
    var sink =
        recorded(
            () -> {
              Display.clear();
              Display.clearOnNext();
            });

    assertThat(sink.events).containsExactly("clear", "clear on next");
  }

  @Test
  void aQuietThreadShowsNothingNewButChangesWhatWasThere() {
    var sink =
        recorded(
            () -> {
              var table = Display.show("table");
              try (var quiet = Display.quiet()) {
                Display.show("bar", "bar").update("longer bar");
                Display.clear();
                table.update("longer table");
                try (var within = Display.quiet()) {
                  Display.show("inner", "inner");
                }
                Display.show("after", "after");
              }
              Display.show("loud", "loud");
            });

    assertThat(sink.bundles.stream().map(MimeBundle::plainText))
        .containsExactly("table", "longer table", "loud");
  }

  @Test
  void anotherThreadIsNotQuiet() {
    var sink =
        recorded(
            () -> {
              try (var quiet = Display.quiet()) {
                var other = new Thread(() -> Display.show("other", "other"));
                other.start();
                other.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(sink.events).containsExactly("show other");
  }

  @Test
  void outsideANotebookTextIsPrinted() {
    var printed = new ByteArrayOutputStream();
    var out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      var display = Display.show(MimeBundle.html("<b>5</b>", "five"));
      display.update(6);
      Display.clear();
    } finally {
      System.setOut(out);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("five", "6");
  }

  @Test
  void barsMoveRarelyInATerminalThatKeepsEveryLine() {
    assertThat(Display.redrawInterval()).isEqualTo(Duration.ofSeconds(5));
    recorded(() -> assertThat(Display.redrawInterval()).isEqualTo(Duration.ofMillis(100)));
  }
}
