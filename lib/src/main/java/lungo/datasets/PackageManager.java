package lungo.datasets;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import lungo.display.Progress;

/**
 * The package manager of Debian and Ubuntu with the mirrors that the system is set up for. The
 * package is downloaded and unpacked in a folder, not installed; that needs no rights.
 */
final class PackageManager implements Source {

  private static final String UNPACKED = "unpacked";

  @Override
  public String name() {
    return "apt-get";
  }

  @Override
  public void bring(DataSet set, Path into) throws IOException, InterruptedException {
    for (String program : List.of("apt-get", "dpkg-deb")) {
      if (!isInstalled(program)) {
        throw new IOException(program + " is not on this system");
      }
    }
    Path work = Files.createDirectory(into.resolve("package"));
    try (var bar = Progress.start(set.name() + " by apt-get", 0)) {
      run(
          bar,
          work,
          "apt-get",
          "-o",
          "Acquire::Retries=1",
          "-o",
          "Acquire::http::Timeout=20",
          "download",
          set.debianPackage());
      run(bar, work, "dpkg-deb", "-x", archive(work).toString(), UNPACKED);
      for (String file : set.storedFiles()) {
        Path unpacked = work.resolve(UNPACKED).resolve(set.debianFolder()).resolve(file);
        if (!Files.exists(unpacked)) {
          throw new IOException(set.debianPackage() + " holds no " + file);
        }
        Files.move(unpacked, into.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      bar.done();
    } finally {
      Trees.delete(work);
    }
  }

  private static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Path archive(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      return files
          .filter(f -> f.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new IOException("apt-get ended well, but brought no package"));
    }
  }

  private static void run(Progress bar, Path work, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).start();
    var error = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bar.note(line).step(1);
        if (line.startsWith("E:") || line.startsWith("dpkg-deb: error")) {
          error.append(error.isEmpty() ? "" : "; ").append(line);
        }
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(
            command[0] + " ended with status " + status + (error.isEmpty() ? "" : ": " + error));
      }
    } finally {
      process.destroy();
    }
  }
}
