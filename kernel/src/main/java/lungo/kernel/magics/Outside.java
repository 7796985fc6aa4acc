package lungo.kernel.magics;

import java.io.IOException;
import lungo.display.MimeBundle;
import lungo.kernel.execution.CellOutput;

/** Output of what is called before the first cell: nobody sees it. */
enum Outside implements CellOutput {
  /** The only one. */
  OUTPUT;

  @Override
  public void stdout(String text) {}

  @Override
  public void stderr(String text) {}

  @Override
  public String readLine(String prompt, boolean password) throws IOException {
    throw new IOException("no cell runs that could be asked");
  }

  @Override
  public void show(String id, MimeBundle bundle) {}

  @Override
  public void update(String id, MimeBundle bundle) {}

  @Override
  public void clear(boolean wait) {}
}
