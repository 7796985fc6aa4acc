package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InterruptTest {

  private static Notebook notebook;

  @BeforeAll
  static void start() {
    notebook = new Notebook();
    notebook.value("int c = 0; var lock = new java.util.concurrent.locks.ReentrantLock();");
    notebook.value("void began() { System.out.println(\"began\"); }");
    notebook.value("void forever() { forever2(); } void forever2() { while (true) c++; }");
    notebook.value(
        """
        var server = new ServerSocket(0); // never accepts
        var listener = new ServerSocket(0);
        Socket silent() throws IOException { return new Socket("127.0.0.1", server.getLocalPort()); }
        """);
  }

  @AfterAll
  static void close() {
    notebook.close();
  }

  @BeforeEach
  void setVariable() {
    notebook.value("c = 1;");
  }

  /**
   * Runs a cell, interrupts it once it said that it began, and returns how long it took to stop.
   */
  private static Duration interrupted(String code) throws Exception {
    var output = new Recorder();
    CompletableFuture<Outcome> running = notebook.inBackground(code, output);
    output.awaitStdout("began");
    TimeUnit.MILLISECONDS.sleep(100); // let it get into the thick of it
    long start = System.nanoTime();
    notebook.interpreter.interrupt();
    assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo(new Outcome.Interrupted());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) c++;",
        "for (;;) { }",
        "do { c++; } while (c != 0 || true);",
        "Thread.sleep(60_000);",
        "while (true) { try { Thread.sleep(60_000); } catch (Exception e) { } }",
        "try { Thread.sleep(60_000); } catch (Exception e) { } Thread.sleep(60_000);",
        "while (true) { try { c++; } catch (Throwable t) { } }",
        "while (true) { try { forever(); } catch (Throwable t) { } }",
        "forever()",
        "synchronized (lock) { lock.wait(); }",
        "lock.newCondition(); new CountDownLatch(1).await();",
        "IntStream.range(0, 1_000_000).parallel().forEach(i -> { while (true) c++; });",
        "Stream.iterate(1, i -> i + 1).forEach(i -> c = i);",
        "new ArrayList<>(List.of(3, 1, 2)).sort((a, b) -> { forever(); return 0; });",
        "class Slow { Slow() { while (true) c++; } } new Slow();",
        "new Object() { public String toString() { while (true) c++; } }",
        "var t = new Thread(() -> { while (true) c++; }); t.start(); t.join();",
        "var pool = Executors.newFixedThreadPool(2); pool.submit(() -> forever()).get();",
      })
  void interruptStops(String code) throws Exception {
    assertThat(interrupted("began(); " + code)).isLessThan(Duration.ofSeconds(10));
    assertThat(notebook.value("c")).isNotNull();
    assertThat(notebook.value("int after = 20; after + 1")).isEqualTo("21");
  }

  @ParameterizedTest
  @EnabledOnOs(OS.LINUX) // which tells what a thread waits for
  @ValueSource(
      strings = {
        "listener.accept();",
        "while (true) { try { listener.accept(); } catch (IOException e) { } }",
        "silent().getInputStream().read()",
        "silent().setSoTimeout(60_000); silent().getInputStream().read()",
        "new URL(\"http://127.0.0.1:\" + server.getLocalPort()).openStream().read()",
        "new DatagramSocket().receive(new DatagramPacket(new byte[1], 1));",
        "var s = silent().getOutputStream(); while (true) s.write(new byte[1_000_000]);",
        "new ProcessBuilder(\"sleep\", \"60\").start().getInputStream().readAllBytes();",
        "new ProcessBuilder(\"sh\", \"-c\", \"trap '' TERM; while true; do sleep 1; done\")"
            + ".start().getErrorStream().read()",
        "var t = new Thread(() -> { try { listener.accept(); } catch (IOException e) { } });"
            + " t.start(); while (t.isAlive()) { try { t.join(); } catch (Exception e) { } }",
      })
  void interruptEndsBlockingIo(String code) throws Exception {
    assertThat(interrupted("began(); " + code)).isLessThan(Duration.ofSeconds(10));
    assertThat(notebook.value("silent().isConnected()")).isEqualTo("true");
    assertThat(ProcessHandle.current().descendants().map(p -> p.info().commandLine()))
        .noneMatch(line -> line.orElse("").contains("sleep"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aThreadThatACellLeftInBlockingIoEndsThoughTheCellHasEnded() throws Exception {
    interrupted(
        """
        var left = new Thread(() -> {
          try { new ServerSocket(0).accept(); } catch (IOException e) { }
        });
        left.start(); began(); Thread.sleep(60_000);
        """);
    assertThat(notebook.value("left.join(20_000); left.isAlive()")).isEqualTo("false");
  }

  @Test
  void aPoolOfAnInterruptedCellReadsForTheNextOne() throws Exception {
    interrupted(
        """
        var pool = Executors.newSingleThreadExecutor();
        pool.submit(() -> 1).get(); // makes its thread
        began(); Thread.sleep(60_000);
        """);
    assertThat(
            notebook.value(
                """
                var own = new ServerSocket(0);
                var late = pool.submit(() -> {
                  try (var s = new Socket("127.0.0.1", own.getLocalPort())) {
                    return s.getInputStream().read();
                  }
                });
                try (var peer = own.accept()) {
                  Thread.sleep(600);
                  peer.getOutputStream().write(42);
                }
                late.get()"""))
        .isEqualTo("42");
  }

  @Test
  void threadsOfTheCellEndWithIt() throws Exception {
    interrupted(
        """
        var busy = new Thread(() -> { while (true) c++; }); busy.start();
        var asleep = new Thread(() -> {
          try { Thread.sleep(60_000); } catch (InterruptedException e) { c = -1; }
        });
        asleep.start();
        began(); busy.join();
        """);
    assertThat(notebook.value("busy.join(10_000); asleep.join(10_000);")).isNull();
    assertThat(notebook.value("busy.isAlive() || asleep.isAlive()")).isEqualTo("false");
  }

  @Test
  void tasksLeftInTheCommonPoolEndBeforeTheNextCell() throws Exception {
    for (int i = 0; i < 3; i++) {
      interrupted(
          """
          for (int i = 0; i < 5_000; i++) {
            ForkJoinPool.commonPool().execute(() -> { while (true) c++; });
          }
          began(); Thread.sleep(60_000);
          """);
      assertThat(notebook.value("1 + 1")).isEqualTo("2");
    }
    ForkJoinPool pool = ForkJoinPool.commonPool();
    for (int i = 0; i < 500 && !isIdle(pool); i++) { // without helping it, as it offers to be
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(isIdle(pool)).as(pool.toString()).isTrue();
  }

  private static boolean isIdle(ForkJoinPool pool) {
    return pool.getRunningThreadCount() == 0
        && pool.getQueuedTaskCount() == 0
        && !pool.hasQueuedSubmissions();
  }

  @Test
  void finallyAndResourcesAreCompleted() throws Exception {
    interrupted(
        """
        var closed = new ArrayList<String>();
        try (AutoCloseable r = () -> closed.add("resource")) {
          lock.lock();
          try { began(); while (true) c++; } finally { lock.unlock(); }
        }
        """);
    assertThat(notebook.value("lock.isLocked()")).isEqualTo("false");
  }

  @Test
  void interruptWithoutARunningCellIsNothing() {
    notebook.interpreter.interrupt();
    assertThat(notebook.value("1 + 1")).isEqualTo("2");
  }

  @Test
  void inputIsInterrupted() throws Exception {
    var asked = new CompletableFuture<Boolean>();
    var output = new Recorder(() -> asked.complete(true));
    var running = notebook.inBackground("new Scanner(System.in).nextLine()", output);
    asked.get(20, TimeUnit.SECONDS);
    notebook.interpreter.interrupt();
    assertThat(running.get(5, TimeUnit.SECONDS)).isEqualTo(new Outcome.Interrupted());
  }
}
