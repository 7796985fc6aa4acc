package lungo.kernel.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import lungo.display.MimeBundle;
import lungo.kernel.execution.CellOutput;
import lungo.kernel.execution.Outcome;

/**
 * The outputs of a run as the notebook will hold them: stream text joined, displays updated in
 * place by their id in whatever cell they stand, cleared when asked. Called from any thread, also
 * with what a thread prints after its cell has ended.
 */
final class Recording {

  private final Notebook notebook;
  private final RunListener listener;
  private final Map<String, CellRecording> cells = new HashMap<>();

  Recording(Notebook notebook, RunListener listener) {
    this.notebook = notebook;
    this.listener = listener;
    notebook.codeCells().stream()
        .filter(NotebookCell.Code::runs)
        .forEach(cell -> cells.put(cell.id(), new CellRecording()));
  }

  /** Gives a cell its number, and says where its output goes. */
  synchronized CellOutput start(NotebookCell.Code cell, int executionCount) {
    CellRecording recording = recording(cell);
    recording.number(executionCount);
    return new Output(recording);
  }

  /** Records how a cell ended; returns the error if it failed. */
  Optional<NotebookOutput.Failure> ended(NotebookCell.Code cell, Outcome outcome) {
    if (outcome instanceof Outcome.Value value) {
      result(cell, value.bundle());
      listener.result(value.bundle());
    } else if (outcome instanceof Outcome.Failed failed) {
      return Optional.of(
          fail(
              cell,
              new NotebookOutput.Failure(failed.name(), failed.message(), failed.traceback())));
    } else if (outcome instanceof Outcome.Interrupted) {
      return Optional.of(fail(cell, "Interrupted", "the cell interrupted itself"));
    }
    return Optional.empty();
  }

  /** Records that a cell was stopped, and why. */
  NotebookOutput.Failure fail(NotebookCell.Code cell, String name, String message) {
    var traceback = List.of("\u001B[31m" + name + "\u001B[0m: " + message);
    return fail(cell, new NotebookOutput.Failure(name, message, traceback));
  }

  /** The notebook as far as it was executed; cells that did not run yet have no outputs. */
  synchronized Notebook snapshot() {
    var result = new ArrayList<NotebookCell>();
    for (NotebookCell cell : notebook.cells()) {
      if (!(cell instanceof NotebookCell.Code code)) {
        result.add(cell);
      } else if (cells.containsKey(code.id())) {
        result.add(recording(code).applyTo(code));
      } else {
        result.add(code.source().isBlank() ? code.executed(OptionalInt.empty(), List.of()) : code);
      }
    }
    return notebook.withCells(result);
  }

  private synchronized void result(NotebookCell.Code cell, MimeBundle bundle) {
    CellRecording recording = recording(cell);
    recording.show(null, new NotebookOutput.ExecuteResult(recording.number(), bundle));
  }

  private synchronized NotebookOutput.Failure fail(
      NotebookCell.Code cell, NotebookOutput.Failure failure) {
    recording(cell).show(null, failure);
    return failure;
  }

  private CellRecording recording(NotebookCell cell) {
    return Objects.requireNonNull(cells.get(cell.id()), () -> "no cell " + cell.id());
  }

  private void stream(CellRecording cell, String name, String text) {
    synchronized (this) {
      cell.stream(name, text);
    }
    listener.text(name, text);
  }

  private synchronized void show(CellRecording cell, String id, MimeBundle bundle) {
    cell.show(id, new NotebookOutput.DisplayData(bundle));
  }

  private synchronized void update(String id, MimeBundle bundle) {
    cells.values().forEach(cell -> cell.update(id, bundle));
  }

  private synchronized void clear(CellRecording cell, boolean wait) {
    cell.clear(wait);
  }

  /** Records what a cell does, then tells the listener. */
  private final class Output implements CellOutput {
    private final CellRecording cell;

    Output(CellRecording cell) {
      this.cell = cell;
    }

    @Override
    public void stdout(String text) {
      stream(cell, "stdout", text);
    }

    @Override
    public void stderr(String text) {
      stream(cell, "stderr", text);
    }

    @Override
    public String readLine(String prompt, boolean password) throws IOException {
      String asked = prompt.isBlank() ? "" : " (\"" + prompt.strip() + "\")";
      throw new IOException(
          "the cell asks for input"
              + asked
              + ", and a headless run has nobody to ask; make it a parameter and give it with"
              + " -p NAME=VALUE");
    }

    @Override
    public void show(String id, MimeBundle bundle) {
      Recording.this.show(cell, id, bundle);
      listener.shown(id, bundle);
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      Recording.this.update(id, bundle);
      listener.updated(id, bundle);
    }

    @Override
    public void clear(boolean wait) {
      Recording.this.clear(cell, wait);
    }
  }
}
