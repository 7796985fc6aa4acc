package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compared with Hugging Face's; {@code src/test/python/language_reference.py} made the values. */
class BertTest {

  static final BertConfig SMALL = new BertConfig(31, 16, 2, 24, 40, 2, 3, 0.1);

  private final Reference reference = Reference.read("bert");
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private NDList forward(Block model, String name, NDList inputs) {
    reference.of(name).assertShapes(model);
    reference.of(name).fill(model, manager, new Shape(2, 9));
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      return model.forward(new ParameterStore(manager, false), inputs, false);
    }
  }

  /** Two texts of two sentences, the second of six tokens and padding. */
  private NDList inputs() {
    long[] types = new long[18];
    long[] mask = new long[18];
    for (int i = 0; i < 18; i++) {
      types[i] = i % 9 > 4 ? 1 : 0;
      mask[i] = i < 15 ? 1 : 0;
    }
    return new NDList(
        Reference.tokens(manager, 2, 9, 31),
        manager.create(types, new Shape(2, 9)),
        manager.create(mask, new Shape(2, 9)));
  }

  @Test
  void pretrainingEqualsHuggingFaces() {
    NDList outputs = forward(Bert.pretraining(SMALL), "pretraining", inputs());
    reference.of("pretraining").assertClose("logits", outputs.get(0), 1e-4);
    reference.of("pretraining").assertClose("follows", outputs.get(1), 1e-4);
  }

  @Test
  void typesAndMaskMayBeLeftOut() {
    var plain = new NDList(inputs().head());
    NDList outputs = forward(Bert.pretraining(SMALL), "pretraining", plain);
    reference.of("pretraining").assertClose("plain", outputs.get(1), 1e-4);
  }

  @Test
  void theOtherTasksEqualHuggingFaces() {
    NDArray masked = forward(Bert.maskedLanguageModel(SMALL), "masked", inputs()).head();
    reference.of("masked").assertClose("logits", masked, 1e-4);
    NDArray classes = forward(Bert.sequenceClassifier(SMALL, 5), "sequence", inputs()).head();
    reference.of("sequence").assertClose("logits", classes, 1e-4);
    NDArray tags = forward(Bert.tokenClassifier(SMALL, 5), "tokens", inputs()).head();
    reference.of("tokens").assertClose("logits", tags, 1e-4);
  }

  @Test
  void theBareModelWithAllHiddenStatesEqualsHuggingFaces() {
    var expected = reference.of("model");
    var model = BertModel.of(SMALL);
    NDList outputs = forward(model, "model", inputs());
    expected.assertClose("last", outputs.get(0), 1e-4);
    expected.assertClose("pooled", outputs.get(1), 1e-4);
    var seen = new ArrayList<float[]>();
    var layers = List.of("embeddings", "encoder.layer.0", "encoder.layer.1");
    LayerOutputs.forward(
        model,
        new ParameterStore(manager, false),
        inputs(),
        false,
        (path, output) -> {
          if (layers.contains(path)) {
            seen.add(output.toFloatArray());
          }
        });
    var hidden = expected.json().getAsJsonArray("hidden");
    assertThat(seen).hasSize(hidden.size());
    for (int i = 0; i < seen.size(); i++) {
      Filling.assertClose(manager.create(seen.get(i)), hidden.get(i).getAsJsonArray(), 1e-4);
    }
  }

  @Test
  void sentencesAreEmbeddedAsHuggingFacesStatesAre() {
    var model = BertModel.of(SMALL);
    reference.of("model").fill(model, manager, new Shape(2, 9));
    int[] all =
        Arrays.stream(Reference.tokens(manager, 2, 9, 31).toLongArray())
            .mapToInt(i -> (int) i)
            .toArray();
    float[][] vectors =
        model.embed(List.of(Arrays.copyOfRange(all, 0, 9), Arrays.copyOfRange(all, 9, 15)));
    reference.of("model").assertClose("sentences", manager.create(vectors), 1e-4);
    assertThatThrownBy(() -> model.embed(List.of(new int[0])))
        .hasMessageStartingWith("texts of one token or more are needed");
    assertThatThrownBy(() -> BertModel.of(SMALL).embed(List.of(new int[] {1})))
        .hasMessageContaining("the model has no weights yet");
  }

  @Test
  void oneTextIsAskedAboutWithoutGradients() {
    var model = Bert.tokenClassifier(SMALL, 5);
    NDArray plain =
        forward(model, "tokens", new NDList(Reference.tokens(manager, 1, 9, 31))).head();
    int[] ids =
        Arrays.stream(Reference.tokens(manager, 1, 9, 31).toLongArray())
            .mapToInt(i -> (int) i)
            .toArray();
    float[][] rows = model.logits(ids);
    assertThat(rows).hasDimensions(9, 5);
    assertThat(manager.create(rows).toFloatArray())
        .containsExactly(plain.toFloatArray(), within(1e-6f));
    assertThatThrownBy(model::logits).hasMessage("a text of one token or more is needed, got none");
  }

  @Test
  void whatItSaysOfItselfBuildsItAgain() {
    for (Bert model :
        List.of(
            Bert.pretraining(SMALL),
            Bert.maskedLanguageModel(SMALL),
            Bert.sequenceClassifier(SMALL, 3),
            Bert.tokenClassifier(SMALL, 4))) {
      assertThat(Models.build(model.getCustomMetadata()).toString()).isEqualTo(model.toString());
    }
    assertThatThrownBy(() -> Models.build(Map.of("architecture", "bert")))
        .hasMessageStartingWith("no 'vocabulary' in the model's configuration");
  }

  @Test
  void modelsOfLanguageAreBuiltByName() {
    assertThat(Models.languageNames()).contains("gpt2", "llama3", "bert-base");
    assertThat(Models.of("bert-base").toString())
        .isEqualTo(Bert.pretraining(BertConfig.base()).toString());
    assertThatThrownBy(() -> Models.of("bert-bass"))
        .hasMessage(
            "no architecture 'bert-bass'; there are: gpt2, gpt2-medium, gpt2-large, gpt2-xl,"
                + " llama2, llama3, tinyllama, bert-base, bert-large; did you mean 'bert-base'?");
    assertThatThrownBy(() -> Models.of("resnet18"))
        .hasMessage("resnet18 tells classes apart; say how many: Models.of(\"resnet18\", classes)");
  }

  @Test
  void countsAndNamesOfTheTrueConfigurationsAreHuggingFaces() {
    var counts = Reference.read("language_counts");
    counts.of("bert-base").assertCountAndNames("base", Bert.pretraining(BertConfig.base()));
    counts.of("bert-large").assertCountAndNames("large", Bert.pretraining(BertConfig.large()));
  }

  @Test
  void paddingChangesNoOtherPosition() {
    NDList inputs = inputs();
    NDArray tags = forward(Bert.tokenClassifier(SMALL, 5), "tokens", inputs).head();
    long[] others = inputs.head().toLongArray();
    Arrays.fill(others, 15, 18, 30);
    inputs.set(0, manager.create(others, new Shape(2, 9)));
    NDArray again = forward(Bert.tokenClassifier(SMALL, 5), "tokens", inputs).head();
    float[] before = Arrays.copyOf(tags.toFloatArray(), 15 * 5);
    assertThat(Arrays.copyOf(again.toFloatArray(), 15 * 5)).containsExactly(before, within(1e-5f));
  }

  @Test
  void withoutDropoutTheEmbeddingsLearnToo() {
    var model = Bert.sequenceClassifier(new BertConfig(31, 16, 2, 24, 40, 2, 3, 0), 5);
    reference.of("sequence").fill(model, manager, new Shape(1, 9));
    var weights = StateDict.of(model).parameters();
    String name = "bert.embeddings.word_embeddings.weight";
    NDArray words = Objects.requireNonNull(weights.get(name)).getArray();
    words.setRequiresGradient(true);
    try (var on = GradMode.on()) {
      assertThat(on).isNotNull();
      var inputs = new NDList(Reference.tokens(manager, 1, 9, 31));
      NDArray loss = model.forward(new ParameterStore(manager, false), inputs, true).head().sum();
      NDArray gradient = Gradients.of(loss, List.of(words), manager).head();
      assertThat(gradient.abs().sum().getFloat()).isPositive();
    }
  }

  @Test
  void aSentenceIsTheMeanOfItsTokens() {
    NDArray hidden = manager.create(new float[] {1, 0, 3, 8, 100, 100}, new Shape(1, 3, 2));
    NDArray mask = manager.create(new long[] {1, 1, 0}, new Shape(1, 3));
    // The mean is (2, 4), its length √20.
    assertThat(Bert.sentenceEmbedding(hidden, mask).toFloatArray())
        .containsExactly(
            new float[] {(float) (2 / Math.sqrt(20)), (float) (4 / Math.sqrt(20))}, within(1e-6f));
  }

  @Test
  void inputsThatDoNotFitAreNamed() {
    var model = Bert.tokenClassifier(SMALL, 5);
    NDList inputs = inputs();
    var wrong = new NDList(inputs.head(), manager.zeros(new Shape(2, 8)));
    assertThatThrownBy(() -> forward(model, "tokens", wrong))
        .hasMessage("types and mask must have the tokens' shape (2, 9), got (2, 8)");
    assertThatThrownBy(() -> Bert.sequenceClassifier(SMALL, 0))
        .hasMessage("classes must be 1 or more, got 0");
    assertThat(Summary.of(Bert.pretraining(SMALL), new Shape(2, 9)).trainable()).isPositive();
  }
}
