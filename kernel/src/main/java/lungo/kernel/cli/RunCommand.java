package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.ijava.IJavaEnvironment;
import lungo.kernel.notebook.HeadlessRun;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.Parameters;
import lungo.kernel.notebook.RunResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lungo run}: runs a notebook without Jupyter and writes it with its outputs. */
@Command(
    name = "run",
    description = "Run a notebook from top to bottom, without Python or Jupyter.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Relative paths in the notebook start at its folder, as in Jupyter.",
      "A cell tagged raises-exception may fail; one tagged skip-execution is not run."
    })
final class RunCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream out;
  private final PrintStream err;

  @Spec @Nullable CommandSpec spec;

  @CommandLine.Parameters(paramLabel = "NOTEBOOK.ipynb", description = "the notebook")
  Path notebook = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.ipynb",
      description =
          "where the executed notebook goes (NOTEBOOK-executed.ipynb beside the notebook); name the"
              + " notebook itself to replace it")
  @Nullable Path output;

  @Option(names = "--html", paramLabel = "OUT.html", description = "write a page of it as well")
  @Nullable Path html;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "give a variable of the cell tagged 'parameters' another value")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "stop a cell, and the run, when the cell takes longer than this")
  @Nullable Double timeout;

  @Option(names = "--allow-errors", description = "go on after a cell that failed")
  boolean allowErrors;

  RunCommand(Place place, PrintStream out, PrintStream err) {
    this.place = place;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws NotebookException, InterruptedException {
    Path source = place.resolve(notebook);
    Notebook read = NotebookFile.read(source);
    Notebook prepared = Parameters.of(read).inject(read, parameters);
    var files = RunFiles.of(place, source, output, html);
    files.check();
    out.println("Running " + place.show(source));
    var progress = new ConsoleProgress(out, err, place.columns());
    try (var runner = IJavaEnvironment.current().start(InterpreterOptions.defaults())) {
      var run = new HeadlessRun(prepared, runner, options(), progress);
      return finish(run, files, progress);
    }
  }

  private HeadlessRun.Options options() {
    if (timeout != null && !(timeout > 0 && timeout < 1e9)) {
      throw new CommandLine.ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "--timeout must be a positive number of seconds, got " + timeout);
    }
    Optional<Duration> limit =
        Optional.ofNullable(timeout).map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
    return new HeadlessRun.Options(limit, allowErrors);
  }

  private int finish(HeadlessRun run, RunFiles files, ConsoleProgress progress)
      throws NotebookException, InterruptedException {
    var ctrlC = CtrlC.stops(run);
    try {
      progress.afterEachCell(() -> files.save(run.snapshot()));
      RunResult result = run.run();
      progress.close();
      files.write(run.snapshot());
      return report(result, files);
    } finally {
      ctrlC.close();
    }
  }

  private int report(RunResult result, RunFiles files) {
    String wrote = "Wrote " + files;
    if (result instanceof RunResult.Completed done) {
      String errors = done.errors() == 0 ? "" : ", " + done.errors() + " of them with an error";
      out.println(wrote + " (" + done.cells() + " cells" + errors + ")");
      return 0;
    }
    out.println(wrote);
    if (result instanceof RunResult.Failed failed) {
      failed
          .error()
          .traceback()
          .forEach(line -> err.println(place.columns() > 0 ? line : plain(line)));
      err.println(
          "error: "
              + failed.position()
              + " failed: "
              + failed.error().name()
              + ": "
              + failed.error().message());
    } else if (result instanceof RunResult.TimedOut late) {
      err.println(
          "error: "
              + late.position()
              + " took longer than the "
              + late.limit().toMillis() / 1000.0
              + " s that --timeout gives a cell");
    } else if (result instanceof RunResult.Stopped stopped) {
      err.println("error: stopped in " + stopped.position());
    }
    return 1;
  }

  private static String plain(String line) {
    return line.replaceAll("\u001B\\[[0-9;]*m", "");
  }
}
