package lungo.kernel.magics.builtin;

import java.nio.file.Path;
import java.util.List;
import lungo.kernel.dependencies.DependencyException;
import lungo.kernel.dependencies.Request;
import lungo.kernel.dependencies.Resolution;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.Options;

/**
 * {@code %maven}: adds artifacts with what they depend on. All that stand on lines of their own in
 * a cell are resolved together, at the first of them, so that they agree on what they share.
 */
public final class MavenMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public MavenMagic() {}

  @Override
  public Manual manual() {
    return new Manual(
        "maven",
        List.of("addMavenDependency", "addMavenDependencies"),
        "Adds Maven artifacts and what they depend on to the class path.",
        """
        %maven GROUP:ARTIFACT[:PACKAGING[:CLASSIFIER]]:VERSION…
        %maven ORGANISATION#NAME[#BRANCH];REVISION…
        List<String> added = %maven COORDINATES…
          --from ID|URL    ask this repository only; can be given several times
          --bom GROUP:ARTIFACT:VERSION   a bill of materials, for coordinates without a version
          --update, -U     look for newer snapshots
          --offline, -o    take what is in the local repository
          --verbose, -v    list the jars that are added""");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws Exception {
    List<MagicCall> all = run.calls("maven");
    boolean together = all.contains(call);
    if (together && !run.first(this)) {
      return MagicResult.done();
    }
    List<MagicCall> wanted = together ? all : List.of(call);
    if (together) {
      MavenRepoMagic.addAll(run);
    }
    Request request = request(wanted.get(0));
    for (MagicCall other : wanted.subList(1, wanted.size())) {
      request = request.and(request(other));
    }
    boolean verbose = wanted.stream().anyMatch(c -> options(c).has("--verbose"));
    return MagicResult.value(add(run.runner().dependencies().resolve(request), verbose, run));
  }

  /** Adds what was resolved and says what has to be said. */
  static List<String> add(Resolution resolution, boolean verbose, CellRun run) {
    resolution.notes().forEach(System.out::println);
    if (verbose) {
      resolution.jars().forEach(System.out::println);
    }
    run.addToClassPath(resolution.jars());
    return resolution.jars().stream().map(Path::toString).toList();
  }

  private Options options(MagicCall call) {
    return Options.of(this, call)
        .flag("--verbose", "-v")
        .flag("--update", "-U")
        .flag("--offline", "-o")
        .option("--from")
        .option("--bom")
        .parse();
  }

  private Request request(MagicCall call) throws DependencyException {
    Options options = options(call);
    if (options.rest().isEmpty()) {
      throw MagicException.usage(this, "expected coordinates, got none");
    }
    return new Request(
        options.rest(),
        options.values("--bom"),
        options.values("--from"),
        options.has("--update"),
        options.has("--offline"));
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return typed.startsWith("-")
        ? List.of("--from", "--bom", "--update", "--offline", "--verbose").stream()
            .filter(option -> option.startsWith(typed))
            .toList()
        : runner.dependencies().complete(typed);
  }
}
