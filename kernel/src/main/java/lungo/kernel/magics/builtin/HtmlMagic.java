package lungo.kernel.magics.builtin;

import lungo.display.Display;
import lungo.display.MimeBundle;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %%html}: shows the cell as HTML. */
public final class HtmlMagic implements CellMagic {

  /** For {@link java.util.ServiceLoader}. */
  public HtmlMagic() {}

  @Override
  public Manual manual() {
    return Manual.of("html", "Shows the cell as HTML.", "%%html");
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run) {
    call.arguments(this, 0, 0);
    Display.show(MimeBundle.html(body, body.strip()));
    return MagicResult.done();
  }
}
