package lungo.kernel.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
  private final List<CellRecording> cells = new ArrayList<>();

  Recording(Notebook notebook, RunListener listener) {
    this.notebook = notebook;
    this.listener = listener;
    notebook.codeCells().forEach(code -> cells.add(new CellRecording()));
  }

  /** Where the n-th code cell's output goes, n from 0. */
  CellOutput output(int index) {
    return new Output(cells.get(index));
  }

  /** Gives the n-th code cell its number. */
  synchronized void started(int index) {
    cells.get(index).number(index + 1);
  }

  /** Records how the n-th code cell ended. */
  void ended(int index, Outcome outcome) {
    if (outcome instanceof Outcome.Value value) {
      add(index, new NotebookOutput.ExecuteResult(index + 1, value.bundle()));
      listener.result(value.bundle());
    } else if (outcome instanceof Outcome.Failed failed) {
      add(index, new NotebookOutput.Failure(failed.name(), failed.message(), failed.traceback()));
    }
  }

  /** Records that the n-th code cell was stopped, and why. */
  void stopped(int index, String name, String message) {
    var traceback = List.of("\u001B[31m" + name + "\u001B[0m: " + message);
    add(index, new NotebookOutput.Failure(name, message, traceback));
  }

  /** The notebook as far as it was executed; cells that did not run have no outputs. */
  synchronized Notebook snapshot() {
    var result = new ArrayList<NotebookCell>();
    int index = 0;
    for (NotebookCell cell : notebook.cells()) {
      result.add(cell instanceof NotebookCell.Code code ? cells.get(index++).applyTo(code) : cell);
    }
    return notebook.withCells(result);
  }

  private synchronized void add(int index, NotebookOutput output) {
    cells.get(index).show(null, output);
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
    cells.forEach(cell -> cell.update(id, bundle));
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
