package lungo.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lungo.display.Progress;

/** The authors' own folder on the web. */
final class Web implements Source {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int KILO = 1024;

  @Override
  public String name() {
    return "the authors' site";
  }

  @Override
  public void bring(DataSet set, Path into) throws IOException, InterruptedException {
    URI origin =
        set.origin()
            .orElseThrow(() -> new IOException("they offer " + set.name() + " in a package only"));
    var client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(ProxySelector.getDefault())
            .build();
    try (var bar = Progress.start(set.name() + ", KB", (long) set.megabytes() * KILO)) {
      for (String file : set.storedFiles()) {
        download(client, origin.resolve(file), into.resolve(file), bar.note(file));
      }
      bar.done();
    }
  }

  private static void download(HttpClient client, URI from, Path to, Progress bar)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(from).timeout(PATIENCE).build();
    HttpResponse<InputStream> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException e) {
      throw new IOException(from.getHost() + " cannot be reached (no network?)", e);
    } catch (HttpTimeoutException e) {
      throw new IOException(
          from.getHost() + " did not answer in " + PATIENCE.toSeconds() + " seconds", e);
    }
    try (var body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(from + " answered with status " + response.statusCode());
      }
      try (var out = Files.newOutputStream(to)) {
        byte[] chunk = new byte[64 * KILO];
        for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
          out.write(chunk, 0, n);
          bar.step(n / KILO);
        }
      }
    }
  }
}
