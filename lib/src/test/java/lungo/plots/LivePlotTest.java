package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.training.Callback;
import lungo.training.Callback.Ending;
import lungo.training.Callback.EpochEnd;
import lungo.training.Callback.FitBegin;
import lungo.training.Callback.FitEnd;
import lungo.training.Callback.StepEnd;
import lungo.training.History;
import lungo.training.Learner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LivePlotTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Queue<Runnable> drawings = new ArrayDeque<>();
  private final List<String> events = new ArrayList<>();
  private final List<MimeBundle> bundles = new ArrayList<>();
  private final History history = new History();
  private final LivePlot plot = new LivePlot(nanos::get, nanos::get, drawings::add);
  private Duration drawing = Duration.ZERO;
  private boolean broken;

  private final DisplaySink sink =
      new DisplaySink() {
        @Override
        public void show(String id, MimeBundle bundle) {
          record("show", bundle);
        }

        @Override
        public void update(String id, MimeBundle bundle) {
          record("update", bundle);
        }

        @Override
        public void clear(boolean wait) {}
      };
  private DisplaySink before = sink;

  /** A run that nobody asks about. */
  private static final Callback.Run RUN =
      new Callback.Run() {
        @Override
        public Learner learner() {
          throw new UnsupportedOperationException();
        }

        @Override
        public int steps() {
          return 100;
        }

        @Override
        public int firstEpoch() {
          return 1;
        }

        @Override
        public int step() {
          return 0;
        }

        @Override
        public void save(Path directory, String name) {}

        @Override
        public void stop(String reason) {}

        @Override
        public void scaleRates(double factor) {}
      };

  private void record(String event, MimeBundle bundle) {
    if (broken) {
      throw new IllegalStateException("the front end is gone");
    }
    if (bundle.data().containsKey(MimeBundle.PNG)) {
      nanos.addAndGet(drawing.toNanos());
      bundles.add(bundle);
    }
    events.add(event + " " + bundle.plainText());
  }

  /** How many curves were drawn. */
  private int drawn() {
    return bundles.size();
  }

  @BeforeEach
  void attach() {
    before = Display.attach(sink);
    plot.fitBegin(new FitBegin(2, 100, history, RUN));
  }

  @AfterEach
  void detach() {
    Display.attach(before);
  }

  private void step(Duration after) {
    nanos.addAndGet(after.toNanos());
    history.addStep(1.0, 0.1);
    plot.stepEnd(new StepEnd(1, 1, 0.1, () -> 1.0, history));
  }

  private void drawPending() {
    while (!drawings.isEmpty()) {
      drawings.remove().run();
    }
  }

  private void end(Ending ending) {
    plot.fitEnd(new FitEnd(ending, history));
  }

  @Test
  void oneOutputChangesInPlace() {
    step(Duration.ofMillis(600));
    drawPending();
    step(Duration.ofMillis(600));
    drawPending();
    end(Ending.COMPLETED);

    assertThat(events)
        .containsExactly(
            "show learning curves",
            "update learning curves: 1 step",
            "update learning curves: 2 steps",
            "update learning curves: 2 steps");
    assertThat(drawn()).isEqualTo(3);
  }

  @Test
  void itTakesItsPlaceBetweenTheOutputsAtTheFirstStepHoweverLongADrawingWaits() {
    step(Duration.ofMillis(1));
    Display.show(MimeBundle.text("epoch 2"));
    step(Duration.ofSeconds(1));
    drawPending();

    assertThat(events)
        .containsExactly("show learning curves", "show epoch 2", "update learning curves: 2 steps");
  }

  @Test
  void quickStepsDrawTwiceASecondAtMost() {
    for (int i = 0; i < 300; i++) {
      step(Duration.ofMillis(10));
      drawPending();
    }

    // 3 seconds of steps, at most one drawing in each half second
    assertThat(drawn()).isEqualTo(6);
  }

  @Test
  void aSlowDrawingRestsNineteenTimesAsLong() {
    drawing = Duration.ofSeconds(1);
    step(Duration.ofMillis(600));
    drawPending();
    step(Duration.ofMillis(600));
    drawPending();
    step(Duration.ofMillis(18_999));
    assertThat(drawings).isEmpty();
    step(Duration.ofMillis(1));
    assertThat(drawings).hasSize(1);
  }

  @Test
  void aSlowFirstDrawingIsFollowedSoonByTheNext() {
    drawing = Duration.ofSeconds(5);
    step(Duration.ofMillis(600));
    drawPending();
    step(Duration.ofMillis(500));

    assertThat(drawings).hasSize(1);
  }

  @Test
  void noSecondDrawingIsAskedForWhileOneIsUnderWay() {
    step(Duration.ofSeconds(1));
    step(Duration.ofSeconds(100));

    assertThat(drawings).hasSize(1);
  }

  @Test
  void aDrawingShowsTheStateInWhichItWasAskedFor() {
    step(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      history.addStep(1, 0.1);
    }
    drawPending();

    assertThat(bundles.get(0).plainText()).isEqualTo("learning curves: 1 step");
  }

  @Test
  void theLastStateIsDrawnHoweverTheRunEnded() {
    for (Ending ending : Ending.values()) {
      plot.fitBegin(new FitBegin(1, 100, history, RUN));
      history.addStep(1, 0.1);
      end(ending);
    }

    assertThat(bundles)
        .extracting(MimeBundle::plainText)
        .containsExactly(
            "learning curves: 1 step",
            "learning curves: 2 steps",
            "learning curves: 3 steps",
            "learning curves: 4 steps");
  }

  @Test
  void anOlderStateIsNotDrawnOverTheLast() {
    step(Duration.ofSeconds(1));
    history.addStep(1, 0.1);
    end(Ending.COMPLETED);
    drawPending();

    assertThat(bundles)
        .extracting(MimeBundle::plainText)
        .containsExactly("learning curves: 2 steps");
  }

  @Test
  void anInterruptedThreadDrawsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    end(Ending.INTERRUPTED);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(drawn()).isEqualTo(1);
  }

  @Test
  void aPlotThatCannotBeDrawnDoesNotEndTheTraining() {
    broken = true;
    step(Duration.ofSeconds(1));
    drawPending();
    end(Ending.COMPLETED);

    assertThat(events).isEmpty();
  }

  @Test
  void anEpochIsDrawnWithItsFigures() {
    step(Duration.ofMillis(1));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    history.add(new History.Row(1, Map.of("valid_accuracy", 0.875)));
    plot.epochEnd(new EpochEnd(history.last(), history));
    drawPending();

    assertThat(bundles.get(0).plainText())
        .isEqualTo("learning curves, epoch 1: valid_accuracy 0.8750");
  }

  @Test
  void drawingHappensOnAThreadOfItsOwn() throws InterruptedException {
    var threads = new LinkedBlockingQueue<String>();
    Display.attach(
        new DisplaySink() {
          @Override
          public void show(String id, MimeBundle bundle) {}

          @Override
          public void update(String id, MimeBundle bundle) {
            threads.add(Thread.currentThread().getName());
          }

          @Override
          public void clear(boolean wait) {}
        });
    var live = new LivePlot(nanos::get, nanos::get, LivePlot.thread());
    live.fitBegin(new FitBegin(1, 10, history, RUN));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    live.stepEnd(new StepEnd(1, 1, 0.1, () -> 1.0, history));

    assertThat(threads.poll(60, TimeUnit.SECONDS)).isEqualTo("live plot");
  }
}
