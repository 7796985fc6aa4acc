package lungo.datasets;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.display.Progress;
import org.jspecify.annotations.Nullable;

/**
 * The clients of Debian's, JavaScript's and Python's packages, with the mirrors that the system is
 * set up for. A package is downloaded and unpacked in a folder, not installed: nothing in it is
 * run, and no rights are needed.
 */
final class PackageManager implements Source {

  private static final long MOST_BYTES = 2L << 30;
  private static final Pattern ERROR =
      Pattern.compile("^(E:|dpkg-deb: error|npm err(or)?!?|ERROR:)", Pattern.CASE_INSENSITIVE);

  @Override
  public String name() {
    return "the package manager";
  }

  @Override
  public void bring(DataSet set, Path into) throws IOException, InterruptedException {
    Parcel parcel = set.parcel();
    String program = parcel.registry().program();
    if (!isInstalled(program)) {
      throw new IOException(program + " is not on this system");
    }
    Path work = Files.createDirectory(into.resolve("package"));
    try (var bar = Progress.start(set.name() + " by " + program, 0)) {
      run(bar, work, null, parcel.registry().download(parcel));
      Path archive = archive(work, parcel.registry().suffix());
      if (parcel.registry() == Registry.DEBIAN) {
        archive = tarOf(archive, bar, work);
      }
      Path unpacked = work.resolve("unpacked");
      Archive.of(archive).limit(MOST_BYTES).only(parcel.folder()).unpack(unpacked);
      set.recipe().make(unpacked, set, into);
      bar.done();
    } catch (DataException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      Trees.delete(work);
    }
  }

  /** What a package of Debian holds, as a tar file. */
  private static Path tarOf(Path deb, Progress bar, Path work)
      throws IOException, InterruptedException {
    if (!isInstalled("dpkg-deb")) {
      throw new IOException("dpkg-deb is not on this system");
    }
    Path tar = work.resolve("files.tar");
    run(bar, work, tar, List.of("dpkg-deb", "--fsys-tarfile", deb.toString()));
    return tar;
  }

  private static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Path archive(Path work, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      return files
          .filter(f -> f.toString().endsWith(suffix))
          .findFirst()
          .orElseThrow(() -> new IOException("it ended well, but brought no " + suffix + " file"));
    }
  }

  /** Runs a command; what it writes goes into the file, or is shown as it goes on. */
  private static void run(Progress bar, Path work, @Nullable Path into, List<String> command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(work.toFile());
    if (into == null) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectOutput(into.toFile());
    }
    Process process = builder.start();
    var errors = new ArrayList<String>();
    try (BufferedReader lines = into == null ? process.inputReader() : process.errorReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bar.note(line).step(1);
        if (ERROR.matcher(line).find()) {
          errors.add(line.strip());
        }
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(
            String.format(
                "%s ended with status %d%s",
                command.get(0), status, errors.isEmpty() ? "" : ": " + String.join("; ", errors)));
      }
    } finally {
      process.destroy();
    }
  }
}
