package lungo.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {

  private static final Notebook NOTEBOOK =
      Notebook.of(
          NotebookCell.Markdown.of("prose", "# Training"),
          NotebookCell.Code.of(
              "parameters",
              """
              import java.nio.file.Path;
              // where the data lies; an "int fake = 1;" in a comment
              String dataset = "datasets/fashion-mnist";
              int epochs = 6; long seed = 42;
              double learningRate = 0.05;
              float dropout = 0.5f;
              boolean augment = true;
              var name = "run";
              char letter = 'x';
              Path out = Path.of("runs");
              List<Integer> sizes = List.of(1, 2);
              """,
              "parameters"),
          NotebookCell.Code.of("train", "train(epochs)"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dataset      | my \"own\" data    | String dataset = \"my \\\"own\\\" data\";",
        "dataset      | C:\\data           | String dataset = \"C:\\\\data\";",
        "epochs       | 1_000              | int epochs = 1000;",
        "seed         | 9000000000         | long seed = 9000000000L;",
        "learningRate | 1e-3               | double learningRate = 0.001;",
        "dropout      | 0.1                | float dropout = 0.1f;",
        "augment      | false              | boolean augment = false;",
        "name         | second             | var name = \"second\";",
        "letter       | '                  | char letter = '\\'';",
        "out          | runs/2             | Path out = java.nio.file.Path.of(\"runs/2\");",
        "sizes        | List.of(3)         | List<Integer> sizes = List.of(3);",
      })
  void aValueIsTypedByItsDeclaration(String name, String value, String expected) throws Exception {
    Notebook injected = Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of(name, value));
    assertThat(injected.cells().get(2).source()).endsWith("\n" + expected);
  }

  @Test
  void theInjectedCellStandsBelowTheDeclarationsAndIsTagged() throws Exception {
    Notebook injected = Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of("epochs", "1"));
    assertThat(injected.cells())
        .extracting(NotebookCell::id)
        .containsExactly("prose", "parameters", "injected-parameters", "train");
    assertThat(injected.cells().get(2).isTagged("injected-parameters")).isTrue();
    assertThat(injected.cells().get(2).source())
        .isEqualTo("// Parameters of this run\nint epochs = 1;");
  }

  @Test
  void anEarlierInjectionIsReplaced() throws Exception {
    Notebook once = Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of("epochs", "1"));
    Notebook twice = Parameters.of(once).inject(once, Map.of("epochs", "2"));
    assertThat(twice.cells()).hasSize(4);
    assertThat(twice.cells().get(2).source()).contains("epochs = 2").doesNotContain("epochs = 1");
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of("epoch", "1")))
        .isInstanceOf(NotebookException.class)
        .hasMessageStartingWith(
            "no parameter 'epoch'; the notebook has: String dataset, int epochs, long seed, double"
                + " learningRate")
        .hasMessageNotContainingAny("fake");
    Notebook none = Notebook.of(NotebookCell.Code.of("a", "int x = 1;"));
    assertThatThrownBy(() -> Parameters.of(none).inject(none, Map.of("x", "1")))
        .hasMessageContaining("no cell of the notebook is tagged 'parameters'");
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of("epochs", "six")))
        .hasMessage("parameter 'epochs' is an int, got 'six'");
    assertThatThrownBy(
            () -> Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of("epochs", "5000000000")))
        .hasMessage("parameter 'epochs' is an int, got '5000000000'");
    assertThatThrownBy(() -> Parameters.of(NOTEBOOK).inject(NOTEBOOK, Map.of("augment", "yes")))
        .hasMessage("parameter 'augment' is a boolean, got 'yes'; it must be true or false");
  }
}
