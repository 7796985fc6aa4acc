package lungo.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.models.Bert;
import lungo.models.LanguageModel;
import lungo.text.Tokenizers;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceHubTest {

  private static final String FIRST = "1".repeat(40);
  private static final String SECOND = "2".repeat(40);
  private static final String GPT = "melville/whale";

  private final LocalHub server = new LocalHub();
  private final Path cache;

  HuggingFaceHubTest(@TempDir Path cache) throws IOException {
    this.cache = cache;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aModelIsBroughtWholeAndLoadsUnchanged() throws IOException {
    Map<String, byte[]> files = files("models/huggingface/gpt2");
    files.put("tokenizer.json", resource("text/gpt2-tokenizer.json"));
    files.put("README.md", new byte[] {35});
    files.put("pytorch_model.bin", new byte[5000]);
    server.put(GPT, "main", FIRST, files);
    Path folder = hub().model(GPT, "main");
    assertThat(folder).isEqualTo(cache.resolve("models--melville--whale/snapshots/" + FIRST));
    assertThat(cache.resolve("models--melville--whale/refs/main")).hasContent(FIRST);
    assertThat(names(folder)).containsExactly("config.json", "model.safetensors", "tokenizer.json");
    for (String name : names(folder)) {
      assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(files.get(name));
    }
    try (var manager = NDManager.newBaseManager()) {
      var model = LanguageModel.load(folder, manager);
      var local = LanguageModel.load(place("models/huggingface/gpt2"), manager);
      assertThat(weights(model)).isEqualTo(weights(local)).isNotEmpty();
    }
    assertThat(Tokenizers.load(folder).encode("Call me Ishmael.")).isNotEmpty();
    server.requests.clear();
    assertThat(hub().model(GPT, "main")).isEqualTo(folder);
    assertThat(server.requests).containsExactly("GET /api/models/melville/whale/revision/main");
    server.requests.clear();
    assertThat(hub().model(GPT, FIRST)).isEqualTo(folder); // a commit is what it was
    assertThat(server.requests).isEmpty();
  }

  @Test
  void aModelInSeveralFilesIsBroughtWithItsIndex() throws IOException {
    server.put("a/llama", "main", FIRST, files("models/huggingface/llama"));
    Path folder = hub().model("a/llama", "main");
    try (var manager = NDManager.newBaseManager()) {
      assertThat(LanguageModel.load(folder, manager).vocabulary()).isPositive();
    }
    assertThat(names(folder)).hasSize(4).contains("model.safetensors.index.json");
  }

  @Test
  void aBranchThatMovedIsBroughtAnewAndACommitStaysWhatItWas() throws IOException {
    server.put(GPT, "main", FIRST, small("one"));
    Path first = hub().model(GPT, "main");
    server.put(GPT, "main", SECOND, small("two"));
    Path second = hub().model(GPT, "main");
    assertThat(second.resolve("config.json")).hasContent("two");
    assertThat(first.resolve("config.json")).hasContent("one");
    assertThat(hub("HF_HUB_OFFLINE", "1").model(GPT, "main")).isEqualTo(second);
    assertThat(hub("HF_HUB_OFFLINE", "true").model(GPT, FIRST)).isEqualTo(first);
    // The weights, which are the same, are there once, and were asked for once.
    assertThat(server.requests).filteredOn(r -> r.startsWith("STORE")).hasSize(1);
    assertThat(names(cache.resolve("models--melville--whale/blobs"))).hasSize(3);
  }

  @Test
  void aDownloadThatBrokeOffGoesOn() throws IOException {
    server.put(GPT, "main", FIRST, small("one"));
    server.breakAfter = 1500;
    assertThatThrownBy(() -> hub().model(GPT, "main"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(GPT + " could not be fetched: ")
        .hasMessageEndingWith("; what came is kept, to go on");
    assertThatThrownBy(() -> hub("HF_HUB_OFFLINE", "1").model(GPT, "main"))
        .hasMessageStartingWith(
            "HF_HUB_OFFLINE is set, and 'melville/whale' at 'main' is not whole");
    server.breakAfter = -1;
    Path folder = hub().model(GPT, "main");
    assertThat(server.requests.get(server.requests.size() - 1))
        .isEqualTo("STORE " + GPT + "@" + FIRST + "/model.safetensors bytes=1500-");
    assertThat(folder.resolve("model.safetensors")).hasBinaryContent(new byte[3000]);
  }

  @Test
  void otherBytesThanPromisedAreThrownAway() throws IOException {
    server.put(GPT, "main", FIRST, small("one"));
    server.corrupt = true;
    assertThatThrownBy(() -> hub().model(GPT, "main"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("model.safetensors of melville/whale is not the file that the hub")
        .hasMessageContaining(LocalHub.sum("SHA-256", new byte[0], new byte[3000]));
    server.corrupt = false;
    Path folder = hub().model(GPT, "main");
    assertThat(folder.resolve("model.safetensors")).hasBinaryContent(new byte[3000]);
    assertThat(server.requests.get(server.requests.size() - 1)).doesNotContain("bytes=");
  }

  @Test
  void smallFilesAreKnownByWhatGitCallsThem() throws IOException {
    byte[] hello = "hello\n".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(cache.resolve("hello"), hello);
    // git hash-object says so.
    var known = new RemoteFile("hello", "ce013625030ba8dba906f756967f9e9ca394464a", 6);
    known.check(file, "a/b");
    Files.writeString(file, "hullo\n");
    assertThatThrownBy(() -> known.check(file, "a/b"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("6 bytes with the git SHA-1 sum ");
    assertThatThrownBy(() -> new RemoteFile("x", "abc-123", 6))
        .hasMessage("x cannot be checked: the hub gives no sum of it, but the tag 'abc-123'");
  }

  @Test
  void aGatedModelNeedsATokenWhichGoesToTheHubAlone() throws IOException {
    server.put(GPT, "main", FIRST, small("one"));
    server.gate(GPT, "hf_right");
    String terms = "melville/whale is not open to all: accept its terms at " + server.address();
    assertThatThrownBy(() -> hub().model(GPT, "main"))
        .isInstanceOf(DataException.class)
        .hasMessage(terms + "/melville/whale, then set HF_TOKEN to a token of yours");
    assertThatThrownBy(() -> hub("HF_TOKEN", "hf_wrong").model(GPT, "main"))
        .hasMessageEndingWith("(that of now was refused)")
        .hasMessageNotContaining("hf_wrong");
    assertThat(hub("HF_TOKEN", "hf_right").model(GPT, "main")).isDirectory();
    assertThat(server.leaked).isEmpty();
  }

  @Test
  void someFilesAloneAreBroughtAndARenamedModelIsFound() throws IOException {
    server.put("new/name", "main", FIRST, small("one"));
    Path folder = hub().files("old/name", "main", "config.json");
    assertThat(names(folder)).containsExactly("config.json");
    assertThatThrownBy(() -> hub().files("new/name", "main", "vocab.txt"))
        .hasMessage("new/name has no file vocab.txt at " + server.address());
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    server.put(GPT, "main", FIRST, Map.of("pytorch_model.bin", new byte[9], "a.md", new byte[1]));
    refused(
        hub(), GPT, "main", "has no weights as model.safetensors; its files are [a.md, pytorch");
    refused(hub(), GPT, "v9", "melville/whale has no revision 'v9' at " + server.address());
    refused(
        hub(), "no/model", "main", "has no model 'no/model', or it is private and needs HF_TOKEN");
    refused(
        hub(), "no/model", "main", "a folder on this computer is given by Path.of(\"no/model\")");
    refused(hub("HF_HUB_OFFLINE", "1"), GPT, "main", "HF_HUB_OFFLINE is set, and 'melville/whale'");
    for (String name : List.of("", "a/b/c", "../etc", "a b", "https://x.y/z")) {
      assertThatThrownBy(() -> hub().model(name, "main"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "got '" + name + "'; a folder on this computer is given by Path.of");
    }
    assertThatThrownBy(() -> hub("HF_ENDPOINT", "mirror.example"))
        .hasMessage(
            "HF_ENDPOINT must be an address such as https://huggingface.co, got 'mirror.example'");
    server.put(GPT, "main", FIRST, Map.of("../../model.safetensors", new byte[9]));
    refused(hub(), GPT, "main", "has no weights");
    assertThatThrownBy(() -> hub().files(GPT, "main", "../../x"))
        .hasMessage("'../../x' is no name of a file or a revision");
  }

  @Test
  void withoutANetworkWhatWasBroughtIsUsed() throws IOException {
    server.put(GPT, "main", FIRST, small("one"));
    Path folder = hub().model(GPT, "main");
    server.status = 503;
    assertThat(hub().model(GPT, "main")).isEqualTo(folder);
    refused(hub(), "other/model", "main", "answered with status 503, and 'other/model' at 'main'");
    server.close();
    assertThat(hub().model(GPT, "main")).isEqualTo(folder);
    refused(hub(), "other/model", "main", "localhost cannot be reached (no network?), and 'other");
  }

  @Test
  void modelsAndTokenizersTakeNames() {
    try (var manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> LanguageModel.load("a/b/c", manager)).hasMessageContaining("a/b/c");
      assertThatThrownBy(() -> Bert.load("a/b/c", manager)).hasMessageContaining("'a/b/c'");
      assertThatThrownBy(() -> Tokenizers.load("a/b/c")).hasMessageContaining("called owner/name");
    }
  }

  private static float[] weights(LanguageModel model) {
    var parameters = StateDict.of(model).parameters();
    return Objects.requireNonNull(parameters.get("transformer.h.0.attn.c_attn.weight"))
        .getArray()
        .toFloatArray();
  }

  private static void refused(HuggingFaceHub hub, String name, String revision, String reason) {
    assertThatThrownBy(() -> hub.model(name, revision))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(reason);
  }

  private HuggingFaceHub hub(String... more) {
    var settings = new HashMap<>(Map.of("HF_ENDPOINT", server.address()));
    settings.put("HF_HUB_CACHE", cache.toString());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return HuggingFaceHub.of(settings);
  }

  /** Files that are no model. */
  private static Map<String, byte[]> small(String text) {
    return Map.of(
        "config.json", text.getBytes(StandardCharsets.UTF_8), "model.safetensors", new byte[3000]);
  }

  private static Map<String, byte[]> files(String folder) throws IOException {
    var files = new HashMap<String, byte[]>();
    for (String name : names(place(folder))) {
      files.put(name, resource(folder + "/" + name));
    }
    return files;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static Path place(String name) {
    try {
      var url = Objects.requireNonNull(HuggingFaceHubTest.class.getResource("/lungo/" + name));
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    return Files.readAllBytes(place(name));
  }
}
