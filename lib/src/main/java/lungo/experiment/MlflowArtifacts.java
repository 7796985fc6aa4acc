package lungo.experiment;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.mlflow.tracking.creds.MlflowHostCreds;

/**
 * Copies the files of a run through a server of MLflow, a request a file. MLflow's client for Java
 * leaves this to a Python with MLflow, which it starts.
 */
final class MlflowArtifacts {

  private static final System.Logger LOG = System.getLogger(MlflowArtifacts.class.getName());

  /** Where the server itself takes artifacts; it may name its own address in it. */
  private static final Pattern THROUGH_SERVER = Pattern.compile("mlflow-artifacts:(//[^/]*)?/(.*)");

  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final MlflowHostCreds server;
  private final HttpClient client;

  MlflowArtifacts(MlflowHostCreds server, HttpClient client) {
    this.server = server;
    this.client = client;
  }

  /**
   * Copies all files of a run's directory.
   *
   * @param place the run's {@code artifact_uri}
   * @throws ExperimentException if the server refuses one, or a file cannot be read
   */
  void send(StoredRun run, String place) {
    Matcher through = THROUGH_SERVER.matcher(place);
    if (!through.matches()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the files are not sent, because the server keeps artifacts at ''{1}'' and not by"
              + " itself (mlflow server --serve-artifacts)",
          run,
          place);
      return;
    }
    for (Path file : files(run.directory())) {
      String path = through.group(2) + "/" + relative(run.directory(), file);
      put(URI.create(server.getHost() + "/api/2.0/mlflow-artifacts/artifacts/" + path), file);
    }
  }

  /** All but the marks of attempts. */
  private static List<Path> files(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("attempt-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ExperimentException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static String relative(Path directory, Path file) {
    return StreamSupport.stream(directory.relativize(file).spliterator(), false)
        .map(name -> URLEncoder.encode(name.toString(), StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  private void put(URI address, Path file) {
    try {
      var request =
          HttpRequest.newBuilder(address)
              .timeout(LIMIT)
              .header("Content-Type", "application/octet-stream")
              .PUT(HttpRequest.BodyPublishers.ofFile(file));
      authorization().ifPresent(value -> request.header("Authorization", value));
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new ExperimentException(
            "the tracking server refuses %s with status %d: %s"
                .formatted(address, answer.statusCode(), answer.body()));
      }
    } catch (IOException e) {
      throw new ExperimentException(file + " could not be sent to " + address + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExperimentException("interrupted while " + file + " was sent", e);
    }
  }

  /** Who sends, as MLflow's client says it. */
  private Optional<String> authorization() {
    if (server.getUsername() != null && server.getPassword() != null) {
      byte[] both =
          (server.getUsername() + ":" + server.getPassword()).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
    return Optional.ofNullable(server.getToken()).map(token -> "Bearer " + token);
  }
}
