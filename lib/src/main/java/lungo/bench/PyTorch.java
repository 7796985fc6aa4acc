package lungo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lungo.python.PythonEnvironment;

/**
 * A Python that has what is compared with.
 *
 * @param python the program
 * @param version of its package {@code torch}
 */
record PyTorch(String python, String version) {

  /** The release of the libtorch that DJL brings, so that both call the same kernels. */
  static final String RELEASE = "2.7.1";

  private static final List<String> REQUIREMENTS =
      List.of("torch==" + RELEASE, "torchvision==0.22.1", "safetensors>=0.5,<1");

  private static final String ALONE = "\nlungo bench training --alone measures without PyTorch";

  /** Prints those packages that can be imported, each with its version. */
  private static final String VERSIONS =
      """
      import importlib, sys
      for name in sys.argv[1:]:
          try:
              print(name, importlib.import_module(name).__version__)
          except ImportError:
              pass
      """;

  /**
   * The Python that was asked for, or one of the benchmark's own, made when it is first needed.
   *
   * @param log is told what takes time
   * @throws IOException if it lacks a package, or cannot be made; the message says how to go on
   */
  static PyTorch of(Request request, Consumer<String> log) throws IOException {
    Optional<String> chosen = request.ownPython();
    if (chosen.isEmpty()) {
      return own(PythonEnvironment.cached("pytorch-" + RELEASE), log);
    }
    var packages = new ArrayList<String>();
    if (!request.cases().isEmpty()) {
      packages.addAll(List.of("torch", "safetensors"));
    }
    if (request.pictures()) {
      packages.add("torchvision");
    }
    String python = chosen.get();
    Map<String, String> found = versions(python, packages);
    packages.removeAll(found.keySet());
    if (!packages.isEmpty()) {
      throw new IOException(
          python
              + " has no "
              + String.join(" and no ", packages)
              + "; without --python the benchmark makes an environment of its own that has them"
              + ALONE);
    }
    return new PyTorch(python, found.getOrDefault("torch", "?"));
  }

  private static PyTorch own(PythonEnvironment environment, Consumer<String> log)
      throws IOException {
    String python = environment.python();
    List<String> packages = List.of("torch", "torchvision", "safetensors");
    try {
      environment.make("PyTorch", log);
      Map<String, String> found = versions(python, packages);
      if (!found.keySet().containsAll(packages)) {
        log.accept(
            "Installing PyTorch "
                + RELEASE
                + " from PyPI into "
                + environment.folder()
                + " (once; some minutes, on Linux 3 GB to fetch and 6 GB on the disk) …");
        environment.install(REQUIREMENTS, log);
        found = versions(python, packages);
      }
      return new PyTorch(python, found.getOrDefault("torch", "?"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PyTorch was installed; the next call goes on", e);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + ALONE, e);
    }
  }

  /** The versions of those of some packages that a Python has; they are imported once. */
  private static Map<String, String> versions(String python, List<String> packages)
      throws IOException {
    var command = new ArrayList<>(List.of(python, "-c", VERSIONS));
    command.addAll(packages);
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean ended = process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
      return ended
          ? said.lines()
              .map(line -> line.split(" ", 2))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]))
          : Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + python + " was asked for its packages", e);
    } catch (IOException e) {
      return Map.of(); // no such program
    }
  }
}
