package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.torch.Losses;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with Hugging Face's; {@code src/test/python/language_reference.py} made the values. */
class LanguageModelsTest {

  private static final Shape INPUT = new Shape(2, 9);

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  static LanguageModel small(String name) {
    return name.equals("gpt2")
        ? Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0.1))
        : Llama.of(new LlamaConfig(31, 16, 24, 40, 2, 6, 2, 10_000, 1e-5, false));
  }

  private LanguageModel filled(String name) {
    LanguageModel model = small(name);
    Reference.read(name).fill(model, manager, INPUT);
    return model;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void namesLogitsAndGradientsAreHuggingFaces(String name) {
    var reference = Reference.read(name);
    reference.assertShapes(small(name));
    LanguageModel model = filled(name);
    NDArray ids = Reference.tokens(manager, 2, 9, 31);
    try (var grad = GradMode.on();
        var collector = Engine.getInstance().newGradientCollector()) {
      assertThat(grad).isNotNull();
      NDArray logits = model.forward(store, new NDList(ids), false).head();
      assertThat(logits.getShape()).isEqualTo(new Shape(2, 9, 31));
      reference.assertClose("logits", logits, 1e-4);
      // What training sees, without dropout's chance.
      StateDict.of(model).arrays().values().forEach(w -> w.setRequiresGradient(true));
      logits = model.forward(store, new NDList(ids), false).head();
      NDArray next = ids.get(":, 1:").concat(ids.get(":, :1"), 1).flatten();
      NDArray loss = Losses.crossEntropy(logits.reshape(18, 31), next);
      reference.assertClose("loss", loss, 1e-4);
      collector.backward(loss);
    }
    assertGradients(model, reference);
  }

  private static void assertGradients(LanguageModel model, Reference reference) {
    Map<String, NDArray> weights = StateDict.of(model).arrays();
    reference
        .json()
        .getAsJsonObject("gradient_norms")
        .entrySet()
        .forEach(
            e -> {
              NDArray gradient = Objects.requireNonNull(weights.get(e.getKey())).getGradient();
              double expected = e.getValue().getAsDouble();
              assertThat(Math.sqrt(gradient.square().sum().getFloat()))
                  .as(e.getKey())
                  .isCloseTo(expected, within(1e-3 * expected + 1e-5));
            });
  }

  @Test
  void countsAndNamesOfTheTrueConfigurationsAreHuggingFaces() {
    Map<String, LanguageModel> models =
        Map.of(
            "gpt2", Gpt.of(GptConfig.gpt2()),
            "gpt2-medium", Gpt.of(GptConfig.gpt2Medium()),
            "gpt2-large", Gpt.of(GptConfig.gpt2Large()),
            "gpt2-xl", Gpt.of(GptConfig.gpt2Xl()),
            "llama2", Llama.of(LlamaConfig.llama2()),
            "llama3", Llama.of(LlamaConfig.llama3()),
            "tinyllama", Llama.of(LlamaConfig.tinyLlama()));
    var counts = Reference.read("language_counts");
    models.forEach((name, model) -> counts.of(name).assertCountAndNames(name, model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void aTextContinuedTokenByTokenHasTheLogitsOfTheWhole(String name) {
    LanguageModel model = filled(name);
    NDArray ids = Reference.tokens(manager, 2, 9, 31);
    float[] whole = whole(model, ids);
    int[][] texts = {row(ids, 0), row(ids, 1)};
    try (var text = model.decoding(2)) {
      int at = 0;
      for (int count : new int[] {3, 1, 1, 2, 2}) {
        int end = at + count;
        int begin = at;
        float[][] logits =
            text.next(
                Arrays.stream(texts)
                    .map(t -> Arrays.copyOfRange(t, begin, end))
                    .toArray(int[][]::new));
        at = end;
        for (int row = 0; row < 2; row++) {
          int from = (row * 9 + end - 1) * 31;
          assertThat(logits[row])
              .as("%s after %d", name, end)
              .containsExactly(Arrays.copyOfRange(whole, from, from + 31), within(1e-4f));
        }
      }
      assertThat(text.length()).isEqualTo(9);
    }
  }

  private float[] whole(LanguageModel model, NDArray ids) {
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      return model.forward(store, new NDList(ids), false).head().toFloatArray();
    }
  }

  private static int[] row(NDArray ids, int row) {
    return Arrays.stream(ids.get(row).toLongArray()).mapToInt(i -> (int) i).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void reorderedTextsGoOnFromOthers(String name) {
    LanguageModel model = filled(name);
    try (var texts = model.decoding(2);
        var single = model.decoding(1)) {
      texts.next(new int[][] {{1, 2, 3}, {4, 5, 6}});
      texts.reorder(new int[] {1, 1});
      float[][] both = texts.next(new int[][] {{7}, {8}});
      single.next(new int[] {4, 5, 6});
      assertThat(both[0]).containsExactly(single.next(new int[] {7}), within(1e-5f));
      single.clear();
      assertThat(both[1]).containsExactly(single.next(new int[] {4, 5, 6, 8}), within(1e-5f));
    }
  }

  @Test
  void dropoutFollowsFromTheSeed() {
    LanguageModel model = filled("gpt2");
    var ids = new NDList(Reference.tokens(manager, 2, 9, 31));
    Seed.set(3);
    float[] first = model.forward(store, ids, true).head().toFloatArray();
    assertThat(model.forward(store, ids, true).head().toFloatArray()).isNotEqualTo(first);
    Seed.set(3);
    assertThat(model.forward(store, ids, true).head().toFloatArray()).isEqualTo(first);
  }

  @Test
  void aForwardPassLeavesNothingBehindButItsOutput() {
    for (String name : new String[] {"gpt2", "llama"}) {
      LanguageModel model = filled(name);
      try (var off = GradMode.off();
          NDManager step = manager.newSubManager()) {
        assertThat(off).isNotNull();
        NDArray ids = Reference.tokens(step, 2, 9, 31);
        NDArray logits = model.forward(store, new NDList(ids), true).head();
        assertThat(step.getManagedArrays()).as(name).containsExactlyInAnyOrder(ids, logits);
      }
    }
  }

  @Test
  void wrongTokensAndTooLongTextsAreNamed() {
    LanguageModel model = filled("gpt2");
    NDArray ids = manager.create(new long[] {1, 31}, new Shape(1, 2));
    assertThatThrownBy(() -> model.forward(store, new NDList(ids), false))
        .hasMessage("token 31 at place 1 of the batch is out of range: tokens must be in [0, 31)");
    NDArray longer = manager.zeros(new Shape(1, 17), DataType.INT64);
    assertThatThrownBy(() -> model.forward(store, new NDList(longer), false))
        .hasMessage("the text has 17 positions, the model 16");
    try (var text = model.decoding(1)) {
      assertThatThrownBy(() -> text.next(new int[] {-1}))
          .hasMessage("token -1 is out of range: tokens must be in [0, 31)");
      text.next(IntStream.range(0, 16).toArray());
      assertThatThrownBy(() -> text.next(new int[] {1}))
          .hasMessage("the text has 17 positions, the model 16");
    }
    assertThatThrownBy(() -> small("gpt2").decoding(1)).hasMessageContaining("no weights yet");
  }

  @Test
  void configurationsRejectWhatDoesNotFit() {
    assertThatThrownBy(() -> GptConfig.tiny(0)).hasMessage("vocabulary must be 1 or more, got 0");
    assertThatThrownBy(() -> GptConfig.gpt2().layers(2, 100, 3))
        .hasMessage("width must be a multiple of heads, got 100 and 3");
    assertThatThrownBy(() -> GptConfig.gpt2().dropout(1))
        .hasMessage("dropout must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> new LlamaConfig(31, 16, 24, 40, 2, 6, 4, 10_000, 1e-5, false))
        .hasMessage("heads must be a multiple of groups, got 6 and 4");
  }

  @Test
  void aSummaryCountsTheWorkOfAllLayers() {
    var summary = Summary.of(Gpt.of(GptConfig.gpt2()), new Shape(1, 1024));
    assertThat(summary.trainable()).isEqualTo(124_439_808);
    // 12 · (12 · 768²) weights and 50257 · 768 of the head, 1024 times; attention 2 · 768 · 1024².
    long expected = 1024L * (12L * 12 * 768 * 768) + 12L * 2 * 768 * 1024 * 1024;
    assertThat(summary.multiplyAdds()).isBetween(expected, expected + 1024L * 50257 * 768);
  }

  static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
