package lungo.kernel.install;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lungo.kernel.channels.FrontEnd;
import lungo.kernel.protocol.BadMessageException;
import lungo.kernel.protocol.ConnectionInfo;
import lungo.kernel.protocol.Json;

/**
 * A kernel process that does for nobody what kernels do for users, so that the virtual machine can
 * note which classes they load. The process ends in order, which is when it writes its notes.
 */
final class Rehearsal {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofMinutes(3);

  private static final List<String> PORTS =
      List.of("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port");

  /** Of each kind that notebooks hold, one at least: values, output, declarations, errors. */
  private static final List<String> CELLS =
      List.of(
          "1 + 1",
          "int count = 3; String name = \"a\" + count;",
          "int twice(int x) { return 2 * x; }",
          "twice(count)",
          "System.out.println(\"text\");",
          "record Pair(int left, String right) {}",
          "new Pair(1, name)",
          "class Counter { int value; int next() { return ++value; } }",
          "new Counter().next()",
          "List.of(1, 2, 3)",
          "Map.of(\"key\", new int[] {1, 2})",
          "for (int i = 0; i < 3; i++) { System.out.println(i); }",
          "import java.time.*;",
          "var words = new ArrayList<String>(); words.add(\"b\");",
          "words.stream().map(word -> word + 1).toList()",
          "display(\"shown\");",
          "undeclared + 1",
          "throw new IllegalStateException(\"thrown\")",
          "%lsmagic");

  private Rehearsal() {}

  /**
   * Starts a kernel, runs cells on it, asks it for what editors ask, and ends it.
   *
   * @param command a kernel's command line, with {@code {connection_file}} in it
   * @param environment more variables
   * @throws IOException if the kernel does not answer or does not end in order, with its last words
   */
  static void run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path connectionFile = Files.createTempFile("rehearsal", ".json");
    Path log = Files.createTempFile("rehearsal", ".log");
    Path data = Files.createTempDirectory("rehearsal"); // nobody typed these cells
    try {
      Map<String, Object> connection = connection();
      Files.writeString(connectionFile, Json.write(connection));
      var variables = new HashMap<>(environment);
      variables.put("JUPYTER_DATA_DIR", data.toString());
      Process process = start(command, variables, connectionFile, log);
      try (var frontEnd = new FrontEnd(parsed(connection), PATIENCE, process::isAlive)) {
        perform(frontEnd);
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new IOException("the kernel did not end in order");
        }
      } catch (IOException e) {
        throw new IOException(e.getMessage() + lastWords(log), e);
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(connectionFile);
      Files.deleteIfExists(log);
      delete(data);
    }
  }

  private static void perform(FrontEnd frontEnd) throws IOException {
    frontEnd.ask("kernel_info_request", Map.of());
    for (String cell : CELLS) {
      frontEnd.ask("execute_request", Map.of("code", cell, "stop_on_error", false));
    }
    frontEnd.ask("complete_request", Map.of("code", "\"text\".sub", "cursor_pos", 10));
    frontEnd.ask("is_complete_request", Map.of("code", "int x ="));
    frontEnd.ask("inspect_request", Map.of("code", "name.length()", "cursor_pos", 9));
    frontEnd.ask("comm_info_request", Map.of());
    frontEnd.shutDown();
  }

  private static Process start(
      List<String> command, Map<String, String> environment, Path connectionFile, Path log)
      throws IOException {
    var words = new ArrayList<>(command);
    words.replaceAll(word -> word.replace("{connection_file}", connectionFile.toString()));
    var builder = new ProcessBuilder(words);
    builder.environment().put("JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
    builder.environment().remove("LUNGO_HISTORY");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static Map<String, Object> connection() throws IOException {
    var connection = new LinkedHashMap<String, Object>();
    connection.put("transport", "tcp");
    connection.put("ip", InetAddress.getLoopbackAddress().getHostAddress());
    connection.put("key", UUID.randomUUID().toString());
    var held = new ArrayList<ServerSocket>(); // all at once, so that no port is given twice
    try {
      for (String port : PORTS) {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        connection.put(port, socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return connection;
  }

  private static ConnectionInfo parsed(Map<String, Object> connection) throws IOException {
    try {
      return ConnectionInfo.parse(Json.write(connection));
    } catch (BadMessageException e) {
      throw new IOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String lastWords(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty()
        ? ""
        : "; its last words: "
            + String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
