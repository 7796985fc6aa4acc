package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How a kernel's process begins and ends. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelLifecycleTest {

  private final Path folder;

  KernelLifecycleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void shutdownEndsTheProcessWhileACellRunsAndThreadsLive() throws Exception {
    try (var client = JupyterClient.start()) {
      client.run("new Thread(() -> { while (true) Thread.onSpinWait(); }).start();");
      client.run(
          "Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) Thread.onSpinWait(); }));");
      String running = client.begin("while (true) Thread.sleep(1000);");
      client.await(running, m -> m.type().equals("execute_input"));
      var served = client.ask(Channel.CONTROL, "shutdown_request", Map.of("restart", true));
      assertThat(served.reply().type()).isEqualTo("shutdown_reply");
      assertThat(served.reply().text("status")).isEqualTo("ok");
      assertThat(served.reply().content().get("restart").getAsBoolean()).isTrue();
      assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.process.exitValue()).isZero();
    }
  }

  @Test
  void shutdownOnShellEndsAnIdleKernel() throws Exception {
    try (var client = JupyterClient.start()) {
      assertThat(client.ask(Channel.SHELL, "shutdown_request", Map.of()).reply().text("status"))
          .isEqualTo("ok");
      assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void cellsRunWithoutAccessToTheCompilersInsides() throws Exception {
    try (var client = JupyterClient.start(Map.of(JupyterClient.WITHOUT_EXPORTS, "1"))) {
      client.run("record Point(int x, int y) {}\nvar p = new Point(1, 2);");
      client.run("int sum(Point p) { return p.x() + p.y(); }");
      assertThat(client.run("sum(p) + sum(new Point(3, 4))").result()).isEqualTo("10");
      assertThat(client.run("Point p = new Point(5, 6); sum(p)").result()).isEqualTo("11");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // the parent stands in as a sleep command
  void theKernelEndsWithItsParent() throws Exception {
    Process parent = new ProcessBuilder("sleep", "600").start();
    try (var client = JupyterClient.start(Map.of("JPY_PARENT_PID", "" + parent.pid()))) {
      assertThat(client.run("1").result()).isEqualTo("1");
      assertThat(client.process.isAlive()).isTrue();
      parent.destroyForcibly();
      assertThat(client.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aTakenPortEndsTheProcessWithTheAddress() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = folder.resolve("connection.json");
      Files.writeString(
          file,
          """
          {"transport": "tcp", "ip": "127.0.0.1", "key": "secret-key", "shell_port": %1$d,
           "control_port": %1$d, "stdin_port": %1$d, "iopub_port": %1$d, "hb_port": %1$d}
          """
              .formatted(taken.getLocalPort()));
      assertThat(failedStart(file))
          .contains("127.0.0.1", String.valueOf(taken.getLocalPort()))
          .doesNotContain("secret-key");
    }
  }

  @Test
  void aConnectionFileWithoutAPortSaysWhichOneIsMissing() throws Exception {
    Path file = folder.resolve("connection.json");
    Files.writeString(file, "{\"transport\": \"tcp\", \"ip\": \"127.0.0.1\", \"key\": \"secret\"}");
    assertThat(failedStart(file)).contains("shell_port").doesNotContain("secret");
  }

  private String failedStart(Path connectionFile) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "lungo.kernel.KernelMain",
                connectionFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    return Files.readString(log);
  }

  @Test
  void unixSocketsWorkAsTcpDoes() throws Exception {
    // JeroMQ cannot connect to a Unix socket, so bridges stand between it and the kernel.
    String path = folder.resolve("ipc").toString();
    var ports = new EnumMap<Channel, Integer>(Channel.class);
    var addresses = new EnumMap<Channel, String>(Channel.class);
    int number = 0;
    for (Channel channel : Channel.values()) {
      number++;
      ports.put(channel, number);
      addresses.put(channel, "tcp://127.0.0.1:" + bridge(path + "-" + number));
    }
    try (var client = JupyterClient.start("ipc", path, ports, addresses, Map.of())) {
      assertThat(
              client.ask(Channel.CONTROL, "kernel_info_request", Map.of()).reply().text("status"))
          .isEqualTo("ok");
      assertThat(client.run("6 * 7").result()).isEqualTo("42");
      assertThat(client.heartbeat(new byte[] {7})).containsExactly(7);
      client.ask(Channel.CONTROL, "shutdown_request", Map.of());
      assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(Path.of(path + "-1")).doesNotExist();
    }
  }

  /** Listens on a port and joins each connection with one to a Unix socket. */
  private static int bridge(String path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon(
        () -> {
          while (true) {
            SocketChannel front = server.accept();
            daemon(() -> join(front, UnixDomainSocketAddress.of(path)));
          }
        });
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private static void join(SocketChannel front, UnixDomainSocketAddress address)
      throws IOException {
    if (!Files.exists(address.getPath())) {
      front.close(); // the kernel does not listen yet; ZeroMQ tries again
      return;
    }
    SocketChannel back = SocketChannel.open(address);
    daemon(() -> copy(back, front));
    copy(front, back);
  }

  private static void copy(SocketChannel from, SocketChannel to) throws IOException {
    try (from;
        to) {
      var bytes = ByteBuffer.allocate(10_000);
      while (from.read(bytes) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
        bytes.clear();
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The other side has closed the connection.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
