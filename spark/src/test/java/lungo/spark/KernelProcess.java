package lungo.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** The kernel of this build, in its own process, and a front end that runs cells in it. */
final class KernelProcess implements AutoCloseable {

  private static final Path HOME =
      Path.of(System.getProperty("lungo.home", "../dist/target/lungo"))
          .toAbsolutePath()
          .normalize();
  private static final int PATIENCE_MILLIS = 400_000;
  private static final String DELIMITER = "<IDS|MSG>";
  private static final Gson GSON = new Gson();

  private final String key = UUID.randomUUID().toString();
  private final String session = UUID.randomUUID().toString();
  private final ZContext context = new ZContext();
  private final Path log;
  private final Process process;
  private final ZMQ.Socket shell;
  private final ZMQ.Socket control;
  private final ZMQ.Socket published;

  /**
   * What came of a cell.
   *
   * @param value its value's text; empty if it has none
   * @param html its value's HTML; empty if it has none
   * @param output all that it printed and showed, as text
   * @param error its error's message; empty if it ended well
   * @param trace how the error is shown; empty if it ended well
   */
  record Cell(String value, String html, String output, String error, String trace) {}

  KernelProcess() throws IOException {
    var ports = new LinkedHashMap<String, Integer>();
    var held = new ArrayList<ServerSocket>();
    for (String channel : List.of("shell", "control", "stdin", "iopub", "hb")) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports.put(channel, socket.getLocalPort());
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    var connection = new JsonObject();
    connection.addProperty("transport", "tcp");
    connection.addProperty("ip", "127.0.0.1");
    connection.addProperty("key", key);
    connection.addProperty("signature_scheme", "hmac-sha256");
    ports.forEach((channel, port) -> connection.addProperty(channel + "_port", port));
    Path file = Files.createTempFile("connection", ".json");
    Files.writeString(file, GSON.toJson(connection));
    log = Files.createTempFile("kernel", ".log");
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + HOME.resolve("jvm.options"),
            "-cp",
            HOME.resolve("lungo.jar") + File.pathSeparator + HOME.resolve("native") + "/*",
            "lungo.kernel.KernelMain",
            file.toString());
    builder.environment().put("LUNGO_HISTORY", "off");
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    shell = connect(SocketType.DEALER, ports.getOrDefault("shell", 0));
    control = connect(SocketType.DEALER, ports.getOrDefault("control", 0));
    published = connect(SocketType.SUB, ports.getOrDefault("iopub", 0));
    receive(published); // its welcome: from here on nothing is missed
  }

  private ZMQ.Socket connect(SocketType type, int port) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setReceiveTimeOut(PATIENCE_MILLIS);
    socket.setReconnectIVL(20);
    if (type == SocketType.SUB) {
      socket.subscribe("");
    } else {
      socket.setIdentity(session.getBytes(UTF_8));
    }
    socket.connect("tcp://127.0.0.1:" + port);
    return socket;
  }

  /** Runs a cell to its end. */
  Cell run(String code) {
    return await(submit(code));
  }

  /** Sends a cell; returns its message's id. */
  String submit(String code) {
    return send(shell, "execute_request", Map.of("code", code, "store_history", true));
  }

  /** Interrupts what runs. */
  void interrupt() {
    send(control, "interrupt_request", Map.of());
  }

  /** Waits until something that a cell shows or prints holds a text. */
  void awaitOutput(String id, String text) {
    Published message;
    do {
      message = receive(published);
    } while (!(message.parent().equals(id) && message.content().toString().contains(text)));
  }

  /** Waits until a cell has ended. */
  Cell await(String id) {
    var output = new StringBuilder();
    String value = "";
    String html = "";
    String error = "";
    var trace = new StringBuilder();
    while (true) {
      Published message = receive(published);
      if (!message.parent().equals(id)) {
        continue;
      }
      JsonObject content = message.content();
      switch (message.type()) {
        case "stream" -> output.append(content.get("text").getAsString());
        case "display_data", "update_display_data" ->
            output.append(data(content, "text/plain")).append('\n');
        case "execute_result" -> {
          value = data(content, "text/plain");
          html = data(content, "text/html");
        }
        case "error" -> {
          error = content.get("ename").getAsString() + ": " + content.get("evalue").getAsString();
          content.getAsJsonArray("traceback").forEach(line -> trace.append(line.getAsString()));
        }
        case "status" -> {
          if (content.get("execution_state").getAsString().equals("idle")) {
            return new Cell(value, html, output.toString(), error, trace.toString());
          }
        }
        default -> {}
      }
    }
  }

  private static String data(JsonObject content, String mime) {
    JsonObject data = content.getAsJsonObject("data");
    return data.has(mime) ? data.get(mime).getAsString() : "";
  }

  private String send(ZMQ.Socket socket, String type, Map<String, ?> content) {
    String id = UUID.randomUUID().toString();
    String header =
        GSON.toJson(
            Map.of(
                "msg_id",
                id,
                "session",
                session,
                "username",
                "tester",
                "date",
                Instant.now().toString(),
                "msg_type",
                type,
                "version",
                "5.5"));
    List<String> parts = List.of(header, "{}", "{}", GSON.toJson(content));
    socket.sendMore(DELIMITER);
    socket.sendMore(hmac(parts));
    for (int i = 0; i < parts.size(); i++) {
      socket.send(parts.get(i), i < parts.size() - 1 ? ZMQ.SNDMORE : 0);
    }
    return id;
  }

  private String hmac(List<String> parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      parts.forEach(part -> mac.update(part.getBytes(UTF_8)));
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private record Published(String type, String parent, JsonObject content) {}

  private Published receive(ZMQ.Socket socket) {
    String frame;
    do {
      frame = text(socket);
    } while (!frame.equals(DELIMITER));
    text(socket); // the signature, which the kernel's own tests check
    JsonObject header = JsonParser.parseString(text(socket)).getAsJsonObject();
    JsonObject parent = JsonParser.parseString(text(socket)).getAsJsonObject();
    text(socket);
    JsonObject content = JsonParser.parseString(text(socket)).getAsJsonObject();
    while (socket.hasReceiveMore()) {
      socket.recv();
    }
    String of = parent.has("msg_id") ? parent.get("msg_id").getAsString() : "";
    return new Published(header.get("msg_type").getAsString(), of, content);
  }

  private String text(ZMQ.Socket socket) {
    byte[] frame = socket.recv();
    if (frame == null) {
      throw new AssertionError("the kernel is silent; its log:\n" + logged());
    }
    return new String(frame, UTF_8);
  }

  private String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The processes that the kernel has started, and those that these have. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Ends the kernel as a crash does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    send(control, "shutdown_request", Map.of("restart", false));
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    context.close();
  }
}
