package lungo.kernel.magics;

import java.io.IOException;
import java.time.Duration;
import lungo.display.MimeBundle;
import lungo.kernel.execution.CellOutput;

/** A cell's output that knows the run it belongs to, so that magics called from Java find it. */
record RunOutput(CellRun run, CellOutput to) implements CellOutput {

  @Override
  public void stdout(String text) {
    to.stdout(text);
  }

  @Override
  public void stderr(String text) {
    to.stderr(text);
  }

  @Override
  public String readLine(String prompt, boolean password) throws IOException, InterruptedException {
    return to.readLine(prompt, password);
  }

  @Override
  public void show(String id, MimeBundle bundle) {
    to.show(id, bundle);
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    to.update(id, bundle);
  }

  @Override
  public void clear(boolean wait) {
    to.clear(wait);
  }

  @Override
  public Duration redrawInterval() {
    return to.redrawInterval();
  }
}
