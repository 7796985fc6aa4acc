package lungo.kernel.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lungo.kernel.install.JupyterPaths;

/**
 * Examines an installation and the machine.
 *
 * @param home the installation's folder with {@code lungo.jar}, if this process runs from one
 * @param variables the environment
 * @param userHome the user's home directory
 * @param environments Python environments to look for kernels in, besides those Jupyter knows
 */
public record Doctor(
    Optional<Path> home, Map<String, String> variables, Path userHome, List<Path> environments) {

  /**
   * Copies the collections.
   *
   * @param home the installation's folder, if this process runs from one
   * @param variables the environment
   * @param userHome the user's home directory
   * @param environments Python environments to look for kernels in
   */
  public Doctor {
    variables = Map.copyOf(variables);
    environments = List.copyOf(environments);
  }

  /**
   * Makes all checks, one after the other; takes some seconds.
   *
   * @param found is told each finding at once
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void examine(Consumer<Finding> found) throws InterruptedException {
    var machine = new MachineCheck(variables);
    found.accept(MachineCheck.java());
    MachineCheck.documentation().ifPresent(found);
    found.accept(MachineCheck.processor());
    machine.gpu().ifPresent(found);
    found.accept(new NativesCheck(home, variables).examine());
    found.accept(machine.jupyter(environments));
    List<Finding> kernels = new KernelsCheck(dataDirectories(), home).examine();
    kernels.forEach(found);
    new CachesCheck(variables, userHome).examine().forEach(found);
  }

  private List<Path> dataDirectories() {
    var directories = new ArrayList<Path>();
    environments.forEach(environment -> directories.add(JupyterPaths.below(environment)));
    directories.addAll(JupyterPaths.all(variables, userHome, System.getProperty("os.name")));
    return directories.stream().map(path -> path.toAbsolutePath().normalize()).distinct().toList();
  }
}
