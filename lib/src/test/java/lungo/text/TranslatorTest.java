package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import lungo.models.SmallModels;
import lungo.models.Transformer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with PyTorch; {@code src/test/python/transformer_reference.py} made the values. */
class TranslatorTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final Tokenizer source = CharTokenizer.of("abcdefghijklm");

  /** Its end is the model's thirteenth token. */
  private final Tokenizer target = CharTokenizer.of("ABCDEFGHIJKL");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformer", "transformer_paper"})
  void greedyAndBeamTranslationsArePyTorchs(String name) {
    Transformer model = SmallModels.transformer(name, manager);
    var translator = Translator.of(model, source, target);
    int[] sources = SmallModels.tokens(8, 7, 13, manager);
    List<int[]> greedy = SmallModels.rows(name, "greedy");
    List<int[]> beam = SmallModels.rows(name, "beam");
    for (int i = 0; i < greedy.size(); i++) {
      String text = source.decode(Arrays.copyOfRange(sources, 7 * i, 7 * (i + 1)));
      assertThat(translator.translate(text)).as(text).isEqualTo(target.decode(greedy.get(i)));
      assertThat(translator.beams(3).translate(text))
          .as("%s by three beams", text)
          .isEqualTo(target.decode(beam.get(i)));
    }
  }

  @Test
  void anInterruptEndsIt() {
    var translator = Translator.of(SmallModels.transformer("transformer", manager), source, target);
    Thread.currentThread().interrupt();
    assertThat(translator.translate("abc")).isEmpty();
    assertThat(translator.beams(2).translate("abc")).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Transformer model = SmallModels.transformer("transformer", manager);
    var translator = Translator.of(model, source, target);
    assertThatThrownBy(() -> translator.beams(0)).hasMessage("beams must be 1 or more, got 0");
    assertThatThrownBy(() -> translator.translate("")).hasMessageContaining("got none");
    assertThatThrownBy(() -> translator.translate("abcdefghijklmabcd"))
        .hasMessage("the text has 17 positions, the model 16");
    assertThatThrownBy(() -> Translator.of(model, source, source))
        .hasMessage(
            "13 tokens to read and 14 to write are needed, the model has 13 and 13: they do not"
                + " belong together");
  }
}
