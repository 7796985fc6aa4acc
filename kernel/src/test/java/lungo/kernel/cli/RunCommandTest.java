package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.NotebookOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunCommandTest extends CommandTest {

  RunCommandTest(@TempDir Path folder) {
    super(folder);
  }

  private Path notebook(NotebookCell... cells) throws Exception {
    Path file = folder.resolve("n.ipynb");
    NotebookFile.write(Notebook.of(cells), file);
    return file;
  }

  @Test
  void theExecutedNotebookStandsBesideTheSourceWhichIsUnchanged() throws Exception {
    Path source =
        notebook(
            NotebookCell.Code.of("p", "int n = 1; String s = \"a\";", "parameters"),
            NotebookCell.Code.of("c", "s + n + System.getProperty(\"lungo.notebook\")"));
    String before = Files.readString(source);
    assertThat(lungo("run", "n.ipynb", "-p", "n=2", "-p", "s=b=c", "--html", "n.html")).isZero();
    assertThat(Files.readString(source)).isEqualTo(before);
    Notebook executed = NotebookFile.read(folder.resolve("n-executed.ipynb"));
    var result = (NotebookOutput.ExecuteResult) executed.codeCells().get(2).outputs().get(0);
    assertThat(result.bundle().plainText()).contains("b=c2" + source);
    assertThat(folder.resolve("n.html")).content().contains("b=c2");
    assertThat(printed())
        .containsSubsequence("Running n.ipynb", "[1/3] int n = 1;", "[3/3] s + n", "b=c2")
        .contains("Wrote n-executed.ipynb and n.html (3 cells)");
  }

  @Test
  void aCellThatFailsIsNamedAndTheNotebookWritten() throws Exception {
    notebook(
        NotebookCell.Code.of("a", "System.out.println(\"kept\");"),
        NotebookCell.Code.of("b", "int[] a = new int[1];\na[3]"),
        NotebookCell.Code.of("c", "1"));
    assertThat(lungo("run", "n.ipynb", "-o", "out.ipynb")).isEqualTo(1);
    assertThat(errors())
        .contains("error: cell 2 of 3 (int[] a = new int[1];) failed: ")
        .contains("Index 3 out of bounds");
    Notebook executed = NotebookFile.read(folder.resolve("out.ipynb"));
    assertThat(executed.codeCells().get(0).outputs()).hasSize(1);
    assertThat(executed.codeCells().get(1).outputs())
        .hasAtLeastOneElementOfType(NotebookOutput.Failure.class);
  }

  @Test
  void theSourceNamedAsOutputIsReplaced() throws Exception {
    Path source = notebook(NotebookCell.Code.of("a", "6 * 7"));
    assertThat(lungo("run", "n.ipynb", "-o", "n.ipynb")).isZero();
    assertThat(NotebookFile.read(source).codeCells().get(0).outputs()).hasSize(1);
    assertThat(folder.resolve("n-executed.ipynb")).doesNotExist();
  }

  @Test
  void whatCannotWorkIsRefusedBeforeAnythingRuns() throws Exception {
    notebook(NotebookCell.Code.of("a", "System.out.println(\"ran\");"));
    assertThat(lungo("run", "m.ipynb")).isEqualTo(1);
    assertThat(errors()).contains("error: m.ipynb: no such notebook; there are: n.ipynb");
    assertThat(lungo("run", "n.ipynb", "-o", "no/such/out.ipynb")).isEqualTo(1);
    assertThat(errors()).contains("error: cannot write no/such/out.ipynb: no directory");
    assertThat(lungo("run", "n.ipynb", "-p", "epochs=1")).isEqualTo(1);
    assertThat(errors()).contains("error: no parameter 'epochs'");
    assertThat(lungo("run", "n.ipynb", "--timeout", "-1")).isEqualTo(2);
    assertThat(errors()).contains("--timeout must be a positive number of seconds, got -1.0");
    assertThat(printed()).doesNotContain("ran");
  }

  @Test
  void aCellThatTakesTooLongIsNamed() throws Exception {
    notebook(NotebookCell.Code.of("a", "Thread.sleep(60_000);"));
    assertThat(lungo("run", "n.ipynb", "--timeout", "1")).isEqualTo(1);
    assertThat(errors())
        .contains("error: cell 1 of 1 (Thread.sleep(60_000);) took longer than the 1.0 s that");
  }
}
