package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lungo.optim.AdamW;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.training.Learner;
import lungo.training.Recipe;
import lungo.weights.StateDict;
import lungo.weights.WeightsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with PEFT; {@code lora_reference.py} made the values and the adapters. */
class LoraTest {

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  private static Path folder(String name) {
    try {
      var place = LoraTest.class.getResource("lora/" + name + "/adapter_config.json");
      return Path.of(Objects.requireNonNull(place).toURI()).resolveSibling("");
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private LanguageModel base(String name) {
    LanguageModel model =
        name.equals("gpt2")
            ? Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0))
            : Llama.of(new LlamaConfig(31, 16, 24, 40, 2, 6, 2, 10_000, 1e-5, false));
    Reference.read(name).fill(model, manager, new Shape(2, 9));
    return model;
  }

  private NDArray logits(LanguageModel model) {
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      var inputs = new NDList(Reference.tokens(manager, 2, 9, 31));
      return model.forward(new ParameterStore(manager, false), inputs, false).head().flatten();
    }
  }

  private static JsonArray reference(String name, String list) {
    return Reference.read("lora").of(name).json().getAsJsonArray(list);
  }

  private double[] losses(LanguageModel model, Recipe recipe) {
    var loader = SmallModels.nextTokens(10);
    return Learner.tokens(loader, null, 31, 9, model)
        .optimizer(AdamW.of(0.01).weightDecay(0.01))
        .recipe(recipe)
        .fit(1)
        .stepLosses();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void adaptersOfPeftComputeAndLearnTheSame(String name) {
    var model = base(name);
    Lora.load(model, folder(name));
    Filling.assertClose(logits(model), reference(name, "logits"), 1e-5);
    double[] losses = losses(model, Recipe.standard());
    for (int i = 0; i < losses.length; i++) {
      double expected = reference(name, "losses").get(i).getAsDouble();
      assertThat(losses[i]).as("step %d", i).isCloseTo(expected, within(1e-4 * expected));
    }
    var untouched = base(name);
    StateDict.of(untouched)
        .arrays()
        .forEach(
            (weight, array) ->
                assertThat(array).as(weight).isEqualTo(StateDict.of(model).arrays().get(weight)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void mergedItComputesTheSameByItself(String name) {
    var model = base(name);
    List<String> before = List.copyOf(StateDict.of(model).parameters().keySet());
    Lora.load(model, folder(name));
    Lora.merge(model);
    assertThat(StateDict.of(model).parameters().keySet()).containsExactlyElementsOf(before);
    Filling.assertClose(logits(model), reference(name, "logits"), 1e-5);
    assertThatThrownBy(() -> Lora.merge(model)).hasMessageContaining("no adapter to merge");
    double[] all = losses(model, Recipe.standard());
    assertThat(all[9]).isLessThan(reference(name, "losses").get(9).getAsDouble());
  }

  @Test
  void aNewOneChangesNothingAndIsSavedForPeft(@TempDir Path directory) throws IOException {
    Seed.set(3);
    var model = base("llama");
    float[] plain = logits(model).toFloatArray();
    var lora = Lora.rank(4).alpha(6).layers("q_proj", "v_proj");
    lora.addTo(model);
    assertThat(logits(model).toFloatArray()).containsExactly(plain);
    var first = new ArrayList<float[]>();
    StateDict.of(model)
        .named(n -> n.endsWith("lora_A.weight") ? n : "")
        .arrays()
        .forEach((n, a) -> first.add(a.toFloatArray()));
    assertThat(first.get(0)).isNotEqualTo(first.get(2)); // q_proj of both layers
    double[] losses = losses(model, Recipe.standard().activationCheckpointing());
    assertThat(losses[9]).isLessThan(losses[0]);
    float[] learned = logits(model).toFloatArray();

    Path saved = directory.resolve("new/adapter");
    lora.save(model, saved);
    assertThat(Files.size(saved.resolve("adapter_model.safetensors"))).isLessThan(5000);
    var other = base("llama");
    assertThat(Lora.load(other, saved)).isEqualTo(lora);
    assertThat(logits(other).toFloatArray()).containsExactly(learned);
  }

  @Test
  void dropoutIsForTrainingOnly() {
    var model = base("gpt2");
    Lora.rank(4).dropout(0.5).layers("c_attn").addTo(model);
    assertThat(losses(model, Recipe.standard())[9]).isPositive();
    assertThat(logits(model)).isEqualTo(logits(model));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var model = base("llama");
    assertThatThrownBy(() -> Lora.rank(4).layers("q_proj", "query").addTo(model))
        .hasMessageContaining("no layer is called [query]")
        .hasMessageContaining("[down_proj, gate_proj, k_proj, lm_head, o_proj, q_proj, up_proj");
    assertThatThrownBy(() -> Lora.rank(4).addTo(model)).hasMessageContaining("none was named");
    assertThatThrownBy(() -> Lora.rank(0)).hasMessageContaining("rank");
    assertThatThrownBy(() -> Lora.rank(4).layers("c_attn").addTo(Gpt.of(GptConfig.tiny(31))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Lora.rank(4).save(model, Path.of("never")))
        .hasMessageContaining("no adapter to save");
    Lora.rank(4).layers("q_proj").addTo(model);
    assertThatThrownBy(() -> Lora.rank(2).layers("q_proj").addTo(model))
        .hasMessageContaining("has an adapter already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"use_dora\": false | \"use_dora\": true | use_dora is true, here it is false",
        "\"bias\": \"none\" | \"bias\": \"all\" | bias is all, here it is none",
        "\"r\": 4 | \"r\": 5 | adapter_model.safetensors does not fit the model",
        "\"q_proj\" | \"query\" | no layer is called [query]",
        "\"r\": 4, | `` | describes no adapter",
        "{ | `` | describes no adapter",
      })
  void otherAdaptersAreRefused(String setting, String other, String message, @TempDir Path copy)
      throws IOException {
    String config = Files.readString(folder("llama").resolve("adapter_config.json"));
    Files.writeString(copy.resolve("adapter_config.json"), config.replace(setting, other));
    Files.copy(
        folder("llama").resolve("adapter_model.safetensors"),
        copy.resolve("adapter_model.safetensors"));
    assertThatThrownBy(() -> Lora.load(base("llama"), copy))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(message);
  }
}
