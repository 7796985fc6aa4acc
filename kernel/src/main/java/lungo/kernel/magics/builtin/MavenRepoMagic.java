package lungo.kernel.magics.builtin;

import java.util.List;
import lungo.kernel.dependencies.DependencyException;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %mavenRepo}: adds a repository. */
public final class MavenRepoMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public MavenRepoMagic() {}

  @Override
  public Manual manual() {
    return new Manual(
        "mavenRepo",
        List.of("addMavenRepo"),
        "Adds a Maven repository that %maven asks from now on.",
        """
        %mavenRepo ID URL              such as: %mavenRepo jitpack https://jitpack.io
          the ID is that of settings.xml, if the repository needs credentials""");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws DependencyException {
    List<String> arguments = call.arguments(this, 2, 2);
    run.runner().dependencies().addRepository(arguments.get(0), arguments.get(1));
    return MagicResult.done();
  }

  /** Adds the repositories of the whole cell, which its artifacts may come from. */
  static void addAll(CellRun run) throws DependencyException {
    var magic = new MavenRepoMagic();
    for (MagicCall call : run.calls("mavenRepo")) {
      magic.runLine(call, run);
    }
  }
}
