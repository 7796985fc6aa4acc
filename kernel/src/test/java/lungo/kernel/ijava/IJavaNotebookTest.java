package lungo.kernel.ijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lungo.display.MimeBundle;
import lungo.kernel.dependencies.FakeRepository;
import lungo.kernel.dependencies.MavenOptions;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.Notebook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IJavaNotebookTest {

  private static final String SHAPES =
      """
      package com.example.shapes;
      public record Circle(double radius) {
        public double area() { return Math.PI * radius * radius; }
      }
      """;

  private record Ran(Outcome outcome, Notebook.Output output) {

    String value() {
      return bundle().plainText();
    }

    MimeBundle bundle() {
      assertThat(outcome).isInstanceOf(Outcome.Value.class);
      return ((Outcome.Value) outcome).bundle();
    }
  }

  /** Runs the notebook's code cells as they stand in the file, and checks each outcome. */
  @Test
  void aNotebookWrittenForIJavaRunsUnchanged(@TempDir Path folder) throws Exception {
    var repository = fill(folder);
    try (var notebook = new Notebook(repository.options())) {
      notebook.runner.workspace().enter(folder);
      var cells = new ArrayList<Ran>();
      for (String cell : cells("ijava.ipynb")) {
        cells.add(new Ran(notebook.run(cell), notebook.output()));
        assertThat(cells.get(cells.size() - 1).outcome())
            .as(cell)
            .isNotInstanceOf(Outcome.Failed.class);
      }
      checkDisplays(cells);
      checkValues(cells);
    }
  }

  /** The files that the notebook's magics read. */
  private static FakeRepository fill(Path folder) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("target/classes"));
    FakeRepository.compile(
        "com.example.names.Names",
        """
        package com.example.names;
        public class Names {
          public static String of(Object any) { return any.getClass().getSimpleName(); }
        }
        """,
        classes);
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project><modelVersion>4.0.0</modelVersion><groupId>my</groupId><artifactId>notebook</artifactId>
        <version>1</version><dependencies><dependency><groupId>com.example</groupId>
        <artifactId>checks</artifactId><version>1.0</version><scope>test</scope></dependency>
        </dependencies></project>
        """);
    Files.writeString(folder.resolve("helpers.jsh"), "int helped(int n) { return n + 1; }");
    Files.writeString(
        folder.resolve("more.ipynb"),
        """
        {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [
          {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["int more = 41;"]}]}
        """);
    var repository = new FakeRepository(folder);
    for (String name : List.of("Checks", "Stripes", "Dots")) {
      String lower = name.toLowerCase(Locale.ROOT);
      repository.classJar(
          "com.example:" + lower + ":1.0",
          "com.example." + lower + "." + name,
          "package com.example.%s; public class %s { public static int count() { return 7; } }"
              .formatted(lower, name));
    }
    return repository
        .classJar("com.example:shapes:1.2.0", "com.example.shapes.Circle", SHAPES)
        .jar("com.example:extra:1.0", "")
        .jar("com.example:colours:1.0", "")
        .jar("com.example:patterns:1.0", "");
  }

  private static void checkDisplays(List<Ran> cells) {
    assertThat(cells.get(0).output().shown()).isNotEmpty(); // the download
    assertThat(cells.get(2).bundle().data())
        .containsEntry(MimeBundle.HTML, "<svg><circle r=\"2.0\"/></svg>")
        .containsEntry(MimeBundle.TEXT, "Circle[radius=2.0]");
    assertThat(cells.get(3).output().shown().get(0).data())
        .containsEntry(MimeBundle.HTML, "<b>bold</b>")
        .containsEntry(MimeBundle.MARKDOWN, "<b>bold</b>")
        .containsEntry(MimeBundle.TEXT, "<b>bold</b>");
    assertThat(cells.get(4).output().shown())
        .extracting(MimeBundle::plainText)
        .containsExactly("<b>Countdown:</b> 2", "<b>Countdown:</b> 1", "<b>Countdown:</b> 0");
    assertThat(cells.get(4).bundle().data()).containsEntry(MimeBundle.HTML, "<b>Liftoff!</b>");
    assertThat(cells.get(11).output().shown()) // shown, shown, updated
        .extracting(circle -> String.valueOf(circle.data().get(MimeBundle.HTML)))
        .containsExactly(
            "<svg><circle r=\"1.0\"/></svg>",
            "<svg><circle r=\"3.0\"/></svg>",
            "<svg><circle r=\"4.0\"/></svg>");
    assertThat(cells.get(11).bundle().data())
        .containsEntry(MimeBundle.HTML, "<svg><circle r=\"5.0\"/></svg>");
    assertThat(cells.get(20).bundle().data()).containsEntry(MimeBundle.HTML, "<i>flag</i>");
  }

  private static void checkValues(List<Ran> cells) {
    assertThat(cells.get(5).value()).isEqualTo("633"); // 600 + 20 + 13
    assertThat(cells.get(6).output().stdout()).isEqualTo("2 jars: pi = 3.14\n");
    assertThat(cells.get(7).value()).isEqualTo("[hello, big world]");
    assertThat(cells.get(9).value()).isEqualTo("true");
    assertThat(cells.get(10).output().stdout().lines()) // -v and --verbose
        .hasSize(2)
        .anyMatch(jar -> jar.endsWith("colours-1.0.jar"))
        .anyMatch(jar -> jar.endsWith("patterns-1.0.jar"));
    assertThat(cells.get(12).value()).isEqualTo("Circle from 1");
    assertThat(cells.get(13).value()).isEqualTo("7");
    assertThat(cells.get(15).value()).isEqualTo("7");
    assertThat(cells.get(16).value()).isEqualTo("42"); // helped(41)
    assertThat(cells.get(17).value()).isEqualTo("1");
    assertThat(cells.get(18).value()).isEqualTo("7");
    assertThat(cells.get(19).value()).isEqualTo("7");
  }

  private static List<String> cells(String resource) throws IOException {
    var cells = new ArrayList<String>();
    try (var in =
        new InputStreamReader(
            Objects.requireNonNull(IJavaNotebookTest.class.getResourceAsStream(resource)),
            StandardCharsets.UTF_8)) {
      JsonArray all = JsonParser.parseReader(in).getAsJsonObject().getAsJsonArray("cells");
      for (JsonElement cell : all) {
        if (cell.getAsJsonObject().get("cell_type").getAsString().equals("code")) {
          var source = new StringBuilder();
          cell.getAsJsonObject()
              .getAsJsonArray("source")
              .forEach(line -> source.append(line.getAsString()));
          cells.add(source.toString());
        }
      }
    }
    return cells;
  }

  @Test
  void theEnvironmentOfIJavaIsHonoured(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a.jshell"), "int fromA = 1;");
    Files.writeString(folder.resolve("b.jshell"), "int fromB = fromA + 1;");
    Files.createDirectories(folder.resolve("classes/one"));
    var environment =
        new IJavaEnvironment(
            Map.of(
                "IJAVA_COMPILER_OPTS", "-Xlint:unchecked \"-Akey=a value\"",
                "IJAVA_CLASSPATH", "classes/o*" + File.pathSeparator + "nothing*",
                "IJAVA_STARTUP_SCRIPTS_PATH", "?.jshell",
                "IJAVA_STARTUP_SCRIPT", "int fromScript = fromB + 1;",
                "IJAVA_TIMEOUT", "90 seconds"),
            folder);

    InterpreterOptions options = environment.applyTo(InterpreterOptions.defaults());

    assertThat(options.compilerOptions()).containsExactly("-Xlint:unchecked", "-Akey=a value");
    assertThat(options.classPath()).containsExactly(folder.resolve("classes/one"));
    assertThat(options.startup())
        .containsExactly("int fromA = 1;", "int fromB = fromA + 1;", "int fromScript = fromB + 1;");
    assertThat(environment.timeout()).contains(Duration.ofSeconds(90));
  }

  @Test
  void startUpScriptsRunBeforeTheFirstCell(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a.jshell"), "int a = 20;\n%env FROM_SCRIPT=yes\n");
    Files.writeString(folder.resolve("b.jshell"), "int b = missing;");
    var environment =
        new IJavaEnvironment(
            Map.of(
                "IJAVA_STARTUP_SCRIPTS_PATH",
                folder + "/*.jshell",
                "IJAVA_STARTUP_SCRIPT",
                "int answer = 2 * a + 2;"),
            folder);
    try (var notebook = new Notebook(environment.start(InterpreterOptions.defaults()))) {
      assertThat(notebook.value("answer")).isEqualTo("42");
      assertThat(notebook.output().stderr())
          .contains("a start-up script failed:")
          .contains("missing");
      assertThat(notebook.value("String s = %env FROM_SCRIPT\ns")).isEqualTo("yes");
    }
  }

  @Test
  void timeoutsAreMillisecondsUnlessTheySay() {
    assertThat(timeout("250")).contains(Duration.ofMillis(250));
    assertThat(timeout("2 MINUTES")).contains(Duration.ofMinutes(2));
    assertThat(timeout("-1")).isEmpty();
    assertThat(timeout("")).isEmpty();
    assertThatThrownBy(() -> timeout("5 fortnights"))
        .hasMessageContaining("IJAVA_TIMEOUT must be a number and a unit")
        .hasMessageContaining("'5 fortnights'");
  }

  private static Optional<Duration> timeout(String value) {
    return new IJavaEnvironment(Map.of("IJAVA_TIMEOUT", value), Path.of("")).timeout();
  }

  @Test
  void magicsThatANotebookRegistersAreCalledLikeAllOthers() {
    try (var notebook =
        new Notebook(InterpreterOptions.defaults(), MavenOptions.defaults(), Optional.empty())) {
      notebook.ok(
          """
          import io.github.spencerpark.jupyter.kernel.magic.registry.*;
          public class Mine {
            @LineMagic(aliases = {"twice"}) public static Integer doubled(List<String> args) { return 2 * Integer.parseInt(args.get(0)); }
            @CellMagic public static String upper(List<String> args, String body) { return body.toUpperCase(); }
          }
          getKernelInstance().getMagics().registerMagics(Mine.class);""");

      assertThat(notebook.value("int x = %twice 21\nx")).isEqualTo("42");
      assertThat(notebook.value("(String) cellMagic(\"upper\", List.of(), \"abc\")"))
          .isEqualTo("ABC");
    }
  }

  @Test
  void whatIsPreloadedInAnotherVersionIsKeptAndSaidInOneLine(@TempDir Path folder)
      throws Exception {
    var repository = new FakeRepository(folder);
    repository.jar("org.assertj:assertj-core:1.0", ""); // this process has another one
    try (var notebook = new Notebook(repository.options())) {
      Notebook.Output output = notebook.ok("%maven org.assertj:assertj-core:1.0");

      assertThat(output.stdout())
          .matches(
              "kept what is preloaded: org\\.assertj:assertj-core 3\\.\\S+"
                  + " \\(1\\.0 was asked for\\)\n");
      assertThat(notebook.value("List<String> added = %maven org.assertj:assertj-core:1.0\nadded"))
          .isEqualTo("[]");
    }
  }
}
