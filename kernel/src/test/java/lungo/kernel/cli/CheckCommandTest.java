package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import lungo.display.MimeBundle;
import lungo.display.RunFacts;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.NotebookOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckCommandTest extends CommandTest {

  CheckCommandTest(@TempDir Path folder) {
    super(folder);
  }

  private static NotebookCell.Code executed(String id, String source, String... tags) {
    return NotebookCell.Code.of(id, source, tags).executed(OptionalInt.of(1), List.of());
  }

  private static NotebookCell.Code executed(String id, String source, NotebookOutput output) {
    return NotebookCell.Code.of(id, source).executed(OptionalInt.of(2), List.of(output));
  }

  private void notebook(String name, NotebookCell... cells) throws Exception {
    NotebookFile.write(Notebook.of(cells), folder.resolve(name));
  }

  private static NotebookOutput result(String text) {
    return new NotebookOutput.ExecuteResult(2, MimeBundle.text(text));
  }

  @Test
  void aNotebookThatShowsWhatIsStoredPasses() throws Exception {
    notebook(
        "n.ipynb",
        executed("p", "int n = 41;", "parameters"),
        executed("c", "n + 1", result("42")));
    byte[] before = Files.readAllBytes(folder.resolve("n.ipynb"));
    assertThat(lungo("check", "n.ipynb")).isZero();
    assertThat(printed())
        .containsSubsequence("Checking n.ipynb", "[2/2] n + 1", "42")
        .contains("n.ipynb: as stored (2 cells compared)");
    assertThat(folder.resolve("n.ipynb")).hasBinaryContent(before);
    assertThat(folder.resolve("n-executed.ipynb")).doesNotExist();
  }

  @Test
  void otherParametersGiveADifferenceThatIsShown() throws Exception {
    notebook(
        "n.ipynb",
        executed("p", "int n = 41;", "parameters"),
        executed("c", "n + 1", result("42")));
    assertThat(lungo("check", "-p", "n=1", "-o", ".", "n.ipynb")).isEqualTo(1);
    assertThat(errors())
        .contains("cell 3 of 3 (n + 1): result", "expected  42", "actual    2")
        .contains("error: n.ipynb: 1 of 2 cells differ from what is stored");
    assertThat(NotebookFile.read(folder.resolve("n-executed.ipynb")).codeCells()).hasSize(3);
  }

  @Test
  void whatDiffersInTimesAloneIsToldWithHowToLeaveItOut() throws Exception {
    notebook(
        "n.ipynb",
        executed("a", "\"took \" + 2 + \" ms\"", result("took 1 ms")),
        executed("b", "1 + 1", result("3")));
    assertThat(lungo("check", "n.ipynb")).isEqualTo(1);
    assertThat(errors())
        .contains("error: n.ipynb: 2 of 2 cells differ from what is stored")
        .contains("1 of them in times and rates alone, which {\"lungo\": ");
  }

  @Test
  void aRunThatFailsIsADifference() throws Exception {
    notebook("n.ipynb", executed("a", "int x = 1 / 0;"), executed("b", "2", result("2")));
    assertThat(lungo("check", "n.ipynb")).isEqualTo(1);
    assertThat(errors())
        .contains("error: cell 1 of 2 (int x = 1 / 0;) failed")
        .contains("error: n.ipynb: 1 of 1 cells differ from what is stored");
  }

  @Test
  void whatCannotBeComparedIsToldApartFromADifference() throws Exception {
    notebook("never.ipynb", NotebookCell.Code.of("a", "System.out.println(\"ran\");"));
    assertThat(lungo("check", "never.ipynb")).isEqualTo(2);
    assertThat(errors()).contains("error: never.ipynb: was never executed");
    assertThat(lungo("check", "no.ipynb")).isEqualTo(2);
    assertThat(errors()).contains("error: no.ipynb: no such notebook; there are: never.ipynb");
    Files.writeString(folder.resolve("broken.ipynb"), "{");
    assertThat(lungo("check", "broken.ipynb")).isEqualTo(2);
    assertThat(errors()).contains("error: broken.ipynb: is not valid JSON");
    assertThat(lungo("check")).isEqualTo(2);
    assertThat(errors()).contains("Missing required parameter: 'NOTEBOOK.ipynb'");
    assertThat(printed()).doesNotContain("ran");
  }

  @Test
  void severalNotebooksRunInTheirOwnFoldersAndOneDifferenceCounts() throws Exception {
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/data.txt"), "here");
    notebook(
        "sub/a.ipynb", executed("a", "Files.readString(Path.of(\"data.txt\"))", result("here")));
    notebook("b.ipynb", executed("a", "1 + 1", result("2")));
    assertThat(lungo("check", "sub/a.ipynb", "b.ipynb", "-o", "new/folder")).isZero();
    assertThat(folder.resolve("new/folder/a-executed.ipynb")).exists();
    assertThat(folder.resolve("new/folder/b-executed.ipynb")).exists();
    assertThat(lungo("check", "b.ipynb", "-o", "b.ipynb")).isEqualTo(2);
    assertThat(errors()).contains("b.ipynb: a file has its name");
    notebook("b.ipynb", executed("a", "1 + 1", result("3")));
    assertThat(lungo("check", "sub/a.ipynb", "b.ipynb")).isEqualTo(1);
  }

  @Test
  void theNotebooksMetadataMayAllowMore() throws Exception {
    var cells = executed("a", "2.01", result("2.0"));
    var metadata = Map.of("check", Map.of("tolerance", 0.01));
    NotebookFile.write(
        Notebook.of(cells).withMetadata("lungo", metadata), folder.resolve("n.ipynb"));
    assertThat(lungo("check", "n.ipynb")).isZero();
  }

  @Test
  void whatARunRanOnIsRecordedAndChangesAreToldWithTheCheck() throws Exception {
    notebook("n.ipynb", NotebookCell.Code.of("a", "1 + 1"));
    assertThat(lungo("run", "n.ipynb", "-o", "n.ipynb")).isZero();
    Notebook recorded = NotebookFile.read(folder.resolve("n.ipynb"));
    assertThat(String.valueOf(recorded.metadata().get("lungo")))
        .contains("jdk=" + Runtime.version())
        .contains("seed=7");
    assertThat(lungo("check", "n.ipynb")).isZero();
    assertThat(errors()).isEmpty();
    var older = Map.of("run", Map.of("jdk", "11.0.2", "seed", "7"));
    NotebookFile.write(recorded.withMetadata("lungo", older), folder.resolve("n.ipynb"));
    assertThat(lungo("check", "n.ipynb")).isZero();
    assertThat(errors())
        .isEqualTo(
            "warning: the stored run had other conditions: jdk 11.0.2, now "
                + Runtime.version()
                + System.lineSeparator());
    assertThat(lungo("run", "n.ipynb")).isZero();
    assertThat(errors().lines().filter(line -> line.contains("jdk 11.0.2, now "))).hasSize(2);
  }

  /** The seed of a library that is not here. */
  public static final class Facts implements RunFacts {
    @Override
    public Map<String, String> facts() {
      return Map.of("seed", "7");
    }
  }
}
