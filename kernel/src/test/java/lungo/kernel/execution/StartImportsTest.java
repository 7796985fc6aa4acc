package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Imports that a notebook starts with are looked for when a cell may need them. */
class StartImportsTest {

  private static final List<String> WRONG =
      List.of("import no.such.place.*;", "import java.util.NoSuch;", "import static no.Type.*;");

  /** The first is of a nested type, which only a compiler finds. */
  private static InterpreterOptions options() {
    var imports = new ArrayList<>(InterpreterOptions.defaults().imports());
    imports.add("import static java.util.Map.Entry.*;");
    imports.addAll(WRONG);
    return InterpreterOptions.defaults().withImports(imports);
  }

  @Test
  void whatIsThereIsFoundBesideWhatIsNot() {
    for (String first :
        List.of(
            "1 + 1",
            "List.of(1)",
            "comparingByKey() != null",
            "var m = new TreeMap<String, Integer>();")) {
      try (var notebook = new Notebook(options())) {
        assertThat(notebook.run(first)).as(first).isNotInstanceOf(Outcome.Failed.class);
        assertThat(notebook.value("comparingByValue() != null")).isEqualTo("true");
        assertThat(notebook.value("List.of(2)")).isEqualTo("[2]");
        assertThat(notebook.failure("new NoSuch()")).contains("NoSuch");
        assertThat(notebook.value("Stream.of(3).toList()")).isEqualTo("[3]");
      }
    }
  }

  /** JShell takes imports of packages all together. */
  @Test
  void completionKnowsTheOthers() {
    try (var notebook = new Notebook(options())) {
      assertThat(notebook.interpreter.complete("TreeM", 5).candidates())
          .extracting(Completion.Candidate::text)
          .contains("TreeMap");
    }
  }

  @Test
  void whatIsWrongIsSaidOnceInTheCellThatMayNeedIt() {
    try (var notebook = new Notebook(options())) {
      var first = new Recorder();
      notebook.run("1 + 1", first);
      assertThat(first.stderr()).isEmpty();
      var second = new Recorder();
      notebook.run("new TreeMap<String, NoSuch>()", second);
      assertThat(second.stderr().lines())
          .containsExactlyElementsOf(
              WRONG.stream().map(line -> "cannot be imported at start: " + line).toList());
      var third = new Recorder();
      notebook.run("new TreeMap<String, NoSuch>()", third);
      assertThat(third.stderr()).isEmpty();
    }
  }
}
