package lungo.hub;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import lungo.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with a hub: {@code /api/models/NAME/revision/REVISION} tells a revision's commit and
 * files, {@code /NAME/resolve/COMMIT/FILE} has a file's sum in its headers, and leads to its bytes.
 * The token goes to the hub itself, not to where it leads.
 */
final class HubClient {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HubSettings settings;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(ProxySelector.getDefault())
          .build();

  HubClient(HubSettings settings) {
    this.settings = settings;
  }

  /** What a hub tells of a revision. Gson leaves out what is not there. */
  record Listing(@Nullable String sha, @Nullable List<Sibling> siblings) {

    /** A file. */
    record Sibling(@Nullable String rfilename) {}

    List<String> files() {
      return siblings == null
          ? List.of()
          : siblings.stream().map(s -> s.rfilename() == null ? "" : s.rfilename()).toList();
    }
  }

  /** The commit that a revision means, and its files. */
  Listing list(RepositoryName name, String revision) throws IOException, InterruptedException {
    var address = address("/api/models/" + name + "/revision/" + escaped(revision));
    HttpResponse<InputStream> response = send("GET", address, 0, true);
    try (var body = response.body()) {
      refuse(response, name, revision, "");
      var reader = new InputStreamReader(body, StandardCharsets.UTF_8);
      Listing listing = new Gson().fromJson(reader, Listing.class);
      if (listing == null || listing.sha() == null || !listing.sha().matches("[0-9a-f]{40}")) {
        throw new DataException(address + " names no commit of " + name + "; is it a hub?");
      }
      return listing;
    } catch (JsonParseException e) {
      throw new DataException(address + " does not answer as a hub does: " + e.getMessage(), e);
    }
  }

  /** What a file's headers tell. */
  RemoteFile head(RepositoryName name, String commit, String file)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = send("HEAD", file(name, commit, file), 0, false);
    response.body().close();
    if (!REDIRECTS.contains(response.statusCode())) {
      refuse(response, name, commit, file);
    }
    var headers = response.headers();
    String tag =
        headers.firstValue("X-Linked-Etag").or(() -> headers.firstValue("ETag")).orElse("");
    String size =
        headers
            .firstValue("X-Linked-Size")
            .or(() -> headers.firstValue("Content-Length"))
            .orElse("");
    if (!size.matches("\\d{1,18}")) {
      throw new DataException(file + " of " + name + " has no size on the hub, but '" + size + "'");
    }
    return new RemoteFile(file, tag.replaceAll("^W/|\"", ""), Long.parseLong(size));
  }

  /**
   * The bytes of a file.
   *
   * @param from how many of them are there already
   * @return the answer: status 206 if it begins there, 200 if with the first byte
   */
  HttpResponse<InputStream> get(RepositoryName name, String commit, String file, long from)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = send("GET", file(name, commit, file), from, true);
    refuse(response, name, commit, file);
    return response;
  }

  private URI file(RepositoryName name, String commit, String file) {
    return address("/" + name + "/resolve/" + escaped(commit) + "/" + escaped(file));
  }

  private URI address(String path) {
    return URI.create(settings.endpoint() + path);
  }

  /** A part of an address, whose slashes stay in a file's name. */
  private static String escaped(String part) {
    var escaped = new StringBuilder();
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "-._~/".indexOf(b) >= 0);
      escaped.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
    }
    return escaped.toString();
  }

  /** Asks, and goes where it is sent: anywhere, or on the same machine alone. */
  private HttpResponse<InputStream> send(String method, URI address, long from, boolean anywhere)
      throws IOException, InterruptedException {
    URI at = address;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      var response = client.send(request(method, at, from), BodyHandlers.ofInputStream());
      String location = response.headers().firstValue("Location").orElse("");
      boolean stays = location.isEmpty() || !REDIRECTS.contains(response.statusCode());
      boolean tagged = response.headers().firstValue("X-Linked-Etag").isPresent();
      if (stays || (!anywhere && (tagged || !sameHost(at.resolve(location))))) {
        return response;
      }
      response.body().close();
      at = at.resolve(location);
    }
    throw new IOException(address + " leads from one address to the next without end");
  }

  private HttpRequest request(String method, URI address, long from) {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("User-Agent", "lungo")
            .header("Accept-Encoding", "identity")
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    if (settings.token() != null && sameHost(address)) {
      request.header("Authorization", "Bearer " + settings.token());
    }
    return request.build();
  }

  private boolean sameHost(URI address) {
    var hub = settings.endpoint();
    return hub.getAuthority().equals(address.getAuthority())
        && hub.getScheme().equals(address.getScheme());
  }

  private void refuse(
      HttpResponse<InputStream> response, RepositoryName name, String at, String file)
      throws IOException {
    int status = response.statusCode();
    if (status == 200 || status == 206) {
      return;
    }
    response.body().close();
    String code = response.headers().firstValue("X-Error-Code").orElse("");
    String hub = settings.endpoint().toString();
    boolean denied = status == 401 || status == 403;
    if (code.equals("GatedRepo")) {
      throw new DataException(
          name
              + " is not open to all: accept its terms at "
              + hub
              + "/"
              + name
              + ", then set HF_TOKEN to a token of yours"
              + (settings.token() == null ? "" : " (that of now was refused)"));
    }
    if (code.equals("RevisionNotFound")) {
      throw new DataException(name + " has no revision '" + at + "' at " + hub);
    }
    if (code.equals("EntryNotFound") || (status == 404 && !file.isEmpty())) {
      throw new DataException(name + " has no file " + file + " at " + hub);
    }
    if (denied || status == 404) {
      throw new DataException(
          hub
              + " has no model '"
              + name
              + "', or it is private and needs HF_TOKEN; a folder on this computer is given by"
              + " Path.of(\""
              + name
              + "\")");
    }
    throw new IOException(response.uri() + " answered with status " + status);
  }

  /** What to tell of a failure. */
  String reason(IOException failure) {
    String host = settings.endpoint().getHost();
    if (failure instanceof HttpTimeoutException) {
      return host + " did not answer in " + PATIENCE.toSeconds() + " seconds";
    }
    if (failure instanceof ConnectException) {
      return host + " cannot be reached (no network?)";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
