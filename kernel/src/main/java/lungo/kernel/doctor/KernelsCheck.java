package lungo.kernel.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.InstalledKernel;
import lungo.kernel.install.StartupArchive;

/** The kernels that Jupyter knows: whether ours can start, and start fast. */
final class KernelsCheck {

  private static final String SUBJECT = "Kernel";

  private final List<Path> dataDirectories;
  private final Optional<Path> home;

  KernelsCheck(List<Path> dataDirectories, Optional<Path> home) {
    this.dataDirectories = dataDirectories;
    this.home = home.map(path -> path.toAbsolutePath().normalize());
  }

  List<Finding> examine() throws InterruptedException {
    var findings = new ArrayList<Finding>();
    for (Path directory : dataDirectories) {
      try {
        for (Path folder : InstalledKernel.foldersIn(directory)) {
          findings.addAll(examine(folder));
        }
      } catch (IOException e) {
        findings.add(
            Finding.hint(SUBJECT, "cannot read " + directory + ": " + e, "check its permissions"));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.hint(
              SUBJECT,
              "Jupyter knows none of ours",
              "./lungo install adds it to a Jupyter that you have; ./lungo lab brings its own"));
    }
    return findings;
  }

  private List<Finding> examine(Path folder) throws InterruptedException {
    InstalledKernel kernel;
    try {
      kernel = InstalledKernel.in(folder);
    } catch (InstallException e) {
      return List.of(
          Finding.hint(SUBJECT, String.valueOf(e.getMessage()), "remove or mend the file"));
    }
    String label = "'" + kernel.name() + "' in " + folder;
    if (!kernel.isOurs()) {
      return kernel.isOfPythonPackage()
          ? List.of(Finding.good(SUBJECT, label + ", of the Python package lungo"))
          : List.of();
    }
    Optional<String> broken = broken(kernel);
    if (broken.isPresent()) {
      return List.of(Finding.fault(SUBJECT, label + ": " + broken.get(), again(kernel)));
    }
    return List.of(Finding.good(SUBJECT, label + origin(kernel)), archive(kernel));
  }

  /** What keeps the kernel from starting. */
  private static Optional<String> broken(InstalledKernel kernel) {
    if (!Files.isExecutable(kernel.java())) {
      return Optional.of("its Java is gone: " + kernel.java());
    }
    for (Path file : kernel.optionFiles()) {
      if (!Files.isReadable(file)) {
        return Optional.of("its options are gone: " + file);
      }
    }
    for (Path jar : kernel.classPath()) {
      if (!Files.exists(jar)) {
        return Optional.of("a jar is gone: " + jar);
      }
    }
    return Optional.empty();
  }

  private String origin(InstalledKernel kernel) {
    return kernel.home().equals(home) || home.isEmpty()
        ? ""
        : ", of another installation: " + kernel.home().map(Path::toString).orElse("a class path");
  }

  private static Finding archive(InstalledKernel kernel) throws InterruptedException {
    String subject = "Start-up";
    try {
      var archive = new StartupArchive(kernel.folder(), kernel.launch());
      Optional<String> fault = archive.fault();
      if (fault.isPresent()) {
        return Finding.hint(
            subject,
            "the archive of '" + kernel.name() + "' is not used: " + fault.get(),
            again(kernel) + " (kernels start without it, but slower)");
      }
      return archive.isUsed()
          ? Finding.good(subject, "from the archive " + archive.file())
          : Finding.hint(subject, "Java passes over " + archive.file(), again(kernel));
    } catch (InstallException e) {
      return Finding.fault(subject, String.valueOf(e.getMessage()), again(kernel) + " --jdk DIR");
    } catch (IOException e) {
      return Finding.fault(subject, "a trial start failed: " + e, again(kernel));
    }
  }

  /** The command that installs a kernel anew where it is. */
  private static String again(InstalledKernel kernel) {
    Path folder = kernel.folder().toAbsolutePath(); // PREFIX/share/jupyter/kernels/NAME
    Path root = folder.getRoot();
    int depth = folder.getNameCount() - 4;
    boolean isPrefix =
        root != null
            && depth > 0
            && folder.getName(depth).toString().equals("share")
            && !folder.getName(depth - 1).toString().equals(".local");
    String where = isPrefix ? " --prefix " + root.resolve(folder.subpath(0, depth)) : "";
    return "./lungo install" + where + " --name " + kernel.name();
  }
}
