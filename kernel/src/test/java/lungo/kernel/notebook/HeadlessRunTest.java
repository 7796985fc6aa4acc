package lungo.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lungo.display.MimeBundle;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.ijava.IJavaEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeadlessRunTest {

  private static final HeadlessRun.Options DEFAULTS =
      new HeadlessRun.Options(Optional.empty(), false);

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  private record Ran(RunResult result, Notebook notebook) {
    List<NotebookOutput> outputs(int cell) {
      return notebook.codeCells().get(cell).outputs();
    }
  }

  private Ran run(HeadlessRun.Options options, NotebookCell... cells) throws Exception {
    try (var runner = IJavaEnvironment.current().start(InterpreterOptions.defaults())) {
      var run = new HeadlessRun(Notebook.of(cells), runner, options, new Events());
      return new Ran(run.run(), run.snapshot());
    }
  }

  private static NotebookCell.Code code(String id, String source, String... tags) {
    return NotebookCell.Code.of(id, source, tags);
  }

  private static NotebookOutput.Stream stdout(String text) {
    return new NotebookOutput.Stream("stdout", text);
  }

  @Test
  void cellsShareOneSessionAndTheirOutputsAreRecorded() throws Exception {
    Ran ran =
        run(
            DEFAULTS,
            code("a", "int x = 20;"),
            code("empty", " \n"),
            NotebookCell.Markdown.of("m", "prose"),
            code("b", "System.out.print(1); System.out.println(2); System.err.println(3); x + 1"));
    assertThat(ran.result()).isEqualTo(new RunResult.Completed(2, 0));
    assertThat(ran.notebook().codeCells())
        .extracting(NotebookCell.Code::executionCount)
        .containsExactly(OptionalInt.of(1), OptionalInt.empty(), OptionalInt.of(2));
    assertThat(ran.outputs(2))
        .containsExactly(
            stdout("12\n"),
            new NotebookOutput.Stream("stderr", "3\n"),
            new NotebookOutput.ExecuteResult(2, MimeBundle.text("21")));
    assertThat(events).contains("started 1/2 int x = 20;", "ended 2/2");
  }

  @Test
  void anUpdateReplacesWhatAnEarlierCellShowed() throws Exception {
    Ran ran =
        run(
            DEFAULTS,
            code("a", "var d = Display.show(\"first\"); System.out.println(\"between\");"),
            code("b", "d.update(\"second\");"));
    assertThat(ran.outputs(0))
        .containsExactly(
            new NotebookOutput.DisplayData(MimeBundle.text("second")), stdout("between\n"));
    assertThat(ran.outputs(1)).isEmpty();
    assertThat(events).contains("shown first", "updated second");
  }

  @Test
  void clearedOutputsAreGone() throws Exception {
    Ran ran =
        run(
            DEFAULTS,
            code("now", "System.out.println(1); Display.clear();"),
            code("next", "System.out.println(1); Display.clearOnNext(); System.out.println(2);"),
            code("never", "System.out.println(1); System.out.flush(); Display.clearOnNext();"));
    assertThat(ran.outputs(0)).isEmpty();
    assertThat(ran.outputs(1)).containsExactly(stdout("2\n"));
    assertThat(ran.outputs(2)).containsExactly(stdout("1\n"));
  }

  @Test
  void aFailureEndsTheRunAndKeepsWhatWasThere() throws Exception {
    Ran ran =
        run(
            DEFAULTS,
            code("a", "1 + 1"),
            code(
                "b",
                "System.out.println(\"before\");\nthrow new IllegalStateException(\"no data\");"),
            code("c", "3"));
    var failed = (RunResult.Failed) ran.result();
    assertThat(failed.position()).hasToString("cell 2 of 3 (System.out.println(\"before\");)");
    assertThat(failed.error().message()).contains("no data");
    assertThat(ran.outputs(0)).hasSize(1);
    assertThat(ran.outputs(1)).startsWith(stdout("before\n")).endsWith(failed.error());
    assertThat(ran.outputs(2)).isEmpty();
  }

  @Test
  void errorsThatAreAllowedDoNotEndTheRun() throws Exception {
    Ran tagged = run(DEFAULTS, code("a", "int x = \"\";", "raises-exception"), code("b", "2"));
    assertThat(tagged.result()).isEqualTo(new RunResult.Completed(2, 1));
    Ran all =
        run(new HeadlessRun.Options(Optional.empty(), true), code("a", "1/0"), code("b", "2"));
    assertThat(all.result()).isEqualTo(new RunResult.Completed(2, 1));
    assertThat(all.outputs(1)).hasSize(1);
  }

  @Test
  void aCellThatIsSkippedKeepsItsOutputs() throws Exception {
    var skipped =
        code("a", "1/0", "skip-execution").executed(OptionalInt.of(7), List.of(stdout("old")));
    Ran ran = run(DEFAULTS, skipped);
    assertThat(ran.notebook().cells()).containsExactly(skipped);
  }

  @Test
  void aCellThatRunsTooLongIsStopped() throws Exception {
    var limit = new HeadlessRun.Options(Optional.of(Duration.ofSeconds(2)), false);
    Ran ran =
        run(limit, code("a", "System.out.println(\"on\"); Thread.sleep(60_000);"), code("b", "2"));
    assertThat(ran.result()).isInstanceOf(RunResult.TimedOut.class);
    var failure = (NotebookOutput.Failure) ran.outputs(0).get(1);
    assertThat(failure.name()).isEqualTo("Timeout");
    assertThat(failure.message()).isEqualTo("the cell ran longer than 2 s");
    assertThat(ran.outputs(1)).isEmpty();
  }

  @Test
  void aStoppedRunKeepsWhatWasPrinted() throws Exception {
    try (var runner = IJavaEnvironment.current().start(InterpreterOptions.defaults())) {
      var notebook = Notebook.of(code("a", "System.out.println(\"on\"); Thread.sleep(60_000);"));
      var listener = new Events();
      var run = new HeadlessRun(notebook, runner, DEFAULTS, listener);
      listener.onText = run::stop;
      assertThat(run.run()).isInstanceOf(RunResult.Stopped.class);
      assertThat(run.snapshot().codeCells().get(0).outputs().get(0)).isEqualTo(stdout("on\n"));
    }
  }

  @Test
  void aCellThatAsksForInputFailsWithTheReason() throws Exception {
    Ran ran = run(DEFAULTS, code("a", "new Scanner(System.in).nextLine()"));
    assertThat(ran.result()).isInstanceOf(RunResult.Failed.class);
    assertThat(((RunResult.Failed) ran.result()).error().message())
        .contains("a headless run has nobody to ask");
  }

  /** Notes what it is told. */
  private final class Events implements RunListener {
    private Runnable onText = () -> {};

    @Override
    public void started(int number, int total, NotebookCell.Code cell) {
      events.add("started " + number + "/" + total + " " + cell.title());
    }

    @Override
    public void ended(int number, int total, Duration took) {
      events.add("ended " + number + "/" + total);
    }

    @Override
    public void text(String stream, String text) {
      onText.run();
    }

    @Override
    public void result(MimeBundle bundle) {
      events.add("result " + bundle.plainText());
    }

    @Override
    public void shown(String id, MimeBundle bundle) {
      events.add("shown " + bundle.plainText());
    }

    @Override
    public void updated(String id, MimeBundle bundle) {
      events.add("updated " + bundle.plainText());
    }
  }
}
