package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import lungo.torch.GradMode;
import lungo.torch.Losses;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with torch.nn; {@code src/test/python/transformer_reference.py} made the values. */
class TransformerTest {

  private static final Shape SOURCE = new Shape(2, 7);

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  static Transformer small(String name) {
    boolean paper = name.equals("transformer_paper");
    return Transformer.of(new TransformerConfig(13, 13, 16, 16, 24, 2, 4, 0.1, paper, !paper));
  }

  private Transformer filled(String name) {
    Transformer model = small(name);
    Reference.read(name).fill(model, manager, SOURCE);
    return model;
  }

  /** Two sources, the second of four tokens and padding, and two targets. */
  private NDList inputs(NDManager owner) {
    long[] mask = new long[14];
    Arrays.fill(mask, 0, 11, 1);
    return new NDList(
        Reference.tokens(owner, 2, 7, 13),
        Reference.tokens(owner, 2, 5, 13).flip(1),
        owner.create(mask, SOURCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformer", "transformer_paper"})
  void namesLogitsAndGradientsArePyTorchs(String name) {
    var reference = Reference.read(name);
    reference.assertShapes(small(name));
    Transformer model = filled(name);
    NDList inputs = inputs(manager);
    var weights = StateDict.of(model).arrays();
    weights.values().forEach(w -> w.setRequiresGradient(true));
    try (var grad = GradMode.on();
        var collector = Engine.getInstance().newGradientCollector()) {
      assertThat(grad).isNotNull();
      NDArray logits = model.forward(store, inputs, false).head();
      assertThat(logits.getShape()).isEqualTo(new Shape(2, 5, 13));
      reference.assertClose("logits", logits, 1e-4);
      NDArray target = inputs.get(1);
      NDArray next = target.get(":, 1:").concat(target.get(":, :1"), 1).flatten();
      NDArray loss = Losses.crossEntropy(logits.reshape(10, 13), next, List.of(), -100, 0.1);
      reference.assertClose("loss", loss, 1e-5);
      collector.backward(loss);
    }
    var norms = reference.json().getAsJsonObject("gradient_norms");
    weights.forEach(
        (key, weight) -> {
          double expected = norms.get(key).getAsDouble();
          assertThat(Math.sqrt(weight.getGradient().square().sum().getFloat()))
              .as(key)
              .isCloseTo(expected, within(1e-3 * expected + 1e-5));
        });
    NDArray plain = model.forward(store, inputs.subNDList(0, 2), false).head();
    reference.assertClose("plain", plain, 1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformer", "transformer_paper"})
  void aDecodersAttentionToWhatWasReadIsPyTorchs(String name) {
    Transformer model = filled(name);
    var layers = new LinkedHashMap<String, NDArray>();
    LayerOutputs.attention(model, store, inputs(manager), layers::put);
    assertThat(layers.keySet())
        .containsExactly(
            "encoder.layers.0.self_attn",
            "encoder.layers.1.self_attn",
            "decoder.layers.0.self_attn",
            "decoder.layers.0.multihead_attn",
            "decoder.layers.1.self_attn",
            "decoder.layers.1.multihead_attn");
    NDArray crossed = Objects.requireNonNull(layers.get("decoder.layers.1.multihead_attn"));
    assertThat(crossed.getShape()).isEqualTo(new Shape(2, 4, 5, 7));
    Reference.read(name).assertClose("crossed", crossed, 1e-5);
  }

  @Test
  void countsAndNamesOfThePapersModels() {
    var counts = Reference.read("transformer_counts");
    var base = Transformer.of(TransformerConfig.base(37_000));
    counts.of("base").assertCountAndNames("base", base);
    counts.of("big").assertCountAndNames("big", Transformer.of(TransformerConfig.big(37_000)));
    var summary = Summary.of(base, new Shape(1, 100));
    assertThat(summary.trainable())
        .isEqualTo(counts.of("base").json().get("parameters").getAsLong());
    // Of each position 12 and 16 width² by an encoder's and a decoder's layer, and the scores; the
    // attentions of 100 positions add 3 · 2 · 100 · width in two layers.
    long layers = 6L * 100 * ((12 + 16) * 512 * 512 + 3 * 2 * 100 * 512);
    assertThat(summary.multiplyAdds()).isEqualTo(layers + 100L * 512 * 37_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformer", "transformer_paper"})
  void writingTokenByTokenHasTheLogitsOfTheWhole(String name) {
    Transformer model = filled(name);
    NDArray source = Reference.tokens(manager, 1, 7, 13);
    int[] target = {0, 3, 9, 12, 1};
    long[] ids = Arrays.stream(target).asLongStream().toArray();
    var whole = new NDList(source, manager.create(ids, new Shape(1, 5)));
    float[] expected = model.forward(store, whole, false).head().toFloatArray();
    int[] read = Arrays.stream(source.toLongArray()).mapToInt(i -> (int) i).toArray();
    try (var text = model.decoding(read, 2)) {
      for (int i = 0; i < target.length; i++) {
        int[] next = {target[i]};
        float[][] logits = text.next(new int[][] {next, next});
        float[] there = Arrays.copyOfRange(expected, 13 * i, 13 * (i + 1));
        assertThat(logits[0]).as("after %d", i).containsExactly(there, within(1e-4f));
        assertThat(logits[1]).as("after %d", i).containsExactly(there, within(1e-4f));
      }
      text.reorder(new int[] {1, 1});
      assertThat(text.length()).isEqualTo(5);
    }
  }

  @Test
  void paddingChangesNothing() {
    Transformer model = filled("transformer");
    NDList inputs = inputs(manager);
    float[] before = model.forward(store, inputs, false).head().toFloatArray();
    inputs.head().set(new NDIndex("1, 4:"), 3);
    assertThat(model.forward(store, inputs, false).head().toFloatArray())
        .containsExactly(before, within(1e-6f));
  }

  @Test
  void whatIsWrittenSeesOnlyWhatWasWrittenBefore() {
    Transformer model = filled("transformer");
    NDList inputs = inputs(manager);
    NDArray before = model.forward(store, inputs, false).head().get(":, :3");
    inputs.get(1).set(new NDIndex(":, 3:"), 5);
    NDArray after = model.forward(store, inputs, false).head().get(":, :3");
    assertThat(after.toFloatArray()).containsExactly(before.toFloatArray(), within(1e-6f));
  }

  @Test
  void aPassLeavesNothingBehindButItsOutput() {
    Transformer model = filled("transformer_paper");
    try (var off = GradMode.off();
        NDManager step = manager.newSubManager()) {
      assertThat(off).isNotNull();
      NDList inputs = inputs(step);
      int given = step.getManagedArrays().size();
      NDArray logits = model.forward(store, inputs, true).head();
      assertThat(step.getManagedArrays()).hasSize(given + 1).contains(logits);
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Transformer model = filled("transformer");
    NDList inputs = inputs(manager);
    assertThatThrownBy(() -> model.forward(store, inputs.subNDList(0, 1), false))
        .hasMessage(
            "a Transformer takes a source (N, S), a target (N, T) and perhaps a mask (N, S), got"
                + " [(2, 7)]");
    NDArray longer = manager.zeros(new Shape(2, 17), DataType.INT64);
    assertThatThrownBy(() -> model.forward(store, new NDList(longer, inputs.get(1)), false))
        .hasMessage("the text has 17 positions, the model 16");
    assertThatThrownBy(() -> model.decoding(new int[] {13}, 1))
        .hasMessageContaining("token 13 at place 0 of the batch is out of range");
    assertThatThrownBy(() -> small("transformer").decoding(new int[] {1}, 1))
        .hasMessageContaining("no weights yet");
    assertThatThrownBy(() -> new TransformerConfig(5, 6, 8, 8, 8, 1, 2, 0, true, false))
        .hasMessage("only one vocabulary can be shared, got 5 tokens to read and 6 to write");
    assertThatThrownBy(() -> new TransformerConfig(5, 5, 8, 9, 8, 1, 3, 0, true, false))
        .hasMessage("width must be even, got 9");
    assertThat(Objects.toString(model))
        .isEqualTo("Transformer (2 and 2 layers of 16, 4 heads, 13 tokens to read, 13 to write)");
  }
}
