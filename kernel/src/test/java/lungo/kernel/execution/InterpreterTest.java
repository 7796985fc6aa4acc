package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InterpreterTest {

  private static Notebook notebook;

  @BeforeAll
  static void start() {
    notebook = new Notebook();
  }

  @AfterAll
  static void close() {
    notebook.close();
  }

  @Test
  void lastExpressionIsTheValue() {
    assertThat(notebook.value("int a = 40; a + 1; a + 2")).isEqualTo("42");
  }

  @Test
  void declarationsStatementsAndAssignmentsShowNothing() {
    assertThat(notebook.value("int d = 3;")).isNull();
    assertThat(notebook.value("d = 4")).isNull();
    assertThat(notebook.value("for (int i = 0; i < 3; i++) d += i;")).isNull();
    assertThat(notebook.value("void nothing() {}")).isNull();
    assertThat(notebook.value("nothing()")).isNull();
    assertThat(notebook.value("// only a comment")).isNull();
    assertThat(notebook.value("")).isNull();
    assertThat(notebook.value("d")).isEqualTo("7");
  }

  @Test
  void classesOfCellsCanBeGivenToOtherProcesses() {
    notebook.value("class Sent implements Runnable { public void run() { } }");
    notebook.value("new Sent().run(); Sent.class.getName().startsWith(\"REPL.\")");
    String file =
        """
        var type = Sent.class;
        var in = type.getClassLoader().getResourceAsStream(type.getName().replace('.', '/') + ".class");
        byte[] bytes = in.readAllBytes();
        HexFormat.of().formatHex(bytes, 0, 4)
        """;
    assertThat(notebook.value(file)).isEqualTo("cafebabe");
    assertThat(
            notebook.value(
                "type.getClassLoader().getResourceAsStream(\"REPL/None.class\") == null"))
        .isEqualTo("true");
  }

  @Test
  void theStreamThatPrintfReturnsIsNotShown() {
    assertThat(notebook.value("System.out.printf(\"%d%n\", 42);")).isNull();
    assertThat(notebook.output().stdout()).isEqualTo("42\n");
    assertThat(notebook.value("System.err.append('x')")).isNull();
    assertThat(notebook.value("lungo.display.Display.show(7);")).isNull();
    assertThat(notebook.value("var stream = System.out; 1")).isEqualTo("1");
    assertThat(notebook.value("new PrintStream(OutputStream.nullOutputStream())"))
        .startsWith("java.io.PrintStream@");
  }

  @Test
  void variablesKeepTheirValuesWhenSomethingElseIsRedefined() {
    notebook.value("int twice(int x) { return 2 * x; }");
    notebook.value("var kept = new ArrayList<Integer>(List.of(twice(4)));");
    notebook.value("import java.util.concurrent.atomic.*;");
    notebook.value("int twice(int x) { return 20 * x; }");
    assertThat(notebook.value("kept.get(0) + twice(1)")).isEqualTo("28");
  }

  @Test
  void outputOfAThreadGoesToTheCellThatStartedIt() throws InterruptedException {
    var first = new Recorder();
    notebook.run(
        """
        var gate = new CountDownLatch(1);
        new Thread(() -> {
          try { gate.await(); } catch (InterruptedException e) { }
          System.out.println("late");
        }).start();
        """,
        first);
    var second = new Recorder();
    notebook.run("System.out.print(\"now\"); gate.countDown();", second);
    first.awaitStdout("late");
    assertThat(second.stdout()).isEqualTo("now");
  }

  @Test
  void commonPoolPrintsIntoTheRunningCell() {
    for (int i = 0; i < 2; i++) {
      notebook.run(
          "IntStream.range(0, 64).parallel().forEach(i -> System.out.print(\"x\"))",
          new Recorder());
      assertThat(notebook.output().stdout()).isEqualTo("x".repeat(64));
    }
  }

  @Test
  void charactersOutsideAsciiArriveWhole() {
    notebook.run(
        """
        System.out.print("Grüße 🌍");
        byte[] euro = "€".getBytes("UTF-8");
        System.out.write(euro, 0, 1); System.out.write(euro, 1, 2); System.out.flush();
        System.err.print("é");
        """);
    assertThat(notebook.output().stdout()).isEqualTo("Grüße 🌍€");
    assertThat(notebook.output().stderr()).isEqualTo("é");
  }

  @Test
  void scannerAndBufferedReaderReadLinesOfTheFrontEnd() {
    notebook.run(
        """
        var scanner = new Scanner(System.in);
        int age = scanner.nextInt(); scanner.nextLine();
        String name = new BufferedReader(new InputStreamReader(System.in)).readLine();
        System.out.print(name + " is " + age);
        """,
        new Recorder("41", "Ada"));
    assertThat(notebook.output().stdout()).isEqualTo("Ada is 41");
  }

  @Test
  void inputFailsWhereTheFrontEndCannotBeAsked() {
    assertThat(notebook.failure("new Scanner(System.in).nextLine()"))
        .contains("this front end cannot be asked for input");
  }

  @Test
  void exceptionThatEndsAThreadIsReportedInItsCell() {
    notebook.value(
        "var t = new Thread(() -> { throw new IllegalStateException(\"bad\"); });\nt.start(); t.join();");
    assertThat(notebook.output().stderr())
        .contains("IllegalStateException: bad", "line 1, in a lambda")
        .doesNotContain("REPL");
  }

  @Test
  void repeatingADefaultImportLosesNoOther() {
    notebook.value("import java.io.*;\nimport java.util.*;\nimport java.util.stream.*;");
    assertThat(
            notebook.value("List.of(IntStream.of(1).sum(), Duration.ofHours(1), Path.of(\"a\"))"))
        .isEqualTo("[1, PT1H, a]");
  }

  @Test
  void closingWhileItStartsLeavesTheNextOneWhole() {
    PrintStream out = System.out;
    for (int i = 0; i < 3; i++) {
      Interpreter.start(InterpreterOptions.defaults()).close();
    }
    assertThat(System.out).isSameAs(out);
    assertThat(notebook.value("List.of(6 * 7)")).isEqualTo("[42]");
  }
}
