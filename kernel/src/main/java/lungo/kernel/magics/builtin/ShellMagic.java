package lungo.kernel.magics.builtin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.Workspace;
import lungo.kernel.magics.WorkspacePaths;

/** {@code %sh} and {@code %%sh}: run commands of the system's shell. */
public final class ShellMagic implements LineMagic, CellMagic {

  /** For {@link java.util.ServiceLoader}. */
  public ShellMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "sh",
        "Runs commands of the system's shell (cmd on Windows).",
        """
        %sh COMMAND                    the rest of the line
        %%sh                           the cell is a script
        List<String> lines = %sh COMMAND
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws IOException, InterruptedException {
    if (call.text().isEmpty()) {
      throw MagicException.usage(this, "expected a command, got nothing");
    }
    return run(call.text(), run);
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run)
      throws IOException, InterruptedException {
    if (!call.text().isEmpty()) {
      throw MagicException.usage(this, "expected nothing behind %%sh, got " + call.text());
    }
    return run(body, run);
  }

  private static MagicResult run(String script, CellRun run)
      throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    List<String> shell = windows ? List.of("cmd", "/c") : List.of("/bin/sh", "-c");
    var command = new ArrayList<>(shell);
    command.add(script);
    Workspace workspace = run.runner().workspace();
    var builder = new ProcessBuilder(command).directory(workspace.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(workspace.environment());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      List<String> lines = Collections.synchronizedList(new ArrayList<>());
      Thread out = pump(process.getInputStream(), System.out, lines);
      Thread err = pump(process.getErrorStream(), System.err, new ArrayList<>());
      int status = process.waitFor();
      out.join();
      err.join();
      if (status != 0) {
        throw new MagicException("the command ended with status " + status);
      }
      return MagicResult.value(List.copyOf(lines));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  /** Copies a command's output line by line; a thread of the cell's, so that it lands there. */
  private static Thread pump(InputStream from, PrintStream to, List<String> lines) {
    var thread =
        new Thread(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(from, Charset.defaultCharset()))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  lines.add(line);
                  to.println(line);
                }
              } catch (IOException e) {
                // The command was ended while it wrote.
              }
            },
            "sh");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(typed, runner, path -> true);
  }
}
