package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

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
  void unknownNameIsMarkedAndCorrected() {
    assertThat(notebook.failure("int count = 0;\n\nint z = 1 + coutn;"))
        .isEqualTo(
            """
            Cell [%d], line 3: cannot find symbol: variable coutn
               2 |\s
            -> 3 | int z = 1 + coutn;
                 |             ^^^^^
              did you mean 'count'?"""
                .formatted(notebook.cells()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"abc\".lenght()                | did you mean 'length'?",
        "Lisst<String> names = null;     | did you mean 'List'?",
        "Optional.some(1)                | its methods are empty, of, ofNullable",
        "new JLabel(\"x\")               | did you mean to import javax.swing.JLabel?",
        "int x = \"a\";                  | incompatible types",
        "foo(                            | reached end of file while parsing",
        "int a = 5 int b = 6;            | ';' expected",
        "Math.max(1, \"b\")              | no suitable method found for max",
        "throw new Exception(\"why\")    | java.lang.Exception: why",
        "Object o = 1; (String) o        | java.lang.Integer cannot be cast to class java.lang.String",
        "System.exit(1)                  | would end the kernel and lose all variables",
        "Runtime.getRuntime().halt(1)    | would end the kernel and lose all variables",
        "IntStream.of(1).forEach(System::exit) | would end the kernel and lose all variables",
        "new int[2][-1]                  | java.lang.NegativeArraySizeException: -1",
        "((Object) null).hashCode()      | java.lang.NullPointerException",
      })
  void mistakesAreExplained(String code, String explanation) {
    assertThat(notebook.failure(code))
        .contains(explanation)
        .contains("Cell [" + notebook.cells() + "], line 1")
        .doesNotContain("REPL", "lungo.kernel", "jdk.jshell", "do_it", "reflect");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    notebook.run("int count = 0;");
    String report =
        notebook.failure(
            """
            int total = coutn;
            String s = 5;
            System.out.println(total);
            var list = List.of(1, 2);
            list.lenght();
            int half(int x) { return x / "2"; }
            int twice = 2 * 3;""");
    assertThat(report)
        .isEqualTo(
            """
            Cell [%1$d], line 1: cannot find symbol: variable coutn
            -> 1 | int total = coutn;
                 |             ^^^^^
               2 | String s = 5;
              did you mean 'count'?

            Cell [%1$d], line 2: incompatible types: int cannot be converted to java.lang.String
               1 | int total = coutn;
            -> 2 | String s = 5;
                 |            ^
               3 | System.out.println(total);

            Cell [%1$d], line 5: cannot find symbol: method lenght()
              location: variable list of type java.util.List<java.lang.Integer>
               4 | var list = List.of(1, 2);
            -> 5 | list.lenght();
                 |      ^^^^^^
               6 | int half(int x) { return x / "2"; }

            Cell [%1$d], line 6: bad operand types for binary operator '/'
              first type:  int
              second type: java.lang.String
               5 | list.lenght();
            -> 6 | int half(int x) { return x / "2"; }
                 |                          ^^^^^^^
               7 | int twice = 2 * 3;"""
                .formatted(notebook.cells()));
    assertThat(notebook.output().stdout()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "var a = missing1; a.size(); int b = a + 1;            | 1",
        "int a = missing1; class C { int v = a; } new C().w();  | 1",
        "int a = missing1; int f() { return later(); } f();     | 1",
        "int a = missing1; var b = missing2; b.size();          | 2",
        "int a = missing1; System.out.println(); List.of(1).size(); Thread.yield(); | 1",
        "import no.such.*; int a = missing1;                    | 1",
        "int a = missing1; int a = 2; a.b();                    | 1",
        "String s = 1; var v; int n = \"2\"; v.size();        | 3",
        "String s = 1; String t = 2; String u = \"3\";         | 2",
      })
  void whatFollowsFromAMistakeIsNotToldAsAnother(String code, int mistakes) {
    String report = notebook.failure(code);
    assertThat(report.split("Cell \\[", -1)).as(report).hasSize(1 + mistakes);
  }

  /** A front end puts them on light or dark red, where a terminal's colours cannot be read. */
  @ParameterizedTest
  @ValueSource(
      strings = {"int z = missing;", "throw new Exception(\"why\", new Error());", "new int[-1]"})
  void reportsAreInTheFrontEndsOwnColour(String code) {
    List<String> report = ((Outcome.Failed) notebook.run(code)).traceback();
    assertThat(String.join("", report).replaceAll("\u001b\\[[01]m", ""))
        .doesNotContain("\u001b")
        .isNotEqualTo(String.join("", report));
  }

  @Test
  void malformedEndOfACellKeepsItsBeginningFromRunning() {
    assertThat(notebook.failure("System.out.println(\"ran\");\nfor (int i = 0;"))
        .contains("line 2");
    assertThat(notebook.output().stdout()).isEmpty();
  }

  @Test
  void exceptionShowsTheWayThroughTheCells() {
    notebook.run("int half(int x) {\n  return x / 0;\n}");
    int declared = notebook.cells();
    assertThat(notebook.failure("// use it\n\nhalf(8)"))
        .isEqualTo(
            """
            java.lang.ArithmeticException: / by zero
                at Cell [%d], line 2, in half
               1 | int half(int x) {
            -> 2 |   return x / 0;
               3 | }
                at Cell [%d], line 3
            -> 3 | half(8)"""
                .formatted(declared, declared + 1));
  }

  @Test
  void causesAreTold() {
    assertThat(
            notebook.failure(
                "class Mine extends Exception { Mine(Throwable t) { super(\"outer\", t); } }\n"
                    + "throw new Mine(new IllegalStateException(\"inner\"));"))
        .contains("Mine: outer", "caused by java.lang.IllegalStateException: inner");
  }

  @Test
  void endlessRecursionIsOneFrameAndTheKernelLives() {
    String report = notebook.failure("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)");
    assertThat(report)
        .contains("java.lang.StackOverflowError", "line 1, in deep", "frames of the above again")
        .doesNotContain("a cell,");
    assertThat(report.lines().count()).isLessThan(10);
    assertThat(notebook.value("1 + 1")).isEqualTo("2");
  }

  @Test
  void outOfMemoryLeavesTheKernelAlive() {
    assertThat(notebook.failure("long[] much = new long[Integer.MAX_VALUE - 8];"))
        .contains("java.lang.OutOfMemoryError", "-Xmx");
    assertThat(notebook.value("1 + 1")).isEqualTo("2");
  }

  @Test
  void forwardReferenceThatStaysOpenIsTold() {
    notebook.run("double area(Shape s) { return 1; }");
    assertThat(notebook.output().stderr())
        .contains("line 1: area(Shape) cannot be called until class Shape is declared");
    assertThat(notebook.failure("area(null)"))
        .contains("area(Shape) cannot be called until class Shape is declared");
    notebook.run("record Shape(int w) {}");
    assertThat(notebook.value("area(new Shape(1))")).isEqualTo("1.0");
  }

  @Test
  void callOfAMethodWithAnOpenReferenceSaysWhatIsMissing() {
    notebook.run("int open() { return later(); }");
    assertThat(notebook.failure("open()")).contains("open() cannot be called until", "later()");
  }

  @Test
  void forwardReferenceWithinACellIsNoMatter() {
    assertThat(
            notebook.value("int first() { return second(); }\nint second() { return 4; }\nfirst()"))
        .isEqualTo("4");
    assertThat(notebook.output().stderr()).isEmpty();
  }

  @Test
  void variableWhoseTypeChangedIsToldToBeReset() {
    notebook.run("class Point { int x; }\nPoint p = new Point();");
    notebook.run("class Point { int x, y; }");
    assertThat(notebook.output().stderr())
        .contains("reset, because what their type is made of was redefined: p");
  }

  @Test
  void namesOfWrappersAreHidden() {
    assertThat(notebook.value("class Plain {}\nnew Plain()")).matches("Plain@[0-9a-f]+");
    var shown =
        (Outcome.Value) notebook.run("record Holder(Plain plain) {}\nnew Holder(new Plain())");
    assertThat(shown.bundle().data().toString()).contains(">Plain@").doesNotContain("REPL");
  }
}
