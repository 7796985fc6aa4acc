package lungo.kernel.magics.builtin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.WorkspacePaths;

/** {@code %cd}: moves the magics to another folder. */
public final class CdMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public CdMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "cd",
        "Changes the folder that %sh, %load, %jars and the other magics work in.",
        """
        %cd [FOLDER]                   the user's home without one
          A JVM cannot change its own folder: relative paths in Java start where they did.
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    Path folder = run.runner().workspace().resolve(call.argument(this).orElse("~"));
    if (!Files.isDirectory(folder)) {
      throw new MagicException("there is no folder " + folder);
    }
    run.runner().workspace().enter(folder);
    System.out.println(
        folder
            + " (for magics; Java's relative paths start in "
            + Path.of("").toAbsolutePath()
            + ")");
    return MagicResult.value(folder.toString());
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(typed, runner, path -> false);
  }
}
