package lungo.kernel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command for several notebooks, each in a process of its own that starts in the notebook's
 * folder: relative paths, seeds and native memory are then the same as when it runs alone.
 */
final class OwnProcesses {

  private OwnProcesses() {}

  /** Runs the command for one notebook after another and returns the largest exit status. */
  static int run(
      Place place, PrintStream err, String command, List<String> options, List<Path> notebooks)
      throws InterruptedException {
    int worst = 0;
    for (Path notebook : notebooks) {
      var line = new ArrayList<>(java(place));
      line.add(command);
      line.addAll(options);
      line.addAll(List.of("--", notebook.toString()));
      worst = Math.max(worst, run(line, place.resolve(notebook).resolveSibling(""), err));
    }
    return worst;
  }

  private static int run(List<String> line, Path folder, PrintStream err)
      throws InterruptedException {
    var builder = new ProcessBuilder(line).inheritIO();
    if (Files.isDirectory(folder)) {
      builder.directory(folder.toFile());
    }
    try {
      Process process = builder.start();
      // Ctrl-C reaches both processes; this one stays until the other has ended.
      var hook = new Thread(() -> end(process));
      Runtime.getRuntime().addShutdownHook(hook);
      int status = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(hook);
      return status;
    } catch (IOException e) {
      err.println("error: cannot start " + line.get(0) + ": " + e.getMessage());
      return 2;
    } catch (IllegalStateException e) {
      return 1; // this process is ending
    }
  }

  private static void end(Process process) {
    process.destroy();
    process.onExit().join();
  }

  /** This process's own Java with its options. */
  private static List<String> java(Place place) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    line.add("-Dlungo.cwd=" + place.directory());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return line;
  }
}
