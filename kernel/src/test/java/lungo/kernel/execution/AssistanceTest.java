package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import lungo.kernel.classpath.JdkSources;
import lungo.kernel.execution.Completeness.Status;
import lungo.kernel.execution.Completion.Candidate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssistanceTest {

  private static Notebook notebook;

  @BeforeAll
  static void start() {
    notebook = new Notebook();
    notebook.value(
        """
        var words = new ArrayList<String>(List.of("a", "b"));
        double half(double x) { return x / 2; }
        class Pair { public int left; public int right() { return left; } }
        var pair = new Pair();
        """);
  }

  @AfterAll
  static void close() {
    notebook.close();
  }

  /** Completes at the bar. */
  private static Completion complete(String code) {
    int cursor = code.indexOf('|');
    return notebook.interpreter.complete(code.replace("|", ""), cursor);
  }

  private static List<String> texts(String code) {
    return complete(code).candidates().stream().map(Candidate::text).toList();
  }

  @Test
  void namesOfTheNotebookComeWithTypes() {
    assertThat(complete("wor|").candidates())
        .contains(new Candidate("words", "variable", "ArrayList<String>"));
    assertThat(complete("1 + hal|").candidates())
        .contains(new Candidate("half(", "method", "(double x) double"));
    assertThat(texts("ret|")).contains("return");
  }

  @Test
  void membersComeWithSignaturesAndReplaceWhatWasTyped() {
    Completion completion = complete("words.si|");
    assertThat(completion)
        .isEqualTo(new Completion(6, 8, List.of(new Candidate("size()", "method", "() int"))));
    assertThat(complete("pair.|").candidates())
        .startsWith(
            new Candidate("left", "field", "int"), new Candidate("right()", "method", "() int"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "Math.ma|; max(",
        "words.stream().fil|; filter(",
        "words\\n  .stream()\\n  .fil|; filter(",
        "\"a\".toUpp|; toUpperCase(",
        "java.util.concu|; concurrent",
        "new HashM|; HashMap(",
        "import java.ut|; util",
        "import org.junit.jup|; jupiter",
        "for (var w : words) { w.len|; length()",
        "`class A { int count; int g() { return cou|`; count",
        "void f(int count) { cou|; count",
        "Collectors.joi|; joining(",
      })
  void placesOfAllKindsAreCompleted(String code, String expected) {
    assertThat(texts(code.replace("\\n", "\n"))).contains(expected);
  }

  @Test
  void anImportThatComesLaterLeavesTheEarlierOnesKnown() {
    assertThat(texts("Collectors.joi|")).contains("joining(");
    notebook.run("import java.awt.geom.*;");
    assertThat(texts("new Point2|")).contains("Point2D");
    assertThat(texts("new AffineTr|")).contains("AffineTransform(");
    assertThat(texts("Collectors.joi|")).contains("joining(");
    assertThat(texts("new HashM|")).contains("HashMap(");
  }

  @Test
  void variablesOfEarlierLinesOfTheSameCellAreKnown() {
    assertThat(
            texts(
                "import java.awt.*;\n"
                    + "var here = \"x\";\n"
                    + "int g() { return 1; }\n"
                    + "record R(int wide) {}\n"
                    + "var r = new R(1);\n"
                    + "here.isEm|"))
        .contains("isEmpty()");
    assertThat(texts("record R(int wide) {}\nvar r = new R(1);\nr.wi|")).contains("wide()");
  }

  @Test
  void typesThatAreNotImportedAreOfferedAndImportedOnceUsed() {
    assertThat(complete("new AtomicIntegerA|").candidates())
        .contains(new Candidate("AtomicIntegerArray", "class", "java.util.concurrent.atomic"));
    assertThat(texts("Connection|")).contains("Connection").doesNotContain("java.sql.Connection");
    assertThat(notebook.value("new AtomicIntegerArray(3).length()")).isEqualTo("3");
    assertThat(notebook.output().stderr())
        .isEqualTo("imported java.util.concurrent.atomic.AtomicIntegerArray\n");
    assertThat(complete("new AtomicIntegerA|").candidates())
        .contains(new Candidate("AtomicIntegerArray(", "class", ""));
  }

  @Test
  void whatACellDeclaresItselfIsNotImported() {
    assertThat(texts("Robot|")).contains("Robot");
    assertThat(notebook.value("record Robot(int legs) {}\nnew Robot(2)")).contains("legs=2");
    assertThat(notebook.output().stderr()).isEmpty();
  }

  @Test
  void completionFitsWhatIsExpected() {
    assertThat(complete("int n = words.|").candidates().get(0).signature()).endsWith(" int");
  }

  @Test
  void nothingIsFoundWhereNothingFits() {
    assertThat(complete("words.nothingOfThatName|").candidates()).isEmpty();
    assertThat(complete("|").start()).isZero();
  }

  @Test
  @Timeout(60)
  void assistanceIsGivenWhileACellRuns() throws Exception {
    var output = new Recorder();
    var running = notebook.inBackground("System.out.print(\"on\"); while (true) { }", output);
    output.awaitStdout("on");
    assertThat(texts("words.si|")).contains("size()");
    assertThat(notebook.interpreter.inspect("half(1)", 2, false)).isPresent();
    assertThat(notebook.interpreter.isComplete("int x =").status()).isEqualTo(Status.INCOMPLETE);
    assertThat(running).isNotDone();
    notebook.interpreter.interrupt();
    assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo(new Outcome.Interrupted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "words.in|dexOf(\"a\"); indexOf(Object",
        "words.add(|; add(",
        "hal|f(3); half(double x)",
        "Mat|h.PI; java.lang.Math",
        "new Random|(); Random",
        "wor|ds; words",
        "`var s = \"a\"; s.len|gth()`; length()",
        "words.indexOf|; indexOf(",
      })
  void signaturesAreShown(String code, String signature) {
    Inspection inspection =
        notebook.interpreter.inspect(code.replace("|", ""), code.indexOf('|'), false).orElseThrow();
    assertThat(inspection.text()).contains(signature).doesNotContain("REPL");
    assertThat(inspection.html()).contains("<pre><b>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "words.in|dexOf(\"a\"); java.base/java/util/ArrayList.html#indexOf(java.lang.Object)",
        "new Random|(); java.base/java/util/Random.html#%3Cinit%3E()",
        "Mat|h.PI; java.base/java/lang/Math.html",
        "Math.P|I; java.base/java/lang/Math.html#PI",
        "\"abc\".subs|tring(1); java.base/java/lang/String.html#substring(int)",
        "java.util.Map.Entr|y; java.base/java/util/Map.Entry.html",
        "words.trimToSize|; java.base/java/util/ArrayList.html#trimToSize()",
      })
  void theFullPageIsLinked(String code, String page) {
    Inspection inspection =
        notebook.interpreter.inspect(code.replace("|", ""), code.indexOf('|'), false).orElseThrow();
    String address =
        "https://docs.oracle.com/en/java/javase/"
            + Runtime.version().feature()
            + "/docs/api/"
            + page;
    assertThat(inspection.html())
        .contains("<a href=\"" + address + "\" target=\"_blank\">Full page");
    assertThat(inspection.text().lines()).contains("Full page: " + address);
  }

  @Test
  void theJdksDocumentationIsShownOrHowToHaveIt() {
    Inspection inspection =
        notebook.interpreter.inspect("\"abc\".isEmpty()", 12, false).orElseThrow();
    if (JdkSources.areThere()) {
      assertThat(inspection.text()).contains("true if, and only if, length() is 0");
      assertThat(inspection.html()).contains("<code>0</code>");
    } else {
      assertThat(inspection.text()).contains("sudo apt install openjdk-");
    }
  }

  @Test
  void whatTheNotebookDeclaresHasNoPage() {
    assertThat(notebook.interpreter.inspect("half(1)", 2, false).orElseThrow().text())
        .doesNotContain("Full page");
  }

  @Test
  void unknownNamesHaveNoInspection() {
    assertThat(notebook.interpreter.inspect("noSuchThing", 4, false)).isEmpty();
    assertThat(notebook.interpreter.inspect("", 0, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "1 + 1; COMPLETE; ``",
        "`int x = 3;\\nx`; COMPLETE; ``",
        "int x = 3\\nx; INVALID; ``",
        "// done; COMPLETE; ``",
        "`for (int i = 0;`; INCOMPLETE; ``",
        "if (true) {; INCOMPLETE; `    `",
        "class A {\\n    void f() {; INCOMPLETE; `        `",
        "words.stream()\\n    .map(w ->; INCOMPLETE; `        `",
        "`int 3 = );`;  INVALID; ``",
        "`int = 1;`;  INVALID; ``",
        "`notYetDeclared(1)`;  COMPLETE; ``",
        "`import com.example.Unknown;`;  COMPLETE; ``",
        "`int f() { return 1; }\\nf() + g;`;  COMPLETE; ``",
        "`int x = 1; }`; INVALID; ``",
      })
  void completenessIsJudged(String code, Status status, String indent) {
    assertThat(notebook.interpreter.isComplete(code.replace("\\n", "\n")))
        .isEqualTo(new Completeness(status, indent));
  }
}
