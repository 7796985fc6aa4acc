package lungo.kernel.magics.builtin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
          "nvidia-smi",
          "--query-gpu=index,name,memory.used,memory.total,utilization.gpu,driver_version",
          "--format=csv,noheader");
  private static final List<String> HEADER =
      List.of("device", "name", "memory used", "memory", "load", "driver");
  private static final int SECONDS = 10;

  /** For {@link java.util.ServiceLoader}. */
  public GpuMagic() {}

  @Override
  public Manual manual() {
    return Manual.of("gpu", "Lists the GPUs with their memory and load.", "%gpu");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws InterruptedException, IOException {
    call.arguments(this, 0, 0);
    Process process;
    try {
      process = new ProcessBuilder(QUERY).redirectErrorStream(true).start();
    } catch (IOException e) {
      System.out.println("no GPU: NVIDIA's driver (nvidia-smi) is not installed");
      return MagicResult.value(List.of());
    }
    try {
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new MagicException("nvidia-smi failed: " + answer.strip());
      }
      List<List<String>> devices =
          answer.lines().map(line -> List.of(line.split("\\s*,\\s*", -1))).toList();
      Display.show(table(devices));
      return MagicResult.value(devices);
    } finally {
      process.destroy();
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
