package lungo.kernel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.ijava.IJavaEnvironment;
import lungo.kernel.notebook.HeadlessRun;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.Parameters;
import lungo.kernel.notebook.RunEnvironment;
import lungo.kernel.notebook.RunResult;
import lungo.kernel.notebook.check.Check;
import lungo.kernel.notebook.check.CheckResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lungo check}: runs notebooks afresh and compares with their stored outputs. */
@Command(
    name = "check",
    description = "Run notebooks afresh and compare what they show with their stored outputs.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Text must be equal, pictures alike, HTML of the same text. A cell's metadata,",
      "or the notebook's for all its cells, may allow more:",
      "  \"lungo\": {\"check\": {\"tolerance\": 0.02, \"ignore\": \"times\"}}",
      "  tolerance   the share by which numbers may differ",
      "  absolute    the difference that they may have whatever their size",
      "  ignore      true: the whole cell; \"times\", a regular expression, or a list",
      "              of these: the text that matches",
      "  similarity  how alike pictures must be, from 0 to 1 (0.95)",
      "Exit status: 0 as stored, 1 different, 2 wrong usage or nothing to compare."
    })
final class CheckCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;
  private static final int NOT_COMPARED = 2;

  private final Place place;
  private final PrintStream out;
  private final PrintStream err;

  @CommandLine.Parameters(
      arity = "1..*",
      paramLabel = "NOTEBOOK.ipynb",
      description = "notebooks with their outputs; they stay as they are")
  List<Path> notebooks = new ArrayList<>();

  @Mixin RunSettings settings = new RunSettings();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "keep the executed notebooks in this folder, as NOTEBOOK-executed.ipynb; it is made if it"
              + " is not there")
  @Nullable Path output;

  CheckCommand(Place place, PrintStream out, PrintStream err) {
    this.place = place;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (notebooks.size() > 1) {
      settings.cellLimit(); // refused now if it is wrong
      return OwnProcesses.run(place, err, "check", arguments(), notebooks);
    }
    try {
      return check(place.resolve(notebooks.get(0)));
    } catch (NotebookException e) {
      err.println("error: " + place.shorten(String.valueOf(e.getMessage())));
      return NOT_COMPARED;
    }
  }

  private List<String> arguments() {
    var arguments = new ArrayList<>(settings.arguments());
    if (output != null) {
      arguments.addAll(List.of("-o", output.toString()));
    }
    return arguments;
  }

  private int check(Path source) throws NotebookException, InterruptedException {
    var options = new HeadlessRun.Options(settings.cellLimit(), false);
    Notebook stored = NotebookFile.read(source);
    Check check = check(source, stored);
    Notebook prepared = Parameters.of(stored).inject(stored, settings.parameters);
    if (output != null) {
      makeFolder(place.resolve(output));
      NotebookFile.checkWritable(executed(output, source));
    }
    System.setProperty(HeadlessRun.NOTEBOOK, source.toString());
    out.println("Checking " + place.show(source));
    var progress = new ConsoleProgress(out, err, place.columns());
    try (var runner = IJavaEnvironment.current().start(InterpreterOptions.defaults())) {
      var run = new HeadlessRun(prepared, runner, options, progress);
      var ctrlC = CtrlC.stops(run);
      try {
        RunResult result = run.run();
        progress.close();
        if (output != null) {
          NotebookFile.write(
              RunEnvironment.current().recordIn(run.snapshot()), executed(output, source));
        }
        RunSettings.warnOfChanges(stored, err);
        return report(source, result, check.compare(run.snapshot()));
      } finally {
        ctrlC.close();
      }
    }
  }

  private static Check check(Path source, Notebook stored) throws NotebookException {
    try {
      return Check.with(stored);
    } catch (NotebookException e) {
      throw new NotebookException(source + ": " + e.getMessage(), e);
    }
  }

  private static void makeFolder(Path folder) throws NotebookException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new NotebookException("cannot make the folder " + folder + ": a file has its name", e);
    } catch (IOException e) {
      throw new NotebookException("cannot make the folder " + folder + ": " + e, e);
    }
  }

  private Path executed(Path folder, Path source) {
    String name = String.valueOf(source.getFileName()).replaceAll("\\.ipynb$", "");
    return place.resolve(folder).resolve(name + "-executed.ipynb");
  }

  private int report(Path source, RunResult result, CheckResult found) {
    found.differences().forEach(err::println);
    RunSettings.printFailure(result, place, err);
    String ignored = found.ignored() == 0 ? "" : ", " + found.ignored() + " ignored";
    if (found.differing() > 0) {
      err.println(
          "error: %s: %d of %d cells differ from what is stored%s"
              .formatted(place.show(source), found.differing(), found.compared(), ignored));
      if (found.inTimes() > 0) {
        err.println(
            "%d of them in times and rates alone, which {\"lungo\": {\"check\": {\"ignore\": \"times\"}}} in the metadata of the notebook, or of a cell, leaves out"
                .formatted(found.inTimes()));
      }
      return DIFFERENT;
    }
    if (!(result instanceof RunResult.Completed)) {
      return DIFFERENT;
    }
    out.println(
        "%s: as stored (%d cells compared%s)"
            .formatted(place.show(source), found.compared(), ignored));
    return 0;
  }
}
