package lungo.kernel.magics.builtin;

import java.util.List;
import lungo.display.Display;
import lungo.display.MimeBundle;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %%markdown}: shows the cell as Markdown. */
public final class MarkdownMagic implements CellMagic {

  /** For {@link java.util.ServiceLoader}. */
  public MarkdownMagic() {}

  @Override
  public Manual manual() {
    return new Manual("markdown", List.of("md"), "Shows the cell as Markdown.", "%%markdown");
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run) {
    call.arguments(this, 0, 0);
    Display.show(MimeBundle.text(body.strip()).with(MimeBundle.MARKDOWN, body));
    return MagicResult.done();
  }
}
