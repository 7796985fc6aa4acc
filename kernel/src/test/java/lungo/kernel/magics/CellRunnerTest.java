package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lungo.display.MimeBundle;
import lungo.kernel.dependencies.FakeRepository;
import lungo.kernel.execution.Completeness;
import lungo.kernel.execution.Completion;
import lungo.kernel.execution.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CellRunnerTest {

  private final Path folder;
  private final FakeRepository repository;
  private final Notebook notebook;

  CellRunnerTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    repository = new FakeRepository(folder);
    notebook = new Notebook(repository.options());
    notebook.runner.workspace().enter(folder);
  }

  @AfterEach
  void close() {
    notebook.close();
  }

  @Test
  void javaBelowAMavenMagicUsesWhatItBrought() throws Exception {
    repository
        .classJar(
            "org.a:one:1.0",
            "one.One",
            "package one; public class One { public static int f() { return 1; } }")
        .classJar(
            "org.a:two:1.0",
            "two.Two",
            "package two; public class Two { public static int f() { return 2; } }");

    assertThat(
            notebook.value(
                """
                %maven org.a:one:1.0
                import one.One;
                int a = One.f();
                %maven org.a:two:1.0 -v
                import two.Two;
                a + Two.f()"""))
        .isEqualTo("3");
    assertThat(notebook.output().stdout()).contains("one-1.0.jar").contains("two-1.0.jar");
  }

  @Test
  void theValueOfAMagicIsAJavaValue() throws Exception {
    repository.classJar("org.a:one:1.0", "one.One", "package one; public class One {}");
    Path jar =
        Files.copy(
            repository.remote().resolve("org/a/one/1.0/one-1.0.jar"), folder.resolve("x.jar"));

    assertThat(notebook.value("List<String> x = %jars *.jar\nnew one.One(); x"))
        .isEqualTo("[" + jar + "]");
    assertThat(
            notebook.value(
                "int n = 0;\nfor (int i = 0; i < 2; i++) {\n  List<String> y = %classpath x.jar\n  n += y.size();\n}\nn"))
        .isEqualTo("2");
  }

  @Test
  void linesOfErrorsAreThoseOfTheCell() {
    String compile = notebook.failure("int a = 1;\n%pwd\nint b = a;\nint c = missing;\n");
    assertThat(compile).contains("line 4").contains("int c = missing;");

    String magic = notebook.failure("int a = 1;\n\n  %jars nothing*.jar\n");
    assertThat(magic)
        .startsWith("Cell [2], line 3: no file matches nothing*.jar in " + folder)
        .contains("-> 3 |   %jars nothing*.jar");

    String timed = notebook.failure("%%time\nint a = 1;\nint b = missing;");
    assertThat(timed).contains("line 3").contains("int b = missing;");

    String thrown = notebook.failure("%pwd\nint[] a = {};\nint b = a[1];");
    assertThat(thrown).contains("ArrayIndexOutOfBoundsException").contains("line 3");
  }

  @Test
  void aWrongCallShowsTheUsageAndAnUnknownNameTheNearest() {
    assertThat(notebook.failure("%mavenRepo x"))
        .contains("Cell [1], line 1: expected 2 arguments, got 1")
        .contains("usage:\n  %mavenRepo ID URL");
    assertThat(notebook.failure("%load")).contains("expected 1 argument, got 0");
    assertThat(notebook.failure("%cd a b c")).contains("expected at most 1 argument, got 3");
    assertThat(notebook.failure("%jars")).contains("expected at least 1 argument, got 0");
    assertThat(notebook.failure("var x = %pwd a"))
        .containsOnlyOnce("expected 0 arguments, got 1\nusage:\n  %pwd\n")
        .doesNotContain("caused by");
    assertThat(notebook.failure("%mavne a:b:1")).contains("did you mean %maven?");
    assertThat(notebook.failure("%maven -x a:b:1")).contains("no option -x; known: --bom, --from");
    assertThat(notebook.failure("%html x")).contains("%%html takes a whole cell");
    assertThat(notebook.failure("%%pwd\n")).contains("%pwd takes a line");
    assertThat(notebook.failure("int a;\n%%time\na"))
        .contains("has to stand on the cell's first line");
    assertThat(notebook.failure("var x = %xyzzyplugh")).contains("%lsmagic lists them all");
  }

  @Test
  void theCellStopsAtAMagicThatFails() {
    notebook.failure("int before = 1;\n%jars nothing.jar\nint after = 2;");

    assertThat(notebook.value("before")).isEqualTo("1");
    assertThat(notebook.failure("after")).contains("after");
  }

  @Test
  void aMagicAloneShowsNoValue() {
    assertThat(notebook.ok("%pwd").stdout()).isEqualTo(folder + "\n");
  }

  @Test
  void interruptStopsACommand() throws Exception {
    var output = new Notebook.Output();
    var outcome =
        CompletableFuture.supplyAsync(() -> notebook.run("%sh echo on; sleep 60", output));
    output.awaitStdout("on");
    notebook.runner.interrupt();

    assertThat(outcome.get()).isInstanceOf(Outcome.Interrupted.class);
    assertThat(notebook.value("1 + 1")).isEqualTo("2");
  }

  @Test
  void magicsCompleteByNameAndArgument() throws Exception {
    repository.jar("org.a:leaf:1.0", "");
    notebook.ok("%maven org.a:leaf:1.0");
    Files.createDirectory(folder.resolve("scripts"));

    assertThat(candidates("%mav|")).containsExactly("%maven", "%mavenRepo");
    assertThat(candidates("int a = 1;\n%%ti|")).containsExactly("%%time", "%%timeit");
    assertThat(candidates("%|")).contains("%jars", "%who").doesNotContain("%html");
    assertThat(candidates("%maven org.a:le|")).containsExactly("org.a:leaf:");
    assertThat(candidates("%maven --o|")).containsExactly("--offline");
    assertThat(candidates("int a;\n%cd sc|")).containsExactly("scripts/");
    assertThat(candidates("%help wri|")).containsExactly("writefile");

    Completion completion = notebook.runner.complete("x;\n%cd sc", 9);
    assertThat(completion.start()).isEqualTo(7);
    assertThat(completion.end()).isEqualTo(9);
  }

  @Test
  void pathsCompleteWithinStrings() throws Exception {
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/train.csv"), "a,b");

    assertThat(candidates("var p = Path.of(\"da|\");")).containsExactly("data/");
    assertThat(candidates("char quote = '\"'; read(\"a\\\"b\", \"data/tr|"))
        .containsExactly("data/train.csv");
    assertThat(candidates("var s = \"da\"; // \"da|")).isEmpty();
    assertThat(candidates("\"data\".to|")).contains("toString()");
  }

  private List<String> candidates(String code) {
    int cursor = code.indexOf('|');
    return notebook.runner.complete(code.replace("|", ""), cursor).candidates().stream()
        .map(Completion.Candidate::text)
        .toList();
  }

  @Test
  void aMagicsNameExplainsItself() {
    assertThat(notebook.runner.inspect("int a;\n%maven x", 9, false))
        .hasValueSatisfying(help -> assertThat(help.text()).contains("--bom"));
  }

  @Test
  void cellsWithMagicsAreComplete() {
    assertThat(notebook.runner.isComplete("%pwd").status()).isEqualTo(Completeness.Status.COMPLETE);
    assertThat(notebook.runner.isComplete("%%html\n<p>").status())
        .isEqualTo(Completeness.Status.INCOMPLETE);
    assertThat(notebook.runner.isComplete("%%html\n<p>\n").status())
        .isEqualTo(Completeness.Status.COMPLETE);
  }

  @Test
  void displaysOfMagicsGoToTheCell() {
    MimeBundle html = notebook.ok("%%html\n<b>x</b>\n").shown().get(0);

    assertThat(html.data()).containsEntry(MimeBundle.HTML, "<b>x</b>\n");
  }

  @Test
  void theRemainderOperatorIsStillThere() {
    assertThat(notebook.value("int time = 4;\nint x = 7\n    % time;\nx %= 2; x")).isEqualTo("1");
  }
}
