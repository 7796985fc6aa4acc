package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import lungo.torch.GradMode;
import lungo.weights.StateDict;
import lungo.weights.WeightsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that {@code huggingface_reference.py} saved, with the weights of other references. */
class HuggingFaceTest {

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Path folder(String name) {
    try {
      var place = HuggingFaceTest.class.getResource("huggingface/" + name + "/config.json");
      return Path.of(Objects.requireNonNull(place).toURI()).resolveSibling("");
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private NDArray logits(Block model, NDList inputs) {
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      return model.forward(new ParameterStore(manager, false), inputs, false).head();
    }
  }

  @ParameterizedTest
  @CsvSource({"gpt2, gpt2", "gpt2-hub, gpt2", "llama, llama"})
  void languageModelsAreWhatTheyWere(String folder, String reference) {
    var model = LanguageModel.load(folder(folder), manager);
    var logits = logits(model, new NDList(Reference.tokens(manager, 2, 9, 31)));
    Filling.assertClose(
        logits.flatten(), Reference.read(reference).json().getAsJsonArray("logits"), 1e-5);
  }

  @ParameterizedTest
  @CsvSource({"bert-classifier, sequence", "bert-masked, masked"})
  void bertIsWhatItWas(String folder, String reference) {
    var model = Bert.load(folder(folder), manager);
    var shape = new Shape(2, 9);
    NDArray types =
        manager.create(new long[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1}, shape);
    NDArray mask =
        manager.create(new long[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0}, shape);
    var inputs = new NDList(Reference.tokens(manager, 2, 9, 31), types, mask);
    Filling.assertClose(
        logits(model, inputs).flatten(),
        Reference.read("bert").of(reference).json().getAsJsonArray("logits"),
        1e-5);
  }

  private static float[] weight(Block model, String name) {
    return Objects.requireNonNull(StateDict.of(model).arrays().get(name)).toFloatArray();
  }

  private float[] last(BertModel model) {
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      var inputs = new NDList(Reference.tokens(manager, 2, 9, 31));
      return model.forward(new ParameterStore(manager, false), inputs, false).head().toFloatArray();
    }
  }

  @Test
  void theBareModelComesFromItsOwnFolderAndFromThatOfATask() {
    var own = BertModel.load(folder("bert-model"), manager);
    var reference = Reference.read("bert").of("model");
    int[][] texts = new int[2][];
    long[] ids = Reference.tokens(manager, 2, 9, 31).toLongArray();
    for (int n = 0; n < 2; n++) {
      int[] all = Arrays.stream(ids, n * 9, n * 9 + 9).mapToInt(i -> (int) i).toArray();
      texts[n] = Arrays.copyOf(all, n == 0 ? 9 : 6);
    }
    reference.assertClose("sentences", manager.create(own.embed(List.of(texts))), 1e-4);

    var ofTask = BertModel.load(folder("bert-classifier"), manager);
    var whole = Bert.load(folder("bert-classifier"), manager);
    assertThat(weight(ofTask, "pooler.dense.weight"))
        .isEqualTo(weight(whole, "bert.pooler.dense.weight"));
    // The folder for masked tokens has no pooler: all else comes from it, and nothing else lacks.
    assertThat(last(BertModel.load(folder("bert-masked"), manager))).doesNotContain(Float.NaN);
    assertThatThrownBy(() -> BertModel.load(folder("gpt2"), manager))
        .hasMessageContaining("model_type 'gpt2'; those that can be read are [bert]");
  }

  private static Path changed(String folder, String setting, String other, Path directory)
      throws IOException {
    Path from = folder(folder);
    String config = Files.readString(from.resolve("config.json"));
    assertThat(config).contains(setting);
    Files.writeString(directory.resolve("config.json"), config.replace(setting, other));
    if (folder.equals("gpt2")) {
      Files.copy(from.resolve("model.safetensors"), directory.resolve("model.safetensors"));
    }
    return directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gpt2 | \"model_type\": \"gpt2\" | \"model_type\": \"mamba\" | model_type 'mamba'; those that can be read are [gpt2, llama]",
        "gpt2 | \"gelu_new\" | \"relu\" | activation_function is relu; those that can be read are [gelu_new",
        "gpt2 | \"n_inner\": null | \"n_inner\": 48 | n_inner is 48; those that can be read are [96]",
        "gpt2 | \"n_embd\": 24 | \"n_embd\": 27 | transformer.wte.weight (31, 24), not (31, 27)",
        "gpt2 | \"n_embd\": 24 | \"n_embd\": \"wide\" | 'n_embd' must be a number",
        "gpt2 | \"n_embd\": 24, | `` | has no 'n_embd'",
        "llama | \"rope_type\": \"default\" | \"rope_type\": \"yarn\" | rotary positions of type 'yarn'",
        "llama | \"head_dim\": 4 | \"head_dim\": 8 | head_dim is 8",
        "llama | } | `` | is no JSON",
      })
  void whatIsNotHereIsRefused(
      String folder, String setting, String other, String message, @TempDir Path directory)
      throws IOException {
    Path changed = changed(folder, setting, other, directory);
    assertThatThrownBy(() -> LanguageModel.load(changed, manager))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void otherFoldersAreRefused(@TempDir Path directory) {
    assertThatThrownBy(() -> LanguageModel.load(directory, manager))
        .hasMessageContaining("has no config.json");
    assertThatThrownBy(() -> LanguageModel.load(folder("bert-masked"), manager))
        .hasMessageContaining("model_type 'bert'; those that can be read are [gpt2, llama]");
    assertThatThrownBy(() -> Bert.load(folder("gpt2"), manager))
        .hasMessageContaining("model_type 'gpt2'; those that can be read are [bert]");
  }
}
