package lungo.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookFileTest {

  private final Path folder;

  NotebookFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Path resource(String name) throws Exception {
    return Path.of(NotebookFileTest.class.getResource(name).toURI());
  }

  @Test
  void whatJupyterWroteIsWrittenByteForByte() throws Exception {
    Path file = resource("jupyter.ipynb");
    assertThat(NotebookFile.format(NotebookFile.read(file))).isEqualTo(Files.readString(file));
  }

  @Test
  void cellsAndOutputsHaveTheirFields() throws Exception {
    Notebook notebook = NotebookFile.read(resource("jupyter.ipynb"));
    assertThat(notebook.cells())
        .extracting(NotebookCell::id)
        .containsExactly("prose", "empty", "code", "raw");
    NotebookCell.Code code = notebook.codeCells().get(1);
    assertThat(code.isTagged("parameters")).isTrue();
    assertThat(code.title()).isEqualTo("var x = 1;");
    assertThat(code.executionCount()).hasValue(3);
    assertThat(code.outputs().get(0))
        .isEqualTo(new NotebookOutput.Stream("stdout", "10%\r20%\r\nend"));
    assertThat(((NotebookOutput.DisplayData) code.outputs().get(1)).bundle().data())
        .containsEntry("text/plain", "one\ntwo")
        .containsEntry("image/png", "iVBORw0KGgo=");
  }

  @Test
  void olderFormatsGetCellIdsThatAreTheSameEachTime() throws Exception {
    Notebook once = NotebookFile.read(resource("format44.ipynb"));
    assertThat(once.minor()).isEqualTo(5);
    assertThat(once.cells()).extracting(NotebookCell::id).doesNotHaveDuplicates().hasSize(3);
    assertThat(NotebookFile.read(resource("format44.ipynb"))).isEqualTo(once);
  }

  @Test
  void anIdThatIsUsedTwiceIsReplaced() throws Exception {
    String cell = "{\"cell_type\":\"raw\",\"id\":\"a\",\"metadata\":{},\"source\":[]}";
    Notebook notebook = NotebookFile.parse(wrap(cell + "," + cell));
    assertThat(notebook.cells().get(0).id()).isEqualTo("a");
    assertThat(notebook.cells().get(1).id()).isNotEqualTo("a");
  }

  @Test
  void fieldsWithoutANameHereAreKept() throws Exception {
    String json =
        "{\"cells\":[{\"cell_type\":\"markdown\",\"id\":\"a\",\"metadata\":{\"x\":1},\"source\":\"\","
            + "\"attachments\":{\"i.png\":{\"image/png\":\"AA==\"}}}],"
            + "\"metadata\":{\"y\":[1.50]},\"nbformat\":4,\"nbformat_minor\":6,\"future\":true}";
    assertThat(NotebookFile.format(NotebookFile.parse(json)).replaceAll("\\s", ""))
        .contains("\"attachments\":{\"i.png\":{\"image/png\":\"AA==\"}}")
        .contains("\"future\":true", "\"nbformat_minor\":6", "\"y\":[1.50]", "\"x\":1");
  }

  @Test
  void aMissingFileNamesThoseThatAreThere() throws Exception {
    Files.writeString(folder.resolve("quickstart.ipynb"), "{}");
    assertThatThrownBy(() -> NotebookFile.read(folder.resolve("quikstart.ipynb")))
        .isInstanceOf(NotebookException.class)
        .hasMessageContaining("quikstart.ipynb: no such notebook; there are: quickstart.ipynb");
  }

  @Test
  void invalidJsonIsReportedWithLineAndColumn() throws Exception {
    Path file = Files.writeString(folder.resolve("bad.ipynb"), "{\n \"cells\": [\n  oops\n ]\n}\n");
    assertThatThrownBy(() -> NotebookFile.read(file))
        .isInstanceOf(NotebookException.class)
        .hasMessageContaining("bad.ipynb: is not valid JSON: line 3, column ");
    Path cut = Files.writeString(folder.resolve("cut.ipynb"), "{\"cells\": [");
    assertThatThrownBy(() -> NotebookFile.read(cut)).hasMessageContaining("not valid JSON: line 1");
    Path empty = Files.writeString(folder.resolve("empty.ipynb"), "");
    assertThatThrownBy(() -> NotebookFile.read(empty)).hasMessageContaining("is empty");
  }

  @Test
  void whatIsNoNotebookIsRefusedWithTheReason() {
    assertThatThrownBy(() -> NotebookFile.parse("[1]"))
        .hasMessageContaining("not a Jupyter notebook");
    assertThatThrownBy(
            () -> NotebookFile.parse("{\"worksheets\":[],\"nbformat\":3,\"nbformat_minor\":0}"))
        .hasMessageContaining("is a notebook of format 3; format 4 is supported");
    assertThatThrownBy(
            () -> NotebookFile.parse(wrap("{\"cell_type\":\"code\",\"metadata\":{},\"source\":7}")))
        .hasMessageContaining("cells[0].source must be a string or a list of strings, got '7'");
    assertThatThrownBy(
            () ->
                NotebookFile.parse(wrap("{\"cell_type\":\"cod\",\"metadata\":{},\"source\":\"\"}")))
        .hasMessageContaining("cells[0].cell_type must be code, markdown or raw, got 'cod'");
  }

  @Test
  void aWriteReplacesTheFileAndLeavesNothingBeside() throws Exception {
    Path file = Files.writeString(folder.resolve("a.ipynb"), "old");
    Notebook notebook = Notebook.of(NotebookCell.Markdown.of("m", "hello"));
    NotebookFile.write(notebook, file);
    assertThat(NotebookFile.read(file)).isEqualTo(notebook);
    assertThat(names()).containsExactly("a.ipynb");
  }

  @Test
  void aWriteThatFailsKeepsTheOldFile() throws Exception {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "needs /dev/full");
    assertThatThrownBy(() -> AtomicFile.copyAndForce("text", full))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    Path file = Files.writeString(folder.resolve("a.ipynb"), "old");
    Path missing = folder.resolve("no/such/a.ipynb");
    assertThatThrownBy(() -> NotebookFile.write(Notebook.of(), missing))
        .isInstanceOf(NotebookException.class)
        .hasMessageContaining("no such directory");
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path target = Files.writeString(folder.resolve("target.ipynb"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.ipynb"), target);
    NotebookFile.write(Notebook.of(), link);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(target)).contains("nbformat");
  }

  @Test
  void numbersThatJsonDoesNotKnowBecomeText() {
    Notebook notebook = Notebook.of().withMetadata("loss", List.of(Double.NaN, 0.5, Map.of()));
    assertThat(NotebookFile.format(notebook)).contains("\"NaN\"", "0.5");
  }

  private static String wrap(String cells) {
    return "{\"cells\":[" + cells + "],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}";
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
