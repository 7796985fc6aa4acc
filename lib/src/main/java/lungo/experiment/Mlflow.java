package lungo.experiment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.mlflow.tracking.creds.MlflowHostCredsProvider;

/**
 * A tracking server of MLflow, to which kept runs are copied through MLflow's own client; the files
 * stay what counts.
 *
 * <pre>{@code
 * Mlflow.at("http://localhost:5000").send(run);      // or MLFLOW_TRACKING_URI in the environment
 * }</pre>
 *
 * <p>A server that asks who one is gets what the environment says, as from MLflow's other clients:
 * {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}, or {@code
 * MLFLOW_TRACKING_TOKEN}.
 */
public final class Mlflow {

  /** The environment variable that MLflow's own clients read. */
  static final String VARIABLE = "MLFLOW_TRACKING_URI";

  private static final System.Logger LOG = System.getLogger(Mlflow.class.getName());

  /** How a run here is found there. */
  private static final String ID = "lungo.run";

  private static final int MOST_METRICS = 1000; // of one request
  private static final int MOST_PARAMETERS = 100;
  private static final int LONGEST = 5000;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final BasicMlflowHostCreds server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private Mlflow(BasicMlflowHostCreds server) {
    this.server = server;
  }

  /**
   * A server.
   *
   * @param url its address, such as {@code http://localhost:5000}
   * @return the server; it is not asked yet
   * @throws IllegalArgumentException if the address is not of http or https
   */
  public static Mlflow at(String url) {
    return at(url, System.getenv());
  }

  static Mlflow at(String url, Map<String, String> environment) {
    if (!url.matches("https?://[^/\\s]+(/\\S*)?")) {
      throw new IllegalArgumentException(
          "a tracking server's address begins with http:// or https://, got '" + url + "'");
    }
    return new Mlflow(
        new BasicMlflowHostCreds(
            url.replaceFirst("/+$", ""),
            environment.get("MLFLOW_TRACKING_USERNAME"),
            environment.get("MLFLOW_TRACKING_PASSWORD"),
            environment.get("MLFLOW_TRACKING_TOKEN"),
            false));
  }

  /**
   * Copies a run: settings as parameters, metrics with their steps, environment, seed, sums of data
   * and what ended a run that failed as tags, times, how it ended, and the files of its directory
   * as artifacts: configuration, plots, checkpoints, notebook. One that was sent before is brought
   * up to date. Artifacts go through the server ({@code mlflow server}'s default); where it keeps
   * them elsewhere, in files of its own or in a cloud's, they are left out, which is logged.
   *
   * @param run a run that was kept
   * @return its id on the server
   * @throws ExperimentException if the server cannot be reached or refuses; the message has its
   *     answer
   */
  public String send(StoredRun run) {
    reach();
    try (var client = new MlflowClient((MlflowHostCredsProvider) server)) {
      Service.RunInfo there = find(client, run);
      String id = there.getRunId();
      logMetrics(client, id, run);
      run.error().ifPresent(error -> client.setTag(id, "error", cut(error)));
      new MlflowArtifacts(server, http).send(run, there.getArtifactUri());
      if (run.status() != StoredRun.Status.RUNNING) {
        client.setTerminated(id, status(run.status()), ended(run).toEpochMilli());
      }
      return id;
    } catch (MlflowClientException e) {
      throw new ExperimentException(
          "the tracking server at %s does not take %s: %s"
              .formatted(server.getHost(), run, e.getMessage()),
          e);
    }
  }

  /** Copies a run to the server that the environment names; what goes wrong is only logged. */
  static void sendIfAsked(Path directory, String url) {
    if (url.matches("https?://.*")) {
      try {
        at(url).send(StoredRun.of(directory));
      } catch (ExperimentException | IllegalArgumentException e) {
        LOG.log(
            System.Logger.Level.WARNING, "the run is kept, but was not sent: {0}", e.getMessage());
      }
    }
  }

  /** Asks for anything, in good time: MLflow's client would wait for an answer for ever. */
  private void reach() {
    var request =
        HttpRequest.newBuilder(URI.create(server.getHost() + "/")).timeout(LIMIT).GET().build();
    try {
      http.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new ExperimentException(
          "no tracking server answers at " + server.getHost() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExperimentException("interrupted while " + server.getHost() + " was asked", e);
    }
  }

  /** MLflow knows no run that crashed or was interrupted; to be killed comes nearest. */
  private static Service.RunStatus status(StoredRun.Status status) {
    return switch (status) {
      case RUNNING -> Service.RunStatus.RUNNING;
      case FINISHED -> Service.RunStatus.FINISHED;
      case FAILED -> Service.RunStatus.FAILED;
      case INTERRUPTED, CRASHED -> Service.RunStatus.KILLED;
    };
  }

  /** When it ended; of a run that crashed, which could not say so, when it began. */
  private static Instant ended(StoredRun run) {
    String ended = run.file().ended();
    return ended == null ? run.started() : Instant.parse(ended);
  }

  /** What the server knows of the run, which is created if it is not there. */
  private static Service.RunInfo find(MlflowClient client, StoredRun run) {
    String experiment = experiment(client, run.name());
    String same = "tags.`" + ID + "` = '" + run.id() + "'";
    List<Service.Run> found =
        client.searchRuns(List.of(experiment), same, Service.ViewType.ACTIVE_ONLY, 1).getItems();
    return found.isEmpty() ? create(client, experiment, run) : found.get(0).getInfo();
  }

  /** By a search: to ask for a name that is not there makes the client try again, and warn. */
  private static String experiment(MlflowClient client, String name) {
    String same = "name = '" + name.replace("'", "\\'") + "'";
    List<Service.Experiment> found =
        client.searchExperiments(same, Service.ViewType.ACTIVE_ONLY, 1, List.of()).getItems();
    return found.isEmpty() ? client.createExperiment(name) : found.get(0).getExperimentId();
  }

  private static Service.RunInfo create(MlflowClient client, String experiment, StoredRun run) {
    var create =
        Service.CreateRun.newBuilder()
            .setExperimentId(experiment)
            .setRunName(run.id())
            .setStartTime(run.started().toEpochMilli())
            .addTags(tag(ID, run.id()))
            .addTags(tag("seed", String.valueOf(run.seed())));
    run.environment().forEach((name, value) -> create.addTags(tag(name, value)));
    run.data().forEach((folder, sum) -> create.addTags(tag("data " + folder, sum)));
    Service.RunInfo made = client.createRun(create.build());
    var settings = new ArrayList<Service.Param>();
    run.config()
        .flat()
        .forEach(
            (name, value) ->
                settings.add(
                    Service.Param.newBuilder()
                        .setKey(key(name))
                        .setValue(cut(String.valueOf(value)))
                        .build()));
    for (var part : parts(settings, MOST_PARAMETERS)) {
      client.logBatch(made.getRunId(), List.of(), part, List.of());
    }
    return made;
  }

  private static Service.RunTag tag(String name, String value) {
    return Service.RunTag.newBuilder().setKey(key(name)).setValue(cut(value)).build();
  }

  private static void logMetrics(MlflowClient client, String id, StoredRun run) {
    var metrics = new ArrayList<Service.Metric>();
    long time = run.started().toEpochMilli();
    for (String name : run.metricNames()) {
      run.curve(name)
          .forEach(
              (step, value) ->
                  metrics.add(
                      Service.Metric.newBuilder()
                          .setKey(key(name))
                          .setStep(step)
                          .setTimestamp(time)
                          .setValue(value)
                          .build()));
    }
    for (var part : parts(metrics, MOST_METRICS)) {
      client.logBatch(id, part, List.of(), List.of());
    }
  }

  private static <T> List<List<T>> parts(List<T> all, int most) {
    var parts = new ArrayList<List<T>>();
    for (int start = 0; start < all.size(); start += most) {
      parts.add(all.subList(start, Math.min(start + most, all.size())));
    }
    return parts;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
  }

  /** What a name may hold there: letters, digits, and some signs. */
  private static String key(String name) {
    return name.replaceAll("[^\\w. /-]", "_").replaceAll("(^|/)\\.+(/|$)", "$1_$2");
  }
}
