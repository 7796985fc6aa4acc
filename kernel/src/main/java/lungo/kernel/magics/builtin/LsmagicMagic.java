package lungo.kernel.magics.builtin;

import java.util.ArrayList;
import java.util.List;
import lungo.display.Display;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.Magic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %lsmagic}: lists the magics. */
public final class LsmagicMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public LsmagicMagic() {}

  @Override
  public Manual manual() {
    return Manual.of("lsmagic", "Lists the magics.", "%lsmagic");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    call.arguments(this, 0, 0);
    Display.show(list(run.runner().magics().all()));
    return MagicResult.done();
  }

  static MimeBundle list(List<Magic> magics) {
    var lines = new ArrayList<List<String>>();
    var html = new Html().open("table").row("th", "magic", "what it does");
    for (Magic magic : magics) {
      String names = names(magic);
      lines.add(List.of(names, magic.manual().summary()));
      html.row("td", names, magic.manual().summary());
    }
    return MimeBundle.html(html.close().toString(), Columns.align(lines));
  }

  private static String names(Magic magic) {
    String name = magic.manual().name();
    var forms = new ArrayList<String>();
    if (magic instanceof LineMagic) {
      forms.add("%" + name);
    }
    if (magic instanceof CellMagic) {
      forms.add("%%" + name);
    }
    return String.join(" ", forms);
  }
}
