package lungo.training;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What holds however long a run is, and wherever it is interrupted. */
class LongRunTest {

  private static final Shape EXAMPLE = new Shape(64);
  private static final int PAGE = 4096;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /**
   * {@code -Dtest.excluded=gpu} runs it: a minute or two on a machine with nothing else to do. The
   * JVM's compiled code and libtorch's threads are all there by step 4,000; the inputs of each step
   * since, had they stayed, would be 86 MB.
   */
  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void tenThousandStepsTakeNoMoreMemoryThanFourThousand() throws Exception {
    for (int replicas = 1; replicas <= 2; replicas++) {
      String printed = TenThousandSteps.start(replicas);
      List<long[]> kilobytes =
          printed
              .lines()
              .filter(line -> line.startsWith("heap "))
              .map(line -> line.split(" "))
              .map(words -> new long[] {Long.parseLong(words[1]), Long.parseLong(words[3])})
              .toList();
      assertThat(kilobytes).as(printed).hasSize(5);
      long[] growth = {
        kilobytes.get(4)[0] - kilobytes.get(1)[0], kilobytes.get(4)[1] - kilobytes.get(1)[1]
      };
      // Each step's loss and rate stay in the history: 16 bytes, 96 KB in 6,000 steps.
      System.out.println(printed.replaceAll("(?m)^(?!heap).*\\R?", ""));
      assertThat(growth[0]).as(printed).isLessThan(1_000);
      assertThat(growth[1]).as(printed).isLessThan(4_000);
    }
  }

  /** A process whose heap is all there from the start, so that what grows is native memory. */
  static final class TenThousandSteps {

    private TenThousandSteps() {}

    static String start(int replicas) throws Exception {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var process =
          new ProcessBuilder(
                  java,
                  "-Xms192m",
                  "-Xmx192m",
                  "-XX:+AlwaysPreTouch",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  TenThousandSteps.class.getName(),
                  Integer.toString(replicas))
              .redirectErrorStream(true)
              .start();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed;
    }

    public static void main(String[] arguments) {
      var devices = new Device[Integer.parseInt(arguments[0])];
      Arrays.fill(devices, Device.cpu());
      Learner learner =
          learner(2_500, new Shape(512))
              .recipe(Recipe.standard().accumulate(2).clipNorm(1).ema(0.99).labelSmoothing(0.1))
              .dataParallel(devices);
      var measure =
          new Callback() {
            @Override
            public void stepEnd(StepEnd e) {
              if (e.step() % 2_000 == 0) {
                System.out.printf("%nheap %d resident %d%n", heap() >> 10, resident() >> 10);
              }
            }
          };
      learner.fit(8, Schedules.constant(0.01), measure);
      assertThat(learner.history().stepLosses()).hasSize(10_000).doesNotContain(Double.NaN);
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long resident() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm"), US_ASCII).split(" ", 3);
      return PAGE * Long.parseLong(pages[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From another thread, at any moment: the weights are those after the last step of the log. */
  @Test
  void anInterruptAtAnyMomentLeavesWeightsAndLogOfWholeSteps() throws Exception {
    for (int moment = 1; moment <= 6; moment++) {
      Learner cut = learner(1_000, EXAMPLE);
      var told = new AtomicInteger();
      var interrupter = interrupterAfter(7L * moment, Thread.currentThread());
      var count =
          new Callback() {
            @Override
            public void fitBegin(FitBegin event) {
              interrupter.start();
            }

            @Override
            public void stepEnd(StepEnd event) {
              told.incrementAndGet();
            }
          };
      cut.fit(20, Schedules.constant(0.1), count);
      assertThat(Thread.interrupted()).isTrue();
      interrupter.join();
      int steps = cut.history().stepLosses().length;
      assertThat(steps).isEqualTo(told.get()).isLessThan(20_000);
      Learner whole = learner(1_000, EXAMPLE);
      if (steps > 0) {
        whole.fitSteps(steps, Schedules.constant(0.1));
      }
      assertThat(References.weights(cut)).containsExactly(References.weights(whole));
      assertThat(cut.history().stepLosses()).containsExactly(whole.history().stepLosses());
    }
  }

  private static Thread interrupterAfter(long milliseconds, Thread thread) {
    return new Thread(
        () -> {
          try {
            Thread.sleep(milliseconds);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          thread.interrupt();
        });
  }

  private static Learner learner(int batches, Shape example) {
    Seed.set(1);
    Block model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(3).build());
    return Learner.classifier(
            References.batches(batches, example), null, List.of("a", "b", "c"), example, model)
        .optimizer(Sgd.of(0.1).momentum(0.9));
  }
}
