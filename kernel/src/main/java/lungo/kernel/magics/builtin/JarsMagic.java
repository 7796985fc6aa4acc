package lungo.kernel.magics.builtin;

import java.nio.file.Files;
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

/** {@code %jars}: adds jars. */
public final class JarsMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public JarsMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "jars",
        "Adds jars to the class path.",
        """
        %jars PATTERN…                 such as lib/*.jar; all files of a folder that matches
        List<String> added = %jars PATTERN…
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws Exception {
    var jars = new ArrayList<Path>();
    for (String pattern : call.arguments(this, 1, Integer.MAX_VALUE)) {
      Path folder = run.runner().workspace().folder();
      List<Path> found = Globs.find(folder, pattern);
      if (found.isEmpty()) {
        throw new MagicException("no file matches " + pattern + " in " + folder);
      }
      for (Path path : found) {
        jars.addAll(
            Files.isDirectory(path)
                ? Globs.find(path, "*").stream().filter(Files::isRegularFile).toList()
                : List.of(path));
      }
    }
    run.addToClassPath(jars);
    return MagicResult.value(jars.stream().map(jar -> jar.toAbsolutePath().toString()).toList());
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(
        typed, runner, path -> WorkspacePaths.name(path).endsWith(".jar"));
  }
}
