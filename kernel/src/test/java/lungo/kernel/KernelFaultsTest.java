package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What cells, disks and front ends do wrong, and what is left of the kernel afterwards. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KernelFaultsTest {

  private final Path folder;

  KernelFaultsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static void isWell(JupyterClient client) {
    assertThat(client.run("40 + 2").result()).isEqualTo("42");
    assertThat(client.ask(Channel.CONTROL, "kernel_info_request", Map.of()).reply().text("status"))
        .isEqualTo("ok");
  }

  @Test
  void afterAFullHeapAndAFullStackTheKernelSaysWhatToDoAndGoesOn() throws Exception {
    try (var client = JupyterClient.start(Map.of("JAVA_TOOL_OPTIONS", "-Xmx200m"))) {
      client.run("int kept = 7; var hoard = new ArrayList<long[]>();");
      Served full = client.run("while (true) hoard.add(new long[100_000]);");
      assertThat(full.reply().text("ename")).contains("OutOfMemoryError");
      assertThat(full.reply().content().get("traceback").toString())
          .contains("The kernel lives", "200 MiB", "-Xmx");
      client.run("hoard = null;");
      Served deep = client.run("int deeper(int n) { return deeper(n + 1) + 1; } deeper(0)");
      assertThat(deep.reply().text("ename")).contains("StackOverflowError");
      assertThat(client.run("kept").result()).isEqualTo("7");
      isWell(client);
    }
  }

  @Test
  void anExitInACellIsRefusedWithAHint() throws Exception {
    try (var client = JupyterClient.start()) {
      client.run("int kept = 7;");
      for (String exit : List.of("System.exit(3);", "Runtime.getRuntime().halt(3);")) {
        assertThat(client.run(exit).reply().text("evalue")).contains("would end the kernel");
      }
      assertThat(client.run("kept").result()).isEqualTo("7");
    }
  }

  @Test
  void aFrontEndThatVanishesInAFloodLeavesAKernelForTheNext() throws Exception {
    try (var first = JupyterClient.start()) {
      first.run("int kept = 7;");
      String id = first.begin("while (true) System.out.println(\"x\".repeat(1000));");
      first.await(id, m -> m.type().equals("stream"));
      try (var second = first.vanish()) {
        second.ask(Channel.CONTROL, "interrupt_request", Map.of());
        second.publishedFor(id);
        assertThat(second.run("kept").result()).isEqualTo("7");
        isWell(second);
      }
    }
  }

  @Test
  void aFrontEndThatVanishesWhileACellAsksLeavesAKernelForTheNext() throws Exception {
    try (var first = JupyterClient.start()) {
      String id =
          first.send(
              Channel.SHELL,
              "execute_request",
              Map.of("code", "new Scanner(System.in).nextLine()", "allow_stdin", true));
      first.receive(Channel.STDIN);
      try (var second = first.vanish()) {
        second.ask(Channel.CONTROL, "interrupt_request", Map.of());
        second.publishedFor(id);
        isWell(second);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // has /dev/full, a disk without room
  void aFullDiskIsSaidAndHurtsNothing() throws Exception {
    Path history = folder.resolve("history.jsonl");
    Files.createSymbolicLink(history, Path.of("/dev/full"));
    try (var client = JupyterClient.start(Map.of("LUNGO_HISTORY", history.toString()))) {
      isWell(client);
      Served written = client.run("%%writefile /dev/full\nsome text\n");
      assertThat(written.reply().text("status")).isEqualTo("error");
      assertThat(written.reply().text("evalue")).contains("No space left");
      isWell(client);
      client.ask(Channel.SHELL, "history_request", Map.of("hist_access_type", "tail", "n", 1));
      assertThat(client.logText()).containsOnlyOnce("is not kept").contains("No space left");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // where 127.0.0.2 is this machine too
  void onlyTheConnectionsAddressIsListenedOn() throws Exception {
    try (var client = JupyterClient.start()) {
      for (Channel channel : Channel.values()) {
        int port = Integer.parseInt(client.address(channel).replaceFirst(".*:", ""));
        assertThat(connects("127.0.0.1", port)).as("" + channel).isTrue();
        assertThat(connects("127.0.0.2", port)).as("" + channel).isFalse();
      }
    }
  }

  private static boolean connects(String address, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5000);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  @Test
  void threadsThatThrowOrNeverEndLeaveTheKernelAlone() throws Exception {
    try (var client = JupyterClient.start()) {
      String id =
          client.begin(
              """
              new Thread(() -> { throw new IllegalStateException("lost"); }, "careless").start();
              var forever = new Thread(() -> { while (true) Thread.onSpinWait(); });
              forever.start();
              var daemon = new Thread(() -> { while (true) Thread.onSpinWait(); });
              daemon.setDaemon(true); daemon.start();
              """);
      client.reply(Channel.SHELL, id);
      client.await(id, m -> m.type().equals("stream") && m.text("text").contains("careless"));
      isWell(client);
      client.ask(Channel.CONTROL, "shutdown_request", Map.of());
      assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void hostileTextIsEscapedByEveryRenderer() throws Exception {
    try (var client = JupyterClient.start()) {
      client.run("String evil = \"<script>alert(1)</script><img src=x onerror=alert(2)>\";");
      client.run("record Evil(String name, Object any) {}");
      for (String value :
          List.of(
              "evil",
              "List.of(evil, List.of(evil))",
              "new String[] {evil}",
              "Map.of(evil, evil)",
              "new Evil(evil, List.of(evil))",
              "List.of(new Evil(evil, Map.of(evil, evil)))",
              "Optional.of(evil)",
              "Stream.of(evil)",
              "Path.of(evil.replace(\"/\", \"\"))",
              "new IllegalStateException(evil, new RuntimeException(evil))",
              "new Object() { public String toString() { return evil; } }",
              "new StringBuilder(evil)",
              "new Label(evil)")) {
        assertThat(htmlOf(client, value)).as(value).doesNotContain("<script", "<img");
      }
    }
  }

  private static String htmlOf(JupyterClient client, String value) {
    var data = client.run(value).first("execute_result").object("data");
    return data.has("text/html") ? data.get("text/html").getAsString() : "";
  }

  @Test
  void twoThousandCellsLeaveNothingBehindButTheirClasses() throws Exception {
    try (var client = JupyterClient.start()) {
      client.run("int i = 0;");
      cells(client, 200);
      long before = usedBytes(client);
      cells(client, 1_800);
      assertThat((usedBytes(client) - before) / 1_800).as("bytes a cell").isLessThan(10_000);
      assertThat(client.run("i").result()).isEqualTo("2000");
    }
  }

  private static void cells(JupyterClient client, int count) {
    String last = "";
    for (int i = 0; i < count; i++) {
      last = client.begin("i++; \"cell \" + i");
    }
    client.reply(Channel.SHELL, last);
    client.publishedFor(last);
  }

  /** What the heap and the classes hold. */
  private static long usedBytes(JupyterClient client) {
    return Long.parseLong(
        client
            .run(
                """
                for (int k = 0; k < 3; k++) System.gc();
                java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> !pool.getName().startsWith("Code")) // the JIT's
                    .mapToLong(pool -> pool.getUsage().getUsed()).sum()
                """)
            .result());
  }
}
