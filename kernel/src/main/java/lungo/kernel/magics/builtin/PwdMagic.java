package lungo.kernel.magics.builtin;

import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %pwd}: says which folder the magics work in. */
public final class PwdMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public PwdMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "pwd",
        "Prints the folder that the magics work in.",
        """
        %pwd
        String folder = %pwd
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    call.arguments(this, 0, 0);
    String folder = run.runner().workspace().folder().toString();
    System.out.println(folder);
    return MagicResult.value(folder);
  }
}
