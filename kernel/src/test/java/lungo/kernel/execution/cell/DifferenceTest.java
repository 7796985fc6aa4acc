package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sequencesOfCellsDoWhatJShellDoes(long seed) {
    Notebooks notebook = new CellGenerator(seed).notebook("seed " + seed, 20);
    assertThat(new Difference(List.of()).of(notebook)).isEmpty();
  }

  /** Runs the corpus, or a number of generated notebooks, and prints what is different. */
  public static void main(String[] arguments) {
    var difference = new Difference(List.of());
    if (arguments.length == 2) {
      for (long seed = Long.parseLong(arguments[0]); seed <= Long.parseLong(arguments[1]); seed++) {
        Notebooks notebook = new CellGenerator(seed).notebook("seed " + seed, 20);
        difference.of(notebook).stream().limit(2).forEach(d -> System.out.println(d + "\n"));
        System.out.println("# " + notebook.title());
      }
      return;
    }
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
