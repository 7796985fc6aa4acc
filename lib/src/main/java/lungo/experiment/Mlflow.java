package lungo.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A tracking server of MLflow, to which kept runs are copied; the files stay what counts. It is
 * spoken to by <a href="https://mlflow.org/docs/latest/rest-api.html">its REST interface</a>.
 *
 * <pre>{@code
 * Mlflow.at("http://localhost:5000").send(run);      // or MLFLOW_TRACKING_URI in the environment
 * }</pre>
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

  private final URI server;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  private Mlflow(URI server) {
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
    if (!url.matches("https?://[^/\\s]+(/\\S*)?")) {
      throw new IllegalArgumentException(
          "a tracking server's address begins with http:// or https://, got '" + url + "'");
    }
    return new Mlflow(URI.create(url.replaceFirst("/+$", "")));
  }

  /**
   * Copies a run: settings as parameters, metrics with their steps, environment and sums of data as
   * tags, times, how it ended, and the files of its directory as artifacts: configuration, plots,
   * checkpoints, notebook. One that was sent before is brought up to date. Artifacts go through the
   * server ({@code mlflow server}'s default); where it keeps them elsewhere, in files of its own or
   * in a cloud's, they are left out, which is logged.
   *
   * @param run a run that was kept
   * @return its id on the server
   * @throws ExperimentException if the server cannot be reached or refuses; the message has its
   *     answer
   */
  public String send(StoredRun run) {
    String experiment = experiment(run.name());
    JsonObject info = run(experiment, run);
    String id = text(info, "run_id");
    metrics(id, run);
    new MlflowArtifacts(server, client).send(run, text(info, "artifact_uri"));
    var end = new JsonObject();
    end.addProperty("run_id", id);
    end.addProperty("status", status(run.status()));
    if (run.file().ended() != null) {
      end.addProperty("end_time", Instant.parse(run.file().ended()).toEpochMilli());
    }
    post("runs/update", end);
    return id;
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

  /** MLflow knows no run that crashed or was interrupted; to be killed comes nearest. */
  private static String status(StoredRun.Status status) {
    return switch (status) {
      case RUNNING -> "RUNNING";
      case FINISHED -> "FINISHED";
      case FAILED -> "FAILED";
      case INTERRUPTED, CRASHED -> "KILLED";
    };
  }

  private String experiment(String name) {
    var search = new JsonObject();
    search.addProperty("max_results", 1);
    search.addProperty("filter", "name = '" + name.replace("'", "\\'") + "'");
    JsonElement found = post("experiments/search", search).get("experiments");
    if (found != null && !found.getAsJsonArray().isEmpty()) {
      return text(found.getAsJsonArray().get(0), "experiment_id");
    }
    var create = new JsonObject();
    create.addProperty("name", name);
    return text(post("experiments/create", create), "experiment_id");
  }

  /** What the server knows of the run, which is created if it is not there. */
  private JsonObject run(String experiment, StoredRun run) {
    var search = new JsonObject();
    var experiments = new JsonArray();
    experiments.add(experiment);
    search.add("experiment_ids", experiments);
    search.addProperty("filter", "tags.`" + ID + "` = '" + run.id() + "'");
    search.addProperty("max_results", 1);
    JsonElement found = post("runs/search", search).get("runs");
    if (found != null && !found.getAsJsonArray().isEmpty()) {
      return found.getAsJsonArray().get(0).getAsJsonObject().getAsJsonObject("info");
    }
    var create = new JsonObject();
    create.addProperty("experiment_id", experiment);
    create.addProperty("run_name", run.id());
    create.addProperty("start_time", run.started().toEpochMilli());
    var tags = new JsonArray();
    tags.add(entry(ID, run.id()));
    tags.add(entry("seed", String.valueOf(run.seed())));
    run.environment().forEach((name, value) -> tags.add(entry(name, value)));
    run.data().forEach((folder, sum) -> tags.add(entry("data " + folder, sum)));
    create.add("tags", tags);
    JsonObject made = post("runs/create", create).getAsJsonObject("run");
    JsonObject info = made.getAsJsonObject("info");
    parameters(text(info, "run_id"), run.config().flat());
    return info;
  }

  private void parameters(String id, Map<String, Object> settings) {
    var batch = new JsonArray();
    for (var setting : settings.entrySet()) {
      batch.add(entry(setting.getKey(), String.valueOf(setting.getValue())));
      if (batch.size() == MOST_PARAMETERS) {
        send(id, "params", batch);
        batch = new JsonArray();
      }
    }
    send(id, "params", batch);
  }

  private void metrics(String id, StoredRun run) {
    var batch = new JsonArray();
    long time = run.started().toEpochMilli();
    for (String name : run.metricNames()) {
      for (var value : run.curve(name).entrySet()) {
        var metric = new JsonObject();
        metric.addProperty("key", key(name));
        metric.addProperty("step", value.getKey());
        metric.addProperty("timestamp", time);
        if (Double.isFinite(value.getValue())) {
          metric.addProperty("value", value.getValue());
        } else {
          metric.addProperty("value", String.valueOf(value.getValue())); // as protobuf's JSON
        }
        batch.add(metric);
        if (batch.size() == MOST_METRICS) {
          send(id, "metrics", batch);
          batch = new JsonArray();
        }
      }
    }
    send(id, "metrics", batch);
  }

  private void send(String id, String what, JsonArray batch) {
    if (!batch.isEmpty()) {
      var body = new JsonObject();
      body.addProperty("run_id", id);
      body.add(what, batch);
      post("runs/log-batch", body);
    }
  }

  private static JsonObject entry(String name, String value) {
    var entry = new JsonObject();
    entry.addProperty("key", key(name));
    entry.addProperty("value", value.length() <= LONGEST ? value : value.substring(0, LONGEST));
    return entry;
  }

  /** What a name may hold there: letters, digits, and some signs. */
  private static String key(String name) {
    return name.replaceAll("[^\\w. /-]", "_").replaceAll("(^|/)\\.+(/|$)", "$1_$2");
  }

  private static String text(JsonElement json, String name) {
    JsonElement value = json.getAsJsonObject().get(name);
    return value == null ? "" : value.getAsString();
  }

  private JsonObject post(String what, JsonObject body) {
    URI address = URI.create(server + "/api/2.0/mlflow/" + what);
    var request =
        HttpRequest.newBuilder(address)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new ExperimentException(
            "the tracking server refuses %s with status %d: %s"
                .formatted(address, answer.statusCode(), answer.body()));
      }
      return JsonParser.parseString(answer.body()).getAsJsonObject();
    } catch (IOException e) {
      throw new ExperimentException("no tracking server answers at " + server + ": " + e, e);
    } catch (JsonParseException | IllegalStateException e) {
      throw new ExperimentException("what answers at " + server + " is no tracking server", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExperimentException("interrupted while " + server + " was asked", e);
    }
  }
}
