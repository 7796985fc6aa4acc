package lungo.explain;

import static lungo.explain.Explain.explain;
import static lungo.explain.References.assertClose;
import static lungo.explain.References.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import lungo.models.LanguageModel;
import lungo.models.SmallModels;
import lungo.random.Seed;
import lungo.text.CharTokenizer;
import lungo.training.Prediction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compared with Captum; {@code src/test/python/explain_reference.py} made the values. */
class TextExplainerTest {

  /** 31 characters, whose numbers are the models' tokens. */
  private static final CharTokenizer LETTERS = CharTokenizer.of("abcdefghijklmnopqrstuvwxyz <>&.");

  private static final List<String> FIVE = List.of("one", "two", "three", "four", "five");

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static int[] ids(JsonObject reference) {
    return Arrays.stream(numbers(reference, "ids")).mapToInt(i -> (int) i).toArray();
  }

  @Test
  void integratedGradientsOfALanguageModelAreCaptumsAndAddUp() {
    LanguageModel model = SmallModels.filled("gpt2", manager);
    JsonObject reference = References.of("gpt");
    var found =
        explain(model, LETTERS).integratedGradients().about(LETTERS.token(6)).of(ids(reference));
    assertClose(found.values(), numbers(reference, "integrated"));
    assertThat(Objects.requireNonNull(found.completeness()).error()).isCloseTo(0, within(2e-3));
    assertThat(found.tokens()).hasSize(9);
  }

  @Test
  void rolloutOfALanguageModelIsThePapersFormula() {
    LanguageModel model = SmallModels.filled("gpt2", manager);
    JsonObject reference = References.of("gpt");
    double[] matrix = numbers(reference, "rollout");
    double[] lastRow = Arrays.copyOfRange(matrix, 72, 81);
    assertClose(explain(model, LETTERS).rollout().of(ids(reference)).values(), lastRow);
    assertThat(Arrays.copyOfRange(matrix, 1, 9)).containsOnly(0); // a token sees none behind it
  }

  @Test
  void rolloutOfLlamaSumsToOneAndLooksBackOnly() {
    LanguageModel model = SmallModels.filled("llama", manager);
    float[] row = explain(model, LETTERS).rollout().of("abcde").values();
    double sum = 0;
    for (float value : row) {
      assertThat(value).isPositive();
      sum += value;
    }
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Test
  void rolloutOfBertIsThePapersFormula() {
    JsonObject reference = References.of("bert");
    double[] firstRow = Arrays.copyOf(numbers(reference, "rollout"), 9);
    var explainer = explain(SmallModels.textClassifier(manager), LETTERS, FIVE);
    assertClose(explainer.rollout().of(ids(reference)).values(), firstRow);
  }

  @Test
  void integratedGradientsOfBertAreCaptums() {
    // Captum's baseline is token 0 throughout, so the padding is named so here.
    JsonObject reference = References.of("bert");
    var explainer = explain(SmallModels.textClassifier(manager), new Padded(LETTERS), FIVE);
    var found = explainer.integratedGradients().about("three").of(ids(reference));
    assertClose(found.values(), numbers(reference, "integrated"));
    assertThat(Objects.requireNonNull(found.completeness()).error())
        .isCloseTo(reference.get("delta").getAsDouble(), within(1e-4));
    double[] logits = numbers(reference, "logits");
    double all = Arrays.stream(logits).map(Math::exp).sum();
    assertThat(found.prediction().probabilities().get("three"))
        .isCloseTo(Math.exp(logits[2]) / all, within(1e-5));
  }

  @Test
  void saliencyHasALengthForEachToken() {
    var explainer = explain(SmallModels.textClassifier(manager), LETTERS, FIVE);
    var found = explainer.saliency().of("a text");
    assertThat(found.tokens().stream().map(TokenExplanation.Token::text))
        .containsExactly("a", " ", "t", "e", "x", "t");
    for (float value : found.values()) {
      assertThat(value).isPositive();
    }
  }

  @Test
  void tokensAreEscaped() {
    var shown =
        new TokenExplanation(
            "method",
            new Prediction(Map.of("<b>", 1.0), null),
            "<b>",
            List.of(
                new TokenExplanation.Token("<script>", 1),
                new TokenExplanation.Token("&", -0.5f),
                new TokenExplanation.Token("\n", 0)),
            new Completeness(0.5, 0.5));
    MimeBundle bundle = Renderers.render(shown);
    String html = String.valueOf(bundle.data().get(MimeBundle.HTML));
    assertThat(html)
        .contains("&lt;script&gt;", "&amp;", "⏎", "rgba(0,114,178,0.75)", "rgba(213,94,0,0.38)")
        .doesNotContain("<script>", "<b>");
    assertThat(bundle.plainText()).contains("& -0.500");
  }

  @Test
  void whatIsNoChoiceIsRefused() {
    var model = SmallModels.textClassifier(manager);
    assertThatThrownBy(() -> explain(model, LETTERS, FIVE).rollout().about("six"))
        .hasMessage("no class 'six'; there are: " + FIVE);
    assertThatThrownBy(() -> explain(model, LETTERS, List.of("a", "b")).rollout().of("text"))
        .hasMessageContaining("the model tells 5 classes apart, got the names [a, b]");
    assertThatThrownBy(() -> explain(model, LETTERS, FIVE).rollout().of(""))
        .hasMessageContaining("needs 1 token or more");
  }
}
