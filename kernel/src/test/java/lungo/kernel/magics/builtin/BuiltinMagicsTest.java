package lungo.kernel.magics.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lungo.display.MimeBundle;
import lungo.kernel.magics.Magic;
import lungo.kernel.magics.Notebook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One notebook for all, since starting one takes longer than most of these tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class BuiltinMagicsTest {

  private final Notebook notebook = new Notebook();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void start() {
    notebook.ok("%reset");
    notebook.runner.workspace().enter(folder);
  }

  @AfterAll
  void close() {
    notebook.close();
  }

  @Test
  void whoListsNamesTypesAndSizes() {
    notebook.ok(
        "int n = 3; List<String> names = List.of(\"a\", \"b\"); double[][] m = new double[4][5];");

    MimeBundle table = notebook.ok("%who").shown().get(0);

    assertThat(table.plainText().lines())
        .containsExactly(
            "name   type          size   value",
            "n      int                  3",
            "names  List<String>  2      [a, b]",
            "m      double[][]    4 × 5");
    assertThat(String.valueOf(table.data().get(MimeBundle.HTML))).contains("List&lt;String&gt;");
    assertThat(notebook.ok("%who nam").shown().get(0).plainText())
        .contains("names")
        .doesNotContain("m ");
  }

  @Test
  void whoAsksALibrarysArrayForItsShapeAndDevice() {
    notebook.ok(
        """
        class Fake {
          public String getShape() { return "(2, 3)"; }
          public String getDevice() { return "cpu()"; }
          public String toString() { return "fake\\n  array"; }
        }
        var x = new Fake();""");

    assertThat(notebook.ok("%who x").shown().get(0).plainText())
        .contains("x     Fake  (2, 3) on cpu()  fake array");
  }

  @Test
  void resetForgetsDeclarationsAndKeepsImports() {
    notebook.ok("import java.awt.Point; int a = 1; int f() { return a; } class C {}");

    notebook.ok("%reset");

    assertThat(notebook.failure("a")).contains("cannot find symbol");
    assertThat(notebook.failure("new C()")).contains("cannot find symbol");
    assertThat(notebook.value("new Point(1, 2).x")).isEqualTo("1");
    assertThat(notebook.ok("%who").shown().get(0).plainText()).isEqualTo("no variables");
  }

  @Test
  void timeShowsTheValueAndTheDuration() {
    assertThat(notebook.value("%time 6 * 7")).isEqualTo("42");
    assertThat(notebook.output().stdout()).matches("(?s)(CPU [\\d.]+ \\S+, )?wall [\\d.]+ .?s\\n");
    assertThat(notebook.value("%%time\nint a = 6;\na * 7")).isEqualTo("42");
    assertThat(notebook.failure("%time")).contains("usage:\n  %time JAVA");
  }

  @Test
  void timeitMeasuresExpressionsAndStatements() {
    assertThat(notebook.ok("%timeit -n 10 -r 3 Math.sqrt(2)").stdout())
        .contains("of 3 runs of 10 loops");
    assertThat(
            notebook
                .ok("var list = new ArrayList<Integer>();\n%timeit -n 5 -r 2 list.clear();")
                .stdout())
        .contains("of 2 runs of 5 loops");
    assertThat(notebook.ok("int[] sum = {0};\n").stdout()).isEmpty();
    notebook.ok("%%timeit -n 4 -r 2\nfor (int i = 0; i < 3; i++) {\n  sum[0] += i;\n}\n");
    assertThat(notebook.value("sum[0]")).isEqualTo(String.valueOf(4 * 2 * (0 + 1 + 2)));
    assertThat(notebook.failure("%timeit missing + 1")).contains("missing");
    assertThat(notebook.failure("%timeit -n 0 1")).contains("-n must be 1 or more, got 0");
  }

  @Test
  void shellRunsInTheMagicsFolderAndEnvironment() throws IOException {
    Files.createDirectory(folder.resolve("sub"));

    notebook.ok("%cd sub\n%env GREETING=hello");
    assertThat(notebook.value("List<String> out = %sh echo $GREETING; pwd\nout"))
        .isEqualTo("[hello, " + folder.resolve("sub").toRealPath() + "]");
    assertThat(notebook.ok("%%sh\nfor i in 1 2; do echo line $i; done\necho oops >&2\n").stdout())
        .isEqualTo("line 1\nline 2\n");
    assertThat(notebook.output().stderr()).isEqualTo("oops\n");
    assertThat(notebook.failure("%sh exit 3")).contains("the command ended with status 3");
    assertThat(notebook.value("String g = %env GREETING\ng")).isEqualTo("hello");
    assertThat(notebook.failure("%env NO_SUCH_THING")).contains("there is no environment variable");
    assertThat(notebook.failure("%cd nowhere")).contains("there is no folder");
  }

  @Test
  void writefileWritesAndAppends() throws IOException {
    assertThat(notebook.ok("%%writefile a.txt\none\n").stdout())
        .isEqualTo("wrote " + folder.resolve("a.txt") + "\n");
    notebook.ok("%%writefile -a a.txt\ntwo\n");

    assertThat(folder.resolve("a.txt")).hasContent("one\ntwo\n");
  }

  @Test
  void loadRunsScriptsAndNotebooks() throws IOException {
    Files.writeString(folder.resolve("script.jshell"), "int fromScript = 5;\n%env LOADED=yes\n");
    Files.writeString(
        folder.resolve("other.ipynb"),
        """
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
          {"cell_type": "markdown", "metadata": {}, "source": "not this"},
          {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["int x1 = 1;\\n", "int x2 = 2;"]},
          {"cell_type": "code", "metadata": {}, "outputs": [], "source": "int x3 = x1 + x2; x3"}]}
        """);
    Files.writeString(folder.resolve("broken.java"), "int ok = 1;\nint bad = missing;\n");

    assertThat(notebook.value("%load script\nfromScript")).isEqualTo("5");
    assertThat(notebook.value("String l = %env LOADED\nl")).isEqualTo("yes");
    notebook.ok("%load other.ipynb");
    assertThat(notebook.value("x3")).isEqualTo("3");
    assertThat(notebook.failure("%load broken"))
        .contains("missing")
        .contains("in " + folder.resolve("broken.java"));
    assertThat(notebook.failure("%load nothing"))
        .contains("there is no file " + folder.resolve("nothing") + ", nor with .jsh");
  }

  @Test
  void loadTriesTheExtensionsInTheirOrder() throws IOException {
    List<String> extensions = List.of(".jsh", ".jshell", ".java", ".ijava", ".ipynb");
    for (String extension : extensions) {
      String code = "loaded += '" + extension.charAt(extension.length() - 1) + "';";
      String cell = "{\"cell_type\": \"code\", \"source\": \"" + code + "\"}";
      Files.writeString(
          folder.resolve("part" + extension),
          extension.equals(".ipynb") ? "{\"cells\": [" + cell + "]}" : code);
    }
    notebook.ok("String loaded = \"\";");
    for (String extension : extensions) {
      notebook.ok("%load part" + extension); // given
      notebook.ok("%load part"); // the first of those that are left
      Files.delete(folder.resolve("part" + extension));
    }
    assertThat(notebook.value("loaded")).isEqualTo("hh" + "ll" + "aa" + "aa" + "bb");
  }

  @Test
  void folderAndEnvironmentWithoutArguments() {
    assertThat(notebook.ok("%pwd").stdout()).isEqualTo(folder + "\n");
    assertThat(notebook.value("String before = %pwd\nbefore")).isEqualTo(folder.toString());
    assertThat(notebook.ok("%env X_OF_TEST=\"a b\"\n%env").stdout())
        .contains("\nX_OF_TEST=a b\n", "\nPATH=");
    assertThat(notebook.value("Map<String, String> all = %env\nall.get(\"X_OF_TEST\")"))
        .isEqualTo("a b");
    notebook.ok("%env X_OF_TEST=");
    assertThat(notebook.failure("%env X_OF_TEST")).contains("no environment variable X_OF_TEST");

    assertThat(notebook.ok("%cd").stdout()).startsWith(System.getProperty("user.home") + " (");
    assertThat(notebook.value("String home = %pwd\nhome"))
        .isEqualTo(System.getProperty("user.home"));
  }

  @Test
  void historyPrintsTheCells() {
    notebook.run("int first = 1;");
    notebook.run("int second = 2;");

    assertThat(notebook.ok("%history -g second").stdout())
        .contains("int second = 2;")
        .doesNotContain("first");
    assertThat(notebook.failure("%history x")).contains("expected a range such as 3-5, got x");
  }

  @Test
  void everyMagicHasHelp() {
    String list = notebook.ok("%lsmagic").shown().get(0).plainText();
    for (Magic magic : notebook.runner.magics().all()) {
      String name = magic.manual().name();
      assertThat(list).contains("%" + name);
      assertThat(magic.manual().summary()).as(name).matches("[A-Z].*\\.");
      assertThat(magic.manual().usage()).as(name).contains("%" + name);
      assertThat(notebook.ok("%help " + name).stdout()).contains(magic.manual().summary());
    }
    assertThat(notebook.ok("%help").stdout()).contains("%lsmagic");
  }

  @Test
  void everyMagicClassIsAService() throws IOException {
    var services = new ArrayList<String>();
    notebook.runner.magics().all().forEach(magic -> services.add(magic.getClass().getSimpleName()));
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/lungo/kernel/magics/builtin"))) {
      List<String> classes =
          sources
              .map(path -> path.getFileName().toString())
              .filter(name -> name.endsWith("Magic.java"))
              .map(name -> name.replace(".java", ""))
              .toList();
      assertThat(services).containsAll(classes).hasSameSizeAs(classes);
    }
  }

  @Test
  void jvmSaysWhatRuns() {
    assertThat(notebook.ok("%jvm").stdout())
        .contains(System.getProperty("java.runtime.version"))
        .contains("MiB used");
    assertThat(notebook.failure("%jvm -Xmx4g")).contains("./lungo install");
    assertThat(notebook.failure("%jvm 4g")).contains("expected options such as -Xmx8g, got 4g");
  }

  @Test
  void jvmKeepsOptionsThatJavaTakesForTheNextStart() throws IOException {
    Path file = folder.resolve("jvm.options");
    System.setProperty("lungo.options", file.toString());
    try {
      assertThat(notebook.ok("%jvm -Xmx512m -Dx=1").stdout())
          .isEqualTo("from the next start on: -Xmx512m -Dx=1 (kept in " + file + ")\n");
      assertThat(notebook.failure("%jvm -Xmx5zz")).contains("java refuses the options: ");
      assertThat(file).content().endsWith("\n-Xmx512m\n-Dx=1\n");
      notebook.ok("%jvm --clear");
      assertThat(file).content().doesNotContain("-Xmx512m");
    } finally {
      System.clearProperty("lungo.options");
    }
  }

  @Test
  void traceShowsTheFramesThatReportsLeaveOut() {
    assertThat(notebook.failure("%trace")).contains("no cell has thrown an exception yet");
    String report =
        notebook.failure(
            """
            int parse(String text) { return Integer.parseInt(text); }
            try { parse("x"); } catch (Exception e) { throw new IllegalStateException("no", e); }""");
    assertThat(report).contains("caused by").doesNotContain("lungo.kernel", "reflect");

    assertThat(notebook.ok("%trace").stdout())
        .startsWith("java.lang.IllegalStateException: no\n\tat ")
        .contains("Caused by: java.lang.NumberFormatException: For input string: \"x\"")
        .contains("\tat java.base/java.lang.Integer.parseInt(Integer.java:")
        .contains("lungo.kernel.execution.", "reflect");
    assertThat(notebook.value("Throwable t = %trace\nt.getCause().getMessage()"))
        .isEqualTo("For input string: \"x\"");
    notebook.ok("%reset");
    assertThat(notebook.failure("%trace")).contains("no cell has thrown an exception yet");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // has no shell scripts
  void aGpusDriverThatHangsIsGivenUp() throws IOException {
    Path hanging = folder.resolve("hanging-smi");
    Files.writeString(hanging, "#!/bin/sh\necho '0, NVIDIA A100'\nexec sleep 30\n");
    Files.setPosixFilePermissions(hanging, PosixFilePermissions.fromString("rwx------"));
    notebook.runner.magics().register(new GpuMagic(hanging.toString(), Duration.ofMillis(200)));
    try {
      long begin = System.nanoTime();
      assertThat(notebook.failure("%gpu")).contains("nvidia-smi did not answer within 200 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    } finally {
      notebook.runner.magics().register(new GpuMagic());
    }
  }

  @Test
  void markdownShowsAsMarkdown() {
    assertThat(notebook.ok("%%markdown\n# Title\n").shown().get(0).data())
        .containsEntry(MimeBundle.MARKDOWN, "# Title\n");
  }

  @Test
  void durationsHaveThreeDigitsAndAUnit() {
    assertThat(Durations.format(12.3)).isEqualTo("12.3 ns");
    assertThat(Durations.format(1234)).isEqualTo("1.23 µs");
    assertThat(Durations.format(123e6)).isEqualTo("123 ms");
    assertThat(Durations.format(1.5e9)).isEqualTo("1.50 s");
    assertThat(Durations.format(125e9)).isEqualTo("2 min 5 s");
  }
}
