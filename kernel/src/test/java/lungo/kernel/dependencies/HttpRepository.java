package lungo.kernel.dependencies;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A folder over HTTP on this machine, as a server or as a proxy that has all hosts' files there. It
 * refuses all but the user "reader" with the password "secret".
 */
final class HttpRepository implements AutoCloseable {

  private static final String READER =
      "Basic " + Base64.getEncoder().encodeToString("reader:secret".getBytes(UTF_8));

  private final Path folder;
  private final boolean isProxy;
  private final HttpServer server;
  private final List<String> served = new CopyOnWriteArrayList<>();

  private HttpRepository(Path folder, boolean isProxy) throws IOException {
    this.folder = folder;
    this.isProxy = isProxy;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  static HttpRepository server(Path folder) throws IOException {
    return new HttpRepository(folder, false);
  }

  static HttpRepository proxy(Path folder) throws IOException {
    return new HttpRepository(folder, true);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/";
  }

  /** What was asked for and given: paths, of a proxy whole URLs. */
  List<String> served() {
    return served;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String credentials = isProxy ? "Proxy-Authorization" : "Authorization";
      Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
      if (!READER.equals(exchange.getRequestHeaders().getFirst(credentials))) {
        String challenge = isProxy ? "Proxy-Authenticate" : "WWW-Authenticate";
        exchange.getResponseHeaders().add(challenge, "Basic realm=\"office\"");
        exchange.sendResponseHeaders(isProxy ? 407 : 401, -1);
      } else if (Files.isRegularFile(file)) {
        served.add(exchange.getRequestURI().toString());
        exchange.sendResponseHeaders(200, Files.size(file));
        Files.copy(file, exchange.getResponseBody());
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
