package lungo.kernel.magics.builtin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lungo.kernel.dependencies.DependencyException;
import lungo.kernel.dependencies.MavenDependencies;
import lungo.kernel.dependencies.Resolution;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.WorkspacePaths;

/** {@code %loadFromPOM} and {@code %%loadFromPOM}: add what a POM depends on. */
public final class PomMagic implements LineMagic, CellMagic {

  private static final List<String> SCOPES =
      List.of("compile", "runtime", "provided", "test", "system", "import");

  /** For {@link java.util.ServiceLoader}. */
  public PomMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "loadFromPOM",
        "Adds the dependencies of a Maven POM to the class path.",
        """
        %loadFromPOM FILE [SCOPE…]     scopes: compile runtime system import unless named
        %%loadFromPOM [SCOPE…]         the cell is a POM, or some <dependency> and <repository>
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws DependencyException {
    List<String> arguments = call.arguments(this, 1, Integer.MAX_VALUE);
    var pom = run.runner().workspace().resolve(arguments.get(0));
    Set<String> scopes = scopes(arguments.subList(1, arguments.size()));
    return added(run.runner().dependencies().resolvePom(pom, scopes), run);
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run) throws DependencyException {
    if (body.isBlank()) {
      throw MagicException.usage(this, "expected a POM or parts of one below, got nothing");
    }
    return added(run.runner().dependencies().resolvePom(body, scopes(call.arguments())), run);
  }

  private static MagicResult added(Resolution resolution, CellRun run) {
    return MagicResult.value(MavenMagic.add(resolution, false, run));
  }

  private Set<String> scopes(List<String> named) {
    for (String scope : named) {
      if (!SCOPES.contains(scope)) {
        throw MagicException.usage(
            this, "no scope '" + scope + "'; there are " + String.join(", ", SCOPES));
      }
    }
    return named.isEmpty() ? MavenDependencies.DEFAULT_SCOPES : new HashSet<>(named);
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(
        typed, runner, path -> WorkspacePaths.name(path).matches(".*\\.(xml|pom)"));
  }
}
