package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.NotebookOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StripCommandTest {

  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  StripCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int lungo(String... args) {
    var place = new Place(folder, Optional.empty(), Optional.empty(), 0);
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.execute(place, stream, stream, args);
  }

  @Test
  void outputsAndCountsGoAndCellsAndTheirMetadataStay() throws Exception {
    var cell = NotebookCell.Code.of("a", "1 + 1", "parameters");
    var prose = NotebookCell.Markdown.of("m", "text");
    var shown = new NotebookOutput.Stream("stdout", "2");
    var executed = cell.executed(OptionalInt.of(1), List.of(shown));
    Path file = folder.resolve("n.ipynb");
    NotebookFile.write(Notebook.of(executed, prose), file);
    byte[] before = Files.readAllBytes(file);
    assertThat(lungo("strip", "--check", "n.ipynb")).isEqualTo(1);
    assertThat(file).hasBinaryContent(before);
    assertThat(lungo("strip", "n.ipynb")).isZero();
    assertThat(NotebookFile.read(file).cells()).containsExactly(cell, prose);
    assertThat(lungo("strip", "--check", "n.ipynb")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            n.ipynb: 1 cells have outputs or counts
            Stripped n.ipynb (1 cells)
            """
                .replace("\n", System.lineSeparator()));
  }
}
