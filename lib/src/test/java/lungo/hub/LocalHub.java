package lungo.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A hub on this machine that answers as Hugging Face's does: the API lists a revision, small files
 * come with what git calls them, large ones are elsewhere and have a SHA-256 sum.
 */
final class LocalHub implements AutoCloseable {

  private static final int LARGE = 2000;
  private static final int FOUND = 302;

  private final HttpServer hub = server();
  private final HttpServer store = server();

  /** What was asked: method, path and, if there is one, the range. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** The files of each {@code name@commit}. */
  private final Map<String, Map<String, byte[]>> repositories = new ConcurrentHashMap<>();

  /** The commit of each {@code name@branch}. */
  private final Map<String, String> branches = new ConcurrentHashMap<>();

  /** What a gated model asks for; empty if it is open. */
  private final Map<String, String> gates = new ConcurrentHashMap<>();

  /** How many bytes the store sends before it breaks off; all if it is negative. */
  volatile int breakAfter = -1;

  /** Whether the store sends other bytes than the hub promised. */
  volatile boolean corrupt;

  /** What the hub answers to all, if it is not 0. */
  volatile int status;

  /** A token that came to where it does not belong. */
  volatile String leaked = "";

  LocalHub() throws IOException {
    hub.createContext("/", this::answer);
    store.createContext("/", this::send);
    hub.start();
    store.start();
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String address() {
    return address(hub);
  }

  private static String address(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void put(String name, String branch, String commit, Map<String, byte[]> files) {
    repositories.put(name + "@" + commit, new TreeMap<>(files));
    branches.put(name + "@" + branch, commit);
  }

  void gate(String name, String token) {
    gates.put(name, "Bearer " + token);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestMethod() + " " + path);
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
      } else if (path.startsWith("/api/models/")) {
        list(exchange, path.substring("/api/models/".length()).split("/revision/", 2));
      } else {
        resolve(exchange, path.substring(1).split("/resolve/", 2));
      }
    }
  }

  private void list(HttpExchange exchange, String[] asked) throws IOException {
    String name = asked[0];
    if (name.equals("old/name")) {
      exchange.getResponseHeaders().set("Location", "/api/models/new/name/revision/" + asked[1]);
      exchange.sendResponseHeaders(307, -1);
      return;
    }
    if (branches.keySet().stream().noneMatch(key -> key.startsWith(name + "@"))) {
      refuse(exchange, 401, "RepoNotFound");
      return;
    }
    String commit = branches.getOrDefault(name + "@" + asked[1], asked[1]);
    Map<String, byte[]> files = repositories.get(name + "@" + commit);
    if (files == null) {
      refuse(exchange, 404, "RevisionNotFound");
      return;
    }
    String siblings =
        files.keySet().stream()
            .map(file -> "{\"rfilename\": \"" + file + "\"}")
            .collect(Collectors.joining(", "));
    byte[] body =
        ("{\"id\": \""
                + name
                + "\", \"sha\": \""
                + commit
                + "\", \"siblings\": ["
                + siblings
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void resolve(HttpExchange exchange, String[] asked) throws IOException {
    String name = asked[0];
    String[] place = asked[1].split("/", 2);
    String commit = branches.getOrDefault(name + "@" + place[0], place[0]);
    String file = place[1];
    if (name.equals("old/name")) {
      exchange.getResponseHeaders().set("Location", "/new/name/resolve/" + commit + "/" + file);
      exchange.sendResponseHeaders(307, -1);
      return;
    }
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (gates.containsKey(name) && !gates.get(name).equals(token)) {
      refuse(exchange, token == null ? 401 : 403, "GatedRepo");
      return;
    }
    byte[] bytes = repositories.getOrDefault(name + "@" + commit, Map.of()).get(file);
    if (bytes == null) {
      refuse(exchange, 404, "EntryNotFound");
      return;
    }
    var headers = exchange.getResponseHeaders();
    headers.set("X-Repo-Commit", commit);
    if (bytes.length >= LARGE) {
      headers.set("X-Linked-Etag", "\"" + sum("SHA-256", new byte[0], bytes) + "\"");
      headers.set("X-Linked-Size", String.valueOf(bytes.length));
      headers.set("ETag", "\"another\"");
      headers.set("Location", address(store) + "/" + name + "@" + commit + "/" + file);
      exchange.sendResponseHeaders(FOUND, -1);
      return;
    }
    headers.set(
        "ETag",
        "W/\""
            + sum(
                "SHA-1", ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII), bytes)
            + "\"");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getResponseHeaders().set("X-Error-Code", code);
    exchange.sendResponseHeaders(status, -1);
  }

  /** The store, which knows ranges. */
  private void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(1);
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add("STORE " + path + (range == null ? "" : " " + range));
      if (exchange.getRequestHeaders().containsKey("Authorization")) {
        leaked = path;
      }
      int cut = path.indexOf('/', path.indexOf('@'));
      Map<String, byte[]> files = repositories.getOrDefault(path.substring(0, cut), Map.of());
      byte[] all = Objects.requireNonNull(files.get(path.substring(cut + 1)), path).clone();
      if (corrupt) {
        all[all.length / 2] ^= 1;
      }
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      int end = breakAfter < 0 ? all.length : Math.min(all.length, from + breakAfter);
      exchange.sendResponseHeaders(range == null ? 200 : 206, all.length - from);
      exchange.getResponseBody().write(Arrays.copyOfRange(all, from, end));
    } catch (IOException e) {
      if (breakAfter < 0) { // else the server says that it wrote too little
        throw e;
      }
    }
  }

  static String sum(String algorithm, byte[] head, byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      digest.update(head);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    store.stop(0);
  }
}
