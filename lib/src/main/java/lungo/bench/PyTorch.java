package lungo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  /**
   * The Python that was asked for, or one of the benchmark's own, made when it is first needed.
   *
   * @param log is told what takes time
   * @throws IOException if it lacks a package, or cannot be made; the message says how to go on
   */
  static PyTorch of(Request request, Consumer<String> log) throws IOException {
    var packages = new ArrayList<String>();
    if (!request.cases().isEmpty()) {
      packages.addAll(List.of("torch", "safetensors"));
    }
    if (request.pictures()) {
      packages.add("torchvision");
    }
    Optional<String> chosen = request.ownPython();
    if (chosen.isPresent()) {
      List<String> lacking = lacking(chosen.get(), packages);
      if (!lacking.isEmpty()) {
        throw new IOException(
            chosen.get()
                + " has no "
                + String.join(" and no ", lacking)
                + "; without --python the benchmark makes an environment of its own that has"
                + ALONE);
      }
      return of(chosen.get());
    }
    return own(PythonEnvironment.cached("pytorch-" + RELEASE), log);
  }

  private static PyTorch own(PythonEnvironment environment, Consumer<String> log)
      throws IOException {
    try {
      environment.make("PyTorch", log);
      if (!lacking(environment.python(), List.of("torch", "torchvision", "safetensors"))
          .isEmpty()) {
        log.accept(
            "Installing PyTorch "
                + RELEASE
                + " from PyPI into "
                + environment.folder()
                + " (once; some minutes, on Linux 3 GB to fetch and 6 GB on the disk) …");
        environment.install(REQUIREMENTS, log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PyTorch was installed; the next call goes on", e);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + ALONE, e);
    }
    return of(environment.python());
  }

  private static PyTorch of(String python) throws IOException {
    return new PyTorch(python, version(python, "torch").orElse("?"));
  }

  private static List<String> lacking(String python, List<String> packages) throws IOException {
    var lacking = new ArrayList<String>();
    for (String each : packages) {
      if (version(python, each).isEmpty()) {
        lacking.add(each);
      }
    }
    return lacking;
  }

  /** The version of a Python's package. */
  private static Optional<String> version(String python, String name) throws IOException {
    try {
      var process =
          new ProcessBuilder(python, "-c", "import " + name + "; print(" + name + ".__version__)")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String version = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      boolean found = process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
      return found ? Optional.of(version) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + python + " was asked for " + name, e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
