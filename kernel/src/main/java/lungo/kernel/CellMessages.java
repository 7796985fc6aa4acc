package lungo.kernel;

import java.io.IOException;
import lungo.display.MimeBundle;
import lungo.kernel.channels.Received;
import lungo.kernel.execution.CellOutput;
import lungo.kernel.protocol.Execute;
import lungo.kernel.protocol.Publish;

/** A cell's output as messages whose parent is the cell's request. */
final class CellMessages implements CellOutput {

  private final Received received;
  private final Execute.Request request;
  private final Inputs inputs;
  private volatile boolean hasSecret;

  CellMessages(Received received, Execute.Request request, Inputs inputs) {
    this.received = received;
    this.request = request;
    this.inputs = inputs;
  }

  /** The cell's request. */
  Received received() {
    return received;
  }

  @Override
  public void stdout(String text) {
    print("stdout", text);
  }

  @Override
  public void stderr(String text) {
    print("stderr", text);
  }

  @Override
  public void show(String id, MimeBundle bundle) {
    publish(new Publish.DisplayData(bundle, id, false));
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    publish(new Publish.DisplayData(bundle, id, true));
  }

  @Override
  public void clear(boolean wait) {
    publish(new Publish.ClearOutput(wait));
  }

  @Override
  public String readLine(String prompt, boolean password) throws IOException, InterruptedException {
    if (!request.allowStdin()) {
      throw new IOException(
          "this cell reads input, but its front end cannot be asked (allow_stdin is false)");
    }
    hasSecret |= password;
    return inputs.ask(received, prompt, password);
  }

  /** Whether a password was asked for, which the cell's result may hold. */
  boolean hasSecret() {
    return hasSecret;
  }

  /** Publishes what the cell causes; nothing if it runs silently. */
  void publish(Publish news) {
    if (!request.silent()) {
      received.publish(news);
    }
  }

  private void print(String stream, String text) {
    if (!request.silent()) {
      received.print(stream, text);
    }
  }
}
