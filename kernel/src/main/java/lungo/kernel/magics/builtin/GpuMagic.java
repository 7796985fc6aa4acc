package lungo.kernel.magics.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lungo.display.Display;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %gpu}: lists NVIDIA's devices with their memory and load, as the driver tells. */
public final class GpuMagic implements LineMagic {

  private static final List<String> QUERY =
      List.of(
          "--query-gpu=index,name,memory.used,memory.total,utilization.gpu,driver_version",
          "--format=csv,noheader");
  private static final List<String> HEADER =
      List.of("device", "name", "memory used", "memory", "load", "driver");

  private final String program;
  private final Duration patience;

  /** For {@link java.util.ServiceLoader}. */
  public GpuMagic() {
    this("nvidia-smi", Duration.ofSeconds(10));
  }

  GpuMagic(String program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  @Override
  public Manual manual() {
    return Manual.of("gpu", "Lists the GPUs with their memory and load.", "%gpu");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws InterruptedException, IOException {
    call.arguments(this, 0, 0);
    Path answer = Files.createTempFile("gpu", ".csv");
    try {
      Optional<Process> process = start(answer);
      if (process.isEmpty()) {
        System.out.println("no GPU: NVIDIA's driver (nvidia-smi) is not installed");
        return MagicResult.value(List.of());
      }
      await(process.get(), answer);
      List<List<String>> devices =
          Files.readAllLines(answer).stream()
              .map(line -> List.of(line.split("\\s*,\\s*", -1)))
              .toList();
      Display.show(table(devices));
      return MagicResult.value(devices);
    } finally {
      Files.delete(answer);
    }
  }

  /** Into a file, since a pipe would be waited for as long as the driver hangs. */
  private Optional<Process> start(Path answer) {
    var command = new ArrayList<>(List.of(program));
    command.addAll(QUERY);
    try {
      return Optional.of(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(answer.toFile())
              .start());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void await(Process process, Path answer) throws InterruptedException, IOException {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new MagicException(
            "nvidia-smi did not answer within "
                + Durations.format((double) patience.toNanos())
                + "; NVIDIA's driver may hang");
      }
      if (process.exitValue() != 0) {
        throw new MagicException(
            "nvidia-smi failed with status "
                + process.exitValue()
                + ": "
                + Files.readString(answer).strip());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static MimeBundle table(List<List<String>> devices) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEADER);
    rows.addAll(devices);
    var html = new Html().open("table").row("th", HEADER.toArray());
    devices.forEach(device -> html.row("td", device.toArray()));
    return MimeBundle.html(html.close().toString(), Columns.align(rows));
  }
}
