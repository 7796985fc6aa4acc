package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

  @Test
  void everyCellOfTheCorpusDoesWhatJShellDoes() {
    var difference = new Difference(List.of());
    var differences = new ArrayList<String>();
    for (Notebooks notebook : Notebooks.read("/cells/same")) {
      differences.addAll(difference.of(notebook));
    }
    assertThat(differences).isEmpty();
    assertThat(difference.cells).isGreaterThanOrEqualTo(500);
  }

  /** Runs the corpus and prints what is different. */
  public static void main(String[] arguments) {
    var difference = new Difference(List.of());
    for (Notebooks notebook : Notebooks.read("/cells/same")) {
      if (arguments.length == 0 || notebook.title().contains(arguments[0])) {
        long start = System.nanoTime();
        difference.of(notebook).forEach(d -> System.out.println(d + "\n"));
        System.out.printf(
            "# %s: %d ms%n", notebook.title(), (System.nanoTime() - start) / 1_000_000);
      }
    }
    System.out.println(difference.cells + " cells, left to JShell:");
    difference.left.forEach(cell -> System.out.println("* " + cell));
  }
}
