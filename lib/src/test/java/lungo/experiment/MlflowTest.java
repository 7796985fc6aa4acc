package lungo.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lungo.plots.Plots;
import lungo.training.Schedules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a server in this process that keeps what MLflow's would; {@code ci/test_mlflow.py} sends
 * to MLflow's own.
 */
class MlflowTest {

  private final Path root;
  private final Map<String, JsonObject> runs = new LinkedHashMap<>();
  private final Map<String, String> experiments = new LinkedHashMap<>();
  private final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private String artifactRoot = "mlflow-artifacts:/1/";

  MlflowTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext("/api/2.0/mlflow/", this::serve);
    server.createContext("/api/2.0/mlflow-artifacts/artifacts/", this::keep);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** As MLflow with --serve-artifacts: what is put is kept under its path. */
  private void keep(HttpExchange exchange) throws IOException {
    String path =
        exchange.getRequestURI().getPath().replaceFirst("/api/2.0/mlflow-artifacts/artifacts/", "");
    authorizations.add(
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""));
    boolean isPut = exchange.getRequestMethod().equals("PUT");
    artifacts.put(path, exchange.getRequestBody().readAllBytes());
    byte[] answer = "{}".getBytes(UTF_8);
    exchange.sendResponseHeaders(isPut ? 200 : 405, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestURI().getPath().replaceFirst("/api/2.0/mlflow/", "");
    authorizations.add(
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""));
    JsonObject body =
        JsonParser.parseReader(new InputStreamReader(exchange.getRequestBody(), UTF_8))
            .getAsJsonObject();
    byte[] answer = answer(what, body).toString().getBytes(UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /** As MLflow: empty lists are left out, a parameter cannot change. */
  private JsonObject answer(String what, JsonObject body) {
    switch (what) {
      case "experiments/search" -> {
        String name = body.get("filter").getAsString().replaceAll("name = '(.*)'", "$1");
        return experiments.containsKey(name)
            ? JsonParser.parseString(
                    "{\"experiments\": [{\"experiment_id\": \"%s\"}]}"
                        .formatted(experiments.get(name)))
                .getAsJsonObject()
            : new JsonObject();
      }
      case "experiments/create" -> {
        String id = String.valueOf(experiments.size() + 1);
        experiments.put(body.get("name").getAsString(), id);
        var made = new JsonObject();
        made.addProperty("experiment_id", id);
        return made;
      }
      case "runs/search" -> {
        String id = body.get("filter").getAsString().replaceAll(".* = '(.*)'", "$1");
        var found = new JsonArray();
        runs.values().stream().filter(run -> tag(run, "lungo.run").equals(id)).forEach(found::add);
        var answer = new JsonObject();
        if (!found.isEmpty()) {
          answer.add("runs", found);
        }
        return answer;
      }
      case "runs/create" -> {
        var info = new JsonObject();
        info.addProperty("run_id", "r" + runs.size());
        info.addProperty("artifact_uri", artifactRoot + info.get("run_id").getAsString());
        body.add("info", info);
        body.add("metrics", new JsonArray());
        body.add("params", new JsonArray());
        runs.put(info.get("run_id").getAsString(), body);
        var answer = new JsonObject();
        answer.add("run", body);
        return answer;
      }
      case "runs/log-batch" -> {
        JsonObject run = Objects.requireNonNull(runs.get(body.get("run_id").getAsString()));
        for (String list : new String[] {"metrics", "params"}) {
          if (body.has(list)) {
            run.getAsJsonArray(list).addAll(body.getAsJsonArray(list));
          }
        }
      }
      case "runs/set-tag" ->
          Objects.requireNonNull(runs.get(body.get("run_id").getAsString()))
              .getAsJsonArray("tags")
              .add(body);
      case "runs/update" -> {
        JsonObject run = Objects.requireNonNull(runs.get(body.get("run_id").getAsString()));
        run.add("status", body.get("status"));
        run.add("end_time", body.get("end_time"));
      }
      default -> throw new IllegalArgumentException(what);
    }
    return new JsonObject();
  }

  private static String tag(JsonObject run, String name) {
    return value(run.getAsJsonArray("tags"), name);
  }

  private static String value(JsonArray entries, String key) {
    return StreamSupport.stream(entries.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(entry -> entry.get("key").getAsString().equals(key))
        .map(entry -> entry.get("value").getAsString())
        .findFirst()
        .orElseThrow();
  }

  private StoredRun run() throws IOException {
    return Experiments.in(root)
        .run(
            "O'Brien's clothes".replace("'", "_"),
            Map.of("rate", 0.1, "net", Map.of("hidden", 64)),
            r -> {
              for (int step = 1; step <= 1100; step++) { // more than one request takes
                r.log(step, "train loss", 1.0 / step);
              }
              r.log(1, "odd", Double.NaN);
              r.plot("rates über", Plots.plot(Schedules.oneCycle(0.1), 10));
              Path checkpoint = Files.createDirectories(r.directory().resolve("checkpoints/1"));
              Files.write(checkpoint.resolve("model.safetensors"), new byte[] {1, 2, 3});
            });
  }

  @Test
  void aRunIsCopiedWithSettingsCurvesAndEnd() throws IOException {
    StoredRun run = run();
    String id = Mlflow.at(url() + "/").send(run);
    JsonObject sent = Objects.requireNonNull(runs.get(id));
    assertThat(experiments).containsOnlyKeys("O_Brien_s clothes");
    assertThat(sent.get("run_name").getAsString()).isEqualTo(run.id());
    assertThat(value(sent.getAsJsonArray("params"), "rate")).isEqualTo("0.1");
    assertThat(value(sent.getAsJsonArray("params"), "net.hidden")).isEqualTo("64");
    assertThat(tag(sent, "jdk")).isEqualTo(Runtime.version().toString());
    assertThat(sent.getAsJsonArray("metrics")).hasSize(1101);
    JsonObject last = sent.getAsJsonArray("metrics").get(1099).getAsJsonObject();
    assertThat(last.get("key").getAsString()).isEqualTo("train loss");
    assertThat(last.get("step").getAsInt()).isEqualTo(1100);
    assertThat(last.get("value").getAsDouble()).isEqualTo(1.0 / 1100);
    assertThat(value(sent.getAsJsonArray("metrics"), "odd")).isEqualTo("NaN");
    assertThat(sent.get("status").getAsString()).isEqualTo("FINISHED");
    assertThat(sent.get("end_time").getAsLong())
        .isGreaterThanOrEqualTo(sent.get("start_time").getAsLong());
  }

  @Test
  void filesAreCopiedAsArtifacts() throws IOException {
    StoredRun run = run();
    String id = Mlflow.at(url()).send(run);
    assertThat(artifacts.keySet())
        .containsExactlyInAnyOrder(
            Stream.of(
                    "run.json",
                    "git.diff",
                    "metrics.jsonl",
                    "metrics.csv",
                    "rates über.png",
                    "checkpoints/1/model.safetensors")
                .filter(name -> Files.exists(run.directory().resolve(name)))
                .map(name -> "1/" + id + "/" + name)
                .toArray(String[]::new));
    assertThat(artifacts.get("1/" + id + "/checkpoints/1/model.safetensors"))
        .containsExactly(1, 2, 3);
    for (String name : List.of("run.json", "rates über.png")) {
      assertThat(artifacts.get("1/" + id + "/" + name))
          .isEqualTo(Files.readAllBytes(run.directory().resolve(name)));
    }
  }

  @Test
  void aServerThatKeepsArtifactsElsewhereGetsAllTheRest() throws IOException {
    artifactRoot = "s3://bucket/1/";
    String id = Mlflow.at(url()).send(run());
    assertThat(artifacts).isEmpty();
    assertThat(Objects.requireNonNull(runs.get(id)).get("status").getAsString())
        .isEqualTo("FINISHED");
  }

  @Test
  void aRunThatIsSentAgainStaysOne() throws IOException {
    StoredRun run = run();
    String id = Mlflow.at(url()).send(run);
    assertThat(Mlflow.at(url()).send(run)).isEqualTo(id);
    assertThat(runs).hasSize(1);
    assertThat(experiments).hasSize(1);
  }

  @Test
  void aServerThatIsNotThereIsNamedAndLosesNothing() throws IOException {
    StoredRun run = run();
    String gone = url();
    server.stop(0);
    assertThatThrownBy(() -> Mlflow.at(gone).send(run))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("no tracking server answers at " + gone);
    Mlflow.sendIfAsked(run.directory(), gone); // only logged
    assertThatThrownBy(() -> Mlflow.at("ftp://x")).hasMessageContaining("got 'ftp://x'");
  }

  @Test
  void whatEndedARunIsATag() {
    Path[] kept = new Path[1];
    assertThatThrownBy(
            () ->
                Experiments.in(root)
                    .run(
                        "broken",
                        Map.of(),
                        r -> {
                          kept[0] = r.directory();
                          throw new IllegalStateException("no more memory");
                        }))
        .hasMessage("no more memory");
    String id = Mlflow.at(url()).send(StoredRun.of(kept[0]));
    JsonObject sent = Objects.requireNonNull(runs.get(id));
    assertThat(sent.get("status").getAsString()).isEqualTo("FAILED");
    assertThat(tag(sent, "error")).contains("no more memory");
  }

  @Test
  void theEnvironmentSaysWhoSends() throws IOException {
    var environment =
        Map.of("MLFLOW_TRACKING_USERNAME", "ada", "MLFLOW_TRACKING_PASSWORD", "pass word");
    Mlflow.at(url(), environment).send(run());
    String basic = Base64.getEncoder().encodeToString("ada:pass word".getBytes(UTF_8));
    assertThat(authorizations).isNotEmpty().containsOnly("Basic " + basic);
    authorizations.clear();
    Mlflow.at(url(), Map.of("MLFLOW_TRACKING_TOKEN", "t0k")).send(run());
    assertThat(authorizations).isNotEmpty().containsOnly("Bearer t0k");
  }
}
