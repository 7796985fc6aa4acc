package lungo.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * A front end: starts the real kernel process with a connection file and talks to it over ZeroMQ.
 * It shares no code with the kernel's own codec. For one thread.
 */
final class JupyterClient implements AutoCloseable {

  /** The channels of a kernel. */
  enum Channel {
    SHELL,
    CONTROL,
    STDIN,
    IOPUB,
    HB
  }

  /** A message from the kernel. */
  record Message(
      String signature,
      JsonObject header,
      JsonObject parent,
      JsonObject metadata,
      JsonObject content,
      List<byte[]> buffers) {

    String type() {
      return header.get("msg_type").getAsString();
    }

    String parentId() {
      return parent.has("msg_id") ? parent.get("msg_id").getAsString() : "";
    }

    String text(String field) {
      return content.get(field).getAsString();
    }

    int number(String field) {
      return content.get(field).getAsInt();
    }

    JsonObject object(String field) {
      return content.getAsJsonObject(field);
    }
  }

  /** A request's reply and all that was published for it, from busy to idle. */
  record Served(Message reply, List<Message> published) {

    List<String> types() {
      return published.stream().map(Message::type).toList();
    }

    Message first(String type) {
      return published.stream().filter(m -> m.type().equals(type)).findFirst().orElseThrow();
    }

    String stream(String name) {
      var text = new StringBuilder();
      published.stream()
          .filter(m -> m.type().equals("stream") && m.text("name").equals(name))
          .forEach(m -> text.append(m.text("text")));
      return text.toString();
    }

    String result() {
      return first("execute_result").object("data").get("text/plain").getAsString();
    }
  }

  /** In the environment: the kernel starts as from an IDE, without access to javac's insides. */
  static final String WITHOUT_EXPORTS = "WITHOUT_EXPORTS";

  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DELIMITER = "<IDS|MSG>";
  private static final Gson GSON = new Gson();

  final Process process;
  final Path log;
  final String key;
  private final Path connectionFile;
  private final Map<Channel, String> addresses;
  private final ZContext context = new ZContext();
  private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
  private final List<Message> published = new ArrayList<>();
  private final List<Message> replies = new ArrayList<>();
  private final String session = UUID.randomUUID().toString();

  private JupyterClient(
      String key, Process process, Path connectionFile, Path log, Map<Channel, String> addresses) {
    this.key = key;
    this.process = process;
    this.connectionFile = connectionFile;
    this.log = log;
    this.addresses = addresses;
    addresses.forEach((channel, address) -> sockets.put(channel, connect(channel, address)));
  }

  /** Starts a kernel on free TCP ports of this machine and waits until it hears this client. */
  static JupyterClient start() throws IOException {
    return start(Map.of());
  }

  /** Starts a kernel with more environment variables. */
  static JupyterClient start(Map<String, String> environment) throws IOException {
    Map<Channel, Integer> ports = freePorts();
    var addresses = new EnumMap<Channel, String>(Channel.class);
    ports.forEach((channel, port) -> addresses.put(channel, "tcp://127.0.0.1:" + port));
    return start("tcp", "127.0.0.1", ports, addresses, environment);
  }

  /** Starts a kernel as a connection file says and connects to the given addresses. */
  static JupyterClient start(
      String transport,
      String ip,
      Map<Channel, Integer> ports,
      Map<Channel, String> addresses,
      Map<String, String> environment)
      throws IOException {
    String key = UUID.randomUUID().toString();
    Path file = Files.createTempFile("connection", ".json");
    Path log = Files.createTempFile("kernel", ".log");
    var connection = new JsonObject();
    connection.addProperty("transport", transport);
    connection.addProperty("ip", ip);
    connection.addProperty("key", key);
    connection.addProperty("signature_scheme", "hmac-sha256");
    ports.forEach((channel, port) -> connection.addProperty(portName(channel), port));
    Files.writeString(file, GSON.toJson(connection));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!environment.containsKey(WITHOUT_EXPORTS)) {
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith("--add-"))
          .forEach(command::add);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "lungo.kernel.KernelMain",
            file.toString()));
    var builder = new ProcessBuilder(command);
    builder.environment().put("JPY_PARENT_PID", "" + ProcessHandle.current().pid());
    builder.environment().put("LUNGO_HISTORY", "off");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    var client = new JupyterClient(key, builder.start(), file, log, addresses);
    client.awaitWelcome();
    return client;
  }

  static Map<Channel, Integer> freePorts() throws IOException {
    var ports = new EnumMap<Channel, Integer>(Channel.class);
    var held = new ArrayList<ServerSocket>();
    for (Channel channel : Channel.values()) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports.put(channel, socket.getLocalPort());
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return ports;
  }

  private static String portName(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT) + "_port";
  }

  private ZMQ.Socket connect(Channel channel, String address) {
    ZMQ.Socket socket =
        context.createSocket(
            switch (channel) {
              case IOPUB -> SocketType.SUB;
              case HB -> SocketType.REQ;
              default -> SocketType.DEALER;
            });
    socket.setReceiveTimeOut((int) PATIENCE.toMillis());
    socket.setReconnectIVL(20);
    socket.setHWM(0);
    if (channel == Channel.IOPUB) {
      socket.subscribe("");
    } else if (channel != Channel.HB) {
      socket.setIdentity(session.getBytes(UTF_8));
    }
    socket.connect(address);
    return socket;
  }

  /** Vanishes without a word, and comes back as another front end of the same kernel. */
  JupyterClient vanish() {
    context.close();
    var next = new JupyterClient(key, process, connectionFile, log, addresses);
    next.passWelcome();
    return next;
  }

  /** Where a channel of the kernel is. */
  String address(Channel channel) {
    return Objects.requireNonNull(addresses.get(channel));
  }

  /** Waits until the subscription has arrived, so that nothing is missed from here on. */
  private void awaitWelcome() {
    Message first = receive(Channel.IOPUB);
    if (!first.type().equals("iopub_welcome")) {
      throw new AssertionError("the first message was " + first);
    }
    published.add(first);
  }

  /** The same while a cell prints, which can come first. */
  private void passWelcome() {
    while (!receive(Channel.IOPUB).type().equals("iopub_welcome")) {
      // what was printed meanwhile
    }
  }

  /** What was published so far that no request caused or whose request is done. */
  List<Message> seen() {
    return published;
  }

  /** Sends a request; returns its message id. */
  String send(Channel channel, String type, Map<String, ?> content) {
    String id = UUID.randomUUID().toString();
    sendFrames(channel, signed(header(id, type), GSON.toJson(content)));
    return id;
  }

  /** Sends what a front end says on a comm; returns its message id. */
  String say(String comm, Map<String, ?> data, byte[]... buffers) {
    String id = UUID.randomUUID().toString();
    List<byte[]> frames =
        signed(header(id, "comm_msg"), GSON.toJson(Map.of("comm_id", comm, "data", data)));
    frames.addAll(List.of(buffers));
    sendFrames(Channel.SHELL, frames);
    return id;
  }

  /** Sends a request for a subshell; returns its message id. */
  String send(Channel channel, String subshell, String type, Map<String, ?> content) {
    String id = UUID.randomUUID().toString();
    JsonObject header = json(header(id, type).getBytes(UTF_8));
    header.addProperty("subshell_id", subshell);
    sendFrames(channel, signed(GSON.toJson(header), GSON.toJson(content)));
    return id;
  }

  String header(String id, String type) {
    return GSON.toJson(
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
  }

  /** The frames of a message with the right signature. */
  List<byte[]> signed(String header, String content) {
    List<byte[]> parts =
        List.of(
            header.getBytes(UTF_8),
            "{}".getBytes(UTF_8),
            "{}".getBytes(UTF_8),
            content.getBytes(UTF_8));
    var frames = new ArrayList<byte[]>();
    frames.add(DELIMITER.getBytes(UTF_8));
    frames.add(hmac(parts).getBytes(UTF_8));
    frames.addAll(parts);
    return frames;
  }

  /** Sends frames as they are. */
  void sendFrames(Channel channel, List<byte[]> frames) {
    ZMQ.Socket socket = socket(channel);
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  private String hmac(List<byte[]> parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      parts.forEach(mac::update);
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The next message of a channel, its signature checked. */
  Message receive(Channel channel) {
    ZMQ.Socket socket = socket(channel);
    String frame;
    do {
      frame = text(socket.recv(), channel);
    } while (!frame.equals(DELIMITER));
    String signature = text(socket.recv(), channel);
    List<byte[]> parts = List.of(socket.recv(), socket.recv(), socket.recv(), socket.recv());
    if (!hmac(parts).equals(signature)) {
      throw new AssertionError("wrong signature on " + channel);
    }
    var buffers = new ArrayList<byte[]>();
    while (socket.hasReceiveMore()) {
      buffers.add(socket.recv());
    }
    return new Message(
        signature,
        json(parts.get(0)),
        json(parts.get(1)),
        json(parts.get(2)),
        json(parts.get(3)),
        buffers);
  }

  private String text(byte[] frame, Channel channel) {
    if (frame == null) {
      throw new AssertionError(
          "nothing on " + channel + " within " + PATIENCE + "; kernel log:\n" + logText());
    }
    return new String(frame, UTF_8);
  }

  private static JsonObject json(byte[] frame) {
    return JsonParser.parseString(new String(frame, UTF_8)).getAsJsonObject();
  }

  private ZMQ.Socket socket(Channel channel) {
    return Objects.requireNonNull(sockets.get(channel));
  }

  /** The reply to a request; those to others that come before it are kept for their turn. */
  Message reply(Channel channel, String id) {
    for (Message early : replies) {
      if (early.parentId().equals(id)) {
        replies.remove(early);
        return early;
      }
    }
    Message message = receive(channel);
    while (!message.parentId().equals(id)) {
      replies.add(message);
      message = receive(channel);
    }
    return message;
  }

  /** The next published message of a request that fits; those before it are kept in between. */
  Message await(String id, Predicate<Message> fits) {
    while (true) {
      Message message = receive(Channel.IOPUB);
      published.add(message);
      if (message.parentId().equals(id) && fits.test(message)) {
        return message;
      }
    }
  }

  /** All that was published for a request until it was idle. */
  List<Message> publishedFor(String id) {
    if (published.stream().noneMatch(m -> isIdle(m) && m.parentId().equals(id))) {
      await(id, JupyterClient::isIdle);
    }
    return published.stream().filter(m -> m.parentId().equals(id)).toList();
  }

  private static boolean isIdle(Message message) {
    return message.type().equals("status") && message.text("execution_state").equals("idle");
  }

  /** Sends a request and waits for its reply and its idle. */
  Served ask(Channel channel, String type, Map<String, ?> content) {
    String id = send(channel, type, content);
    return new Served(reply(channel, id), publishedFor(id));
  }

  /** Runs a cell as a front end does. */
  Served run(String code) {
    return ask(Channel.SHELL, "execute_request", Map.of("code", code));
  }

  /** Sends a cell without waiting for it. */
  String begin(String code) {
    return send(Channel.SHELL, "execute_request", Map.of("code", code));
  }

  /** Sends bytes to the heartbeat and returns what comes back. */
  byte[] heartbeat(byte[] bytes) {
    socket(Channel.HB).send(bytes);
    return socket(Channel.HB).recv();
  }

  String logText() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    context.close();
    Files.deleteIfExists(connectionFile);
    Files.deleteIfExists(log);
  }
}
