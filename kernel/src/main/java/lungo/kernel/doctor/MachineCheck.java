package lungo.kernel.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lungo.kernel.classpath.JdkSources;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.Jdk;

/** Java, the processor, the GPU and Jupyter. */
final class MachineCheck {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, String> variables;

  MachineCheck(Map<String, String> variables) {
    this.variables = variables;
  }

  static Finding java() throws InterruptedException {
    try {
      Jdk jdk = Jdk.at(Path.of(System.getProperty("java.home")));
      return Finding.good("Java", jdk.version() + " in " + jdk.home());
    } catch (InstallException e) {
      return Finding.fault(
          "Java",
          String.valueOf(e.getMessage()),
          "install a JDK 17 or newer (https://adoptium.net) and set JAVA_HOME to its folder");
    }
  }

  /** Nothing where tooltips can show the JDK's documentation. */
  static Optional<Finding> documentation() {
    return JdkSources.areThere()
        ? Optional.empty()
        : Optional.of(
            Finding.hint(
                "Javadoc",
                "tooltips lack that of the JDK, which comes without its sources ("
                    + JdkSources.file()
                    + ")",
                "on Debian and Ubuntu: " + JdkSources.command()));
  }

  static Finding processor() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    String text =
        "%d cores, %.1f GiB of memory, %s %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize() / (double) (1 << 30),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    return Finding.good("Machine", text);
  }

  /** What nvidia-smi says; nothing where it is missing and no GPU is asked for. */
  Optional<Finding> gpu() throws InterruptedException {
    Optional<String> answer =
        answer(PATIENCE, "nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader");
    boolean wanted = "gpu".equals(variables.get("LUNGO_DEVICE"));
    if (answer.isPresent()) {
      String gpus = answer.get().lines().map(String::strip).collect(Collectors.joining("; "));
      return Optional.of(
          wanted || variables.containsKey("PYTORCH_LIBRARY_PATH")
              ? Finding.good("GPU", gpus)
              : Finding.hint(
                  "GPU", gpus + "; not used", "set LUNGO_DEVICE=gpu, then ./lungo install"));
    }
    return wanted
        ? Optional.of(
            Finding.fault(
                "GPU",
                "LUNGO_DEVICE=gpu, but nvidia-smi finds none",
                "install NVIDIA's driver, or unset LUNGO_DEVICE"))
        : Optional.empty();
  }

  Finding jupyter(List<Path> environments) throws InterruptedException {
    for (Path environment : environments) {
      for (String program : new String[] {"bin/jupyter-lab", "Scripts/jupyter-lab.exe"}) {
        if (Files.isExecutable(environment.resolve(program))) {
          return Finding.good("Jupyter", "JupyterLab in " + environment + " (./lungo lab)");
        }
      }
    }
    return answer(PATIENCE, "jupyter", "--version")
        .map(
            text ->
                Finding.good(
                    "Jupyter",
                    text.lines()
                        .filter(
                            line ->
                                line.matches("(jupyterlab|notebook|jupyter_client)\\s.*[0-9].*"))
                        .map(line -> line.replaceAll("\\s+:?\\s*", " "))
                        .collect(Collectors.joining(", ", "on the PATH: ", ""))))
        .orElseGet(
            () ->
                Finding.hint(
                    "Jupyter",
                    "none on the PATH",
                    "./lungo lab installs JupyterLab; ./lungo run NOTEBOOK.ipynb needs none"));
  }

  /** What a program prints, a page at most, if it is there and ends well in time. */
  static Optional<String> answer(Duration patience, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? Optional.of(output.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no such program
    }
  }
}
