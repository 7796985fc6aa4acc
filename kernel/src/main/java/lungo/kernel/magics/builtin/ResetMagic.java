package lungo.kernel.magics.builtin;

import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %reset}: forgets what cells have declared. */
public final class ResetMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public ResetMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "reset",
        "Forgets all variables, methods and types; imports and the class path stay.",
        "%reset");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    call.arguments(this, 0, 0);
    run.runner().interpreter().reset();
    return MagicResult.done();
  }
}
