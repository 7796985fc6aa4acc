package lungo.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import lungo.display.MimeBundle;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.NotebookOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks in other forms: what they print when they run must be what the notebook prints. */
@DisabledOnOs(OS.WINDOWS)
class ConvertCommandTest {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ConvertCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int lungo(String... args) {
    var place = new Place(folder, Optional.empty(), Optional.empty(), 0);
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.execute(place, stream, stream, args);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static NotebookCell[] program() {
    return new NotebookCell[] {
      NotebookCell.Markdown.of("m", "# Points\n\nCounts *words*."),
      code("a", "int count = 3; // how many\nvar words = new ArrayList<Map<String, Integer>>();"),
      code("b", "final int[] sizes = {1, 2};\nint twice(int n) {\n  return 2 * n * count;\n}"),
      code("c", "record Point(int x, int y) {\n  int sum() { return x + y + count; }\n}"),
      code("d", "Runnable more = () -> count++;\nmore.run();\nsizes[0]++;"),
      code(
          "e",
          "for (int i = 0; i < 2; i++) {\n  words.add(Map.of(\"a\" + i, twice(i)));\n}\nwords"),
      code("f", "%time System.out.println(\"timed\")"),
      code("g", "%who\nvar p = new Point(1, sizes[0]);\np.sum();"),
      code(
          "h",
          "var size = 3;\nvar size = \"now a text\";\nString block = \"\"\"\n    two\n      lines"
              + "\n    \"\"\";\nSystem.out.println(block + size);"),
      code("i", "%sh echo from the shell"),
      code("j", "int count = 9; twice(1)"),
      code("k", "words.stream().map(m -> m.size()).collect(Collectors.toList())"),
    };
  }

  private static NotebookCell code(String id, String source) {
    return NotebookCell.Code.of(id, source);
  }

  /** What the cells print and show, run as a notebook, without the times and lists of magics. */
  private String printedByTheNotebook() throws Exception {
    NotebookFile.write(Notebook.of(program()), folder.resolve("all-points.ipynb"));
    assertThat(lungo("run", "all-points.ipynb", "-o", "run.ipynb")).isZero();
    out.reset();
    return NotebookFile.read(folder.resolve("run.ipynb")).codeCells().stream()
        .filter(cell -> !cell.id().equals("g"))
        .flatMap(cell -> cell.outputs().stream())
        .filter(output -> !(output instanceof NotebookOutput.Stream s && s.name().equals("stderr")))
        .map(
            output ->
                output instanceof NotebookOutput.Stream stream
                    ? stream.text().replaceAll("(?m)^CPU .*\n", "")
                    : ((NotebookOutput.ExecuteResult) output).bundle().plainText() + "\n")
        .collect(Collectors.joining());
  }

  private String run(Path program, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors.txt"); // jshell tells a new user of its preferences there
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed + Files.readString(errors)).isZero();
    return printed;
  }

  @Test
  void aProjectAndAScriptPrintWhatTheNotebookPrints() throws Exception {
    String printed = printedByTheNotebook();
    assertThat(printed).contains("[{a0=0}, {a1=8}]", "timed", "two\n  lines\nnow a text", "18");
    String sum = "7\n"; // 1 + (1 + 1) + 4, which the notebook shows below the list of %who
    String expected = printed.replace("two\n", sum + "two\n");

    assertThat(lungo("convert", "all-points.ipynb", "--to", "maven", "-o", "p"))
        .as(said())
        .isZero();
    Path java = folder.resolve("p/src/main/java/notebook/AllPoints.java");
    assertThat(java)
        .content()
        .contains("// # Points", "static ArrayList<Map<String, Integer>> words;");
    assertThat(java).content().contains("// %who   (left out: notebooks only)");
    String classes = folder.resolve("classes").toString();
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes, java.toString()))
        .isZero();
    assertThat(run(JAVA.resolve("java"), "-cp", classes, "notebook.AllPoints")).isEqualTo(expected);
    assertThat(folder.resolve("p/pom.xml"))
        .content()
        .contains("<mainClass>notebook.AllPoints</mainClass>")
        .doesNotContain("@", "${compiler", "<dependency>");

    assertThat(lungo("convert", "all-points.ipynb", "--to", "jsh")).as(said()).isZero();
    assertThat(run(JAVA.resolve("jshell"), "all-points.jsh")).isEqualTo(expected);
  }

  @Test
  void whatANotebookAddsByMagicsIsPinnedInTheProject() throws Exception {
    Path jar = folder.resolve("tools.jar");
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("empty"));
    }
    Notebook notebook = Notebook.of(code("a", "%jars tools.jar\nint x = 1;\nx"));
    NotebookFile.write(notebook, folder.resolve("n.ipynb"));
    assertThat(lungo("convert", "n.ipynb", "--to", "maven")).as(said()).isZero();
    assertThat(folder.resolve("n-maven/pom.xml"))
        .content()
        .containsIgnoringWhitespaces(
            "<groupId>notebook.jars</groupId><artifactId>tools</artifactId><version>1</version>",
            "<url>file://${project.basedir}/repository</url>");
    assertThat(folder.resolve("n-maven/repository/notebook/jars/tools/1/tools-1.jar"))
        .hasSameBinaryContentAs(jar);
    Files.writeString(folder.resolve("n-maven/pom.xml"), "someone else's");
    assertThat(lungo("convert", "n.ipynb", "--to", "maven")).isEqualTo(1);
    assertThat(said()).contains("n-maven is not empty; name another folder");
  }

  @Test
  void whatOnlyANotebookCanIsRefusedWithTheCell() throws Exception {
    var value = Notebook.of(code("a", "1"), code("b", "var lines = %sh ls"));
    NotebookFile.write(value, folder.resolve("v.ipynb"));
    assertThat(lungo("convert", "v.ipynb", "--to", "jsh")).isEqualTo(1);
    var twice = Notebook.of(code("a", "int f() { return 1; }"), code("b", "int f() { return 2; }"));
    NotebookFile.write(twice, folder.resolve("t.ipynb"));
    assertThat(lungo("convert", "t.ipynb", "--to", "maven")).isEqualTo(1);
    var wrong = Notebook.of(code("a", "int x = 1;"), code("b", "x.nothing()"));
    NotebookFile.write(wrong, folder.resolve("w.ipynb"));
    assertThat(lungo("convert", "w.ipynb", "--to", "maven")).isEqualTo(1);
    assertThat(said())
        .contains("code cell 2 takes a magic's value")
        .contains("code cell 2 declares f() once more")
        .contains("code cell 2: int cannot be dereferenced");
  }

  @Test
  void theFormatsAreNamedAndWhatIsNoNotebookIsSaid() throws Exception {
    NotebookFile.write(Notebook.of(), folder.resolve("n.ipynb"));
    Files.writeString(folder.resolve("n.txt"), "plain text");
    Files.writeString(folder.resolve("n.json"), "{}");
    assertThat(lungo("convert", "n.ipynb", "--to", "pdf")).isEqualTo(1);
    assertThat(lungo("convert", "n.txt", "--to", "html")).isEqualTo(1);
    assertThat(lungo("convert", "n.json", "--to", "html")).isEqualTo(1);
    assertThat(lungo("convert", "n.ipynb")).isEqualTo(2);
    assertThat(said())
        .contains("no format 'pdf'; there are html, markdown, jsh, maven")
        .contains("n.txt: is not valid JSON: line 1, column 1")
        .contains("n.json: is JSON but not a Jupyter notebook")
        .contains("Missing required option: '--to=FORMAT'");
  }

  @Test
  void markdownHasItsPicturesInAFolderBesideIt() throws Exception {
    byte[] bytes = {1, 2, 3};
    Files.write(folder.resolve("net.png"), bytes);
    var cell =
        NotebookCell.Code.of("c", "plot()\n// ``` in a comment")
            .executed(
                OptionalInt.of(1),
                List.of(
                    new NotebookOutput.Stream("stdout", "\u001B[31m50%\r100%\u001B[0m\n"),
                    new NotebookOutput.DisplayData(MimeBundle.png(bytes, "a curve"))));
    var attachments = Map.<String, Object>of("i.png", Map.of("image/png", "AQID"));
    var prose =
        new NotebookCell.Markdown(
            "m",
            "# A\n\n![net](net.png) ![i](attachment:i.png)",
            Map.of(),
            Map.of("attachments", attachments));
    NotebookFile.write(Notebook.of(prose, cell), folder.resolve("n.ipynb"));
    Files.createDirectory(folder.resolve("out"));
    assertThat(lungo("convert", "n.ipynb", "--to", "markdown", "-o", "out/n.md")).isZero();
    assertThat(folder.resolve("out/n.md"))
        .content()
        .isEqualTo(
            """
            # A

            ![net](n_files/net.png) ![i](n_files/i.png)

            ````java
            plot()
            // ``` in a comment
            ````

            ```text
            100%
            ```

            ![a curve](n_files/cell1-2.png)
            """);
    for (String name : List.of("net.png", "i.png", "cell1-2.png")) {
      assertThat(folder.resolve("out/n_files").resolve(name)).hasBinaryContent(bytes);
    }
  }
}
