package lungo.kernel.magics.builtin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.Globs;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.WorkspacePaths;

/** {@code %classpath}: adds jars and folders of classes. */
public final class ClassPathMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public ClassPathMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "classpath",
        "Adds jars and folders of classes to the class path.",
        """
        %classpath PATTERN…            such as target/classes
        List<String> added = %classpath PATTERN…
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws Exception {
    var paths = new ArrayList<Path>();
    for (String pattern : call.arguments(this, 1, Integer.MAX_VALUE)) {
      Path folder = run.runner().workspace().folder();
      List<Path> found = Globs.find(folder, pattern);
      if (found.isEmpty()) {
        throw new MagicException("nothing matches " + pattern + " in " + folder);
      }
      paths.addAll(found);
    }
    run.addToClassPath(paths);
    return MagicResult.value(paths.stream().map(path -> path.toAbsolutePath().toString()).toList());
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(
        typed, runner, path -> WorkspacePaths.name(path).endsWith(".jar"));
  }
}
