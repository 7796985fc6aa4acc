package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a cell's output reaches the front end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelOutputTest {

  private static JupyterClient client;

  @BeforeAll
  static void startKernel() throws IOException {
    client = JupyterClient.start();
  }

  @AfterAll
  static void endKernel() throws IOException {
    client.close();
  }

  @Test
  void aHundredThousandLinesArriveInFewMessagesAndIdleToo() {
    Served served = client.run("for (int i = 0; i < 100_000; i++) System.out.println(i);");
    String expected =
        IntStream.range(0, 100_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    assertThat(served.stream("stdout")).isEqualTo(expected);
    assertThat(served.types()).filteredOn("stream"::equals).hasSizeLessThan(1000);
  }

  @Test
  void aFrontEndThatReadsLateLosesNothing() {
    // More messages than a subscriber's queue holds, none of them text that could be joined.
    String id = client.begin("for (int i = 0; i < 5_000; i++) lungo.display.Display.show(i);");
    assertThat(client.reply(Channel.SHELL, id).text("status")).isEqualTo("ok");
    List<String> shown =
        client.publishedFor(id).stream()
            .filter(m -> m.type().equals("display_data"))
            .map(m -> m.object("data").get("text/plain").getAsString())
            .toList();
    assertThat(shown).isEqualTo(IntStream.range(0, 5_000).mapToObj(String::valueOf).toList());
  }

  @Test
  void streamsKeepTheirOrder() {
    Served served =
        client.run(
            """
            System.out.print("a");
            System.out.print("b");
            System.err.print("c");
            System.out.print("d");
            """);
    assertThat(served.published())
        .filteredOn(m -> m.type().equals("stream"))
        .extracting(m -> m.text("name"))
        .contains("stdout", "stderr")
        .endsWith("stderr", "stdout");
    assertThat(served.stream("stdout")).isEqualTo("abd");
    assertThat(served.stream("stderr")).isEqualTo("c");
  }

  @Test
  void textIsShownWhileTheCellGoesOn() {
    long begin = System.nanoTime();
    String id =
        client.begin(
            """
            System.out.print("one");
            System.out.print("two");
            Thread.sleep(20_000);
            """);
    var text = new StringBuilder();
    while (!text.toString().equals("onetwo")) {
      text.append(client.await(id, m -> m.type().equals("stream")).text("text"));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    client.ask(Channel.CONTROL, "interrupt_request", Map.of());
    client.reply(Channel.SHELL, id);
    client.publishedFor(id);
  }

  @Test
  void aThreadsOutputGoesToTheCellThatStartedItAlsoAfterItsEnd() {
    Served starter =
        client.run(
            """
            var go = new java.util.concurrent.CountDownLatch(1);
            new Thread(() -> {
              try { go.await(); } catch (InterruptedException e) { return; }
              System.out.println("late");
            }).start();
            """);
    Served other = client.run("go.countDown();");
    String parent = starter.reply().parentId();
    while (!lateText(parent).equals("late\n")) {
      client.await(parent, m -> m.type().equals("stream"));
    }
    assertThat(other.stream("stdout")).isEmpty();
  }

  @Test
  void aPrintedLineIsOneMessage() {
    Served served = client.run("System.out.println(\"a line\"); Thread.sleep(300);");
    assertThat(served.published())
        .filteredOn(m -> m.type().equals("stream"))
        .extracting(m -> m.text("text"))
        .containsExactly("a line\n");
  }

  @Test
  void threadsPoolsAndParallelStreamsPrintIntoTheirCell() {
    Served served =
        client.run(
            """
            var outer = new Thread(() -> {
              var inner = new Thread(() -> System.out.println("nested"));
              inner.start();
              try { inner.join(); } catch (InterruptedException e) { }
            });
            outer.start(); outer.join();
            IntStream.range(0, 50).parallel().forEach(i -> System.out.println("parallel " + i));
            CompletableFuture.runAsync(() -> System.out.println("future")).join();
            var pool = Executors.newFixedThreadPool(3);
            for (int i = 0; i < 20; i++) { int n = i; pool.submit(() -> System.out.println("pool " + n)); }
            pool.shutdown(); pool.awaitTermination(10, TimeUnit.SECONDS)
            """);
    String text = served.stream("stdout");
    assertThat(text.lines()).hasSize(72).contains("nested", "future", "parallel 49", "pool 19");
  }

  @Test
  void aPoolsThreadsBelongToTheCellThatMadeThem() {
    Served made =
        client.run("var one = Executors.newSingleThreadExecutor(); one.submit(() -> 1).get()");
    client.run("one.submit(() -> System.out.println(\"late\")).get(); one.shutdown();");
    String parent = made.reply().parentId();
    while (!lateText(parent).equals("late\n")) {
      client.await(parent, m -> m.type().equals("stream"));
    }
  }

  @Test
  void aCellThatClosesItsStreamsHurtsNoOther() {
    client.run("System.out.close(); System.err.close(); System.in.close();");
    Served next = client.run("System.out.println(\"still\"); System.err.println(\"here\");");
    assertThat(next.stream("stdout")).isEqualTo("still\n");
    assertThat(next.stream("stderr")).isEqualTo("here\n");
  }

  private static String lateText(String parent) {
    return client.seen().stream()
        .filter(m -> m.type().equals("stream") && m.parentId().equals(parent))
        .map(m -> m.text("text"))
        .collect(Collectors.joining());
  }

  @Test
  void loneSurrogatesAndOtherAlphabetsArrive() {
    assertThat(client.run("System.out.print(\"\\u00e4\\u4e2d\\uD83D\\uDE00\");").stream("stdout"))
        .isEqualTo("ä中\uD83D\uDE00");
    assertThat(client.run("\"x\\uD83Dx\"").result()).isEqualTo("x\uFFFDx");
  }
}
