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
            n.ipynb: 1 cells with outputs or counts
            Stripped n.ipynb: 1 cells with outputs or counts
            """
                .replace("\n", System.lineSeparator()));
  }

  private static final String UNTIDY =
      """
      {"nbformat": 4, "nbformat_minor": 5, "metadata": {"widgets": {"state": {}},
       "language_info": {"version": "17.0.9", "name": "java"}, "lungo": {"run": {"jdk": "17"}}},
       "cells": [{"id": "a", "cell_type": "code", "source": "int a;\\nint b;", "outputs": [],
       "execution_count": null, "metadata": {"tags": ["parameters"], "collapsed": true,
       "execution": {"iopub.status.busy": "2026-01-01"}}}]}
      """;

  /** Keys sorted, a line of the source a string. */
  private static final String TIDY =
      """
      {
       "cells": [
        {
         "cell_type": "code",
         "execution_count": null,
         "id": "a",
         "metadata": {
          "tags": [
           "parameters"
          ]
         },
         "outputs": [],
         "source": [
          "int a;\\n",
          "int b;"
         ]
        }
       ],
       "metadata": {
        "language_info": {
         "name": "java"
        }
       },
       "nbformat": 4,
       "nbformat_minor": 5
      }
      """;

  @Test
  void metadataThatRunsLeaveGoesAndTheFormIsTheOneThatDiffsReadWell() throws Exception {
    Path file = Files.writeString(folder.resolve("n.ipynb"), UNTIDY);
    assertThat(lungo("strip", "--check", "n.ipynb")).isEqualTo(1);
    assertThat(file).hasContent(UNTIDY);
    assertThat(lungo("strip", "n.ipynb")).isZero();
    assertThat(file).hasContent(TIDY);
    assertThat(lungo("strip", "--check", "n.ipynb")).isZero();
  }

  @Test
  void outputsCanBeKeptWhereOnlyTheFormIsWanted() throws Exception {
    Path file = Files.writeString(folder.resolve("n.ipynb"), UNTIDY);
    assertThat(lungo("strip", "--keep-outputs", "n.ipynb")).isZero();
    assertThat(file).content().contains(" \"collapsed\": true,", "17.0.9");
    assertThat(lungo("strip", "--keep-outputs", "--check", "n.ipynb")).isZero();
  }

  @Test
  void asAFilterItReadsStandardInput() throws Exception {
    var in = new java.io.ByteArrayInputStream(UNTIDY.getBytes(StandardCharsets.UTF_8));
    var place = new Place(folder, Optional.empty(), Optional.empty(), 0);
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var command = new StripCommand(place, stream, in);
    assertThat(new picocli.CommandLine(command).execute("-")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(TIDY);
  }

  @Test
  void allNotebooksAreLookedAtThoughOneHasNothingToStrip() throws Exception {
    Files.writeString(folder.resolve("a.ipynb"), UNTIDY);
    Files.writeString(folder.resolve("b.ipynb"), TIDY);
    assertThat(lungo("strip", "--check", "a.ipynb", "b.ipynb")).isEqualTo(1);
  }
}
