package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code %gpu} with the nvidia-smi of the test's choice, the only program in the kernel's PATH. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@DisabledOnOs(OS.WINDOWS) // has no shell scripts
class KernelGpuTest {

  private static final String TWO_DEVICES =
      """
      0, NVIDIA A100-SXM4-80GB, 1024 MiB, 81920 MiB, 37 %, 570.86.15
      1, NVIDIA GeForce RTX 4090, 0 MiB, 24564 MiB, [N/A], 570.86.15
      """;

  @TempDir private static Path path = Path.of("");
  private static JupyterClient client;

  @BeforeAll
  static void startKernel() throws IOException {
    client = JupyterClient.start(Map.of("PATH", path.toString()));
  }

  @AfterAll
  static void endKernel() throws IOException {
    client.close();
  }

  private static void nvidiaSmi(String script) throws IOException {
    Path file = path.resolve("nvidia-smi");
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void devicesAreATableAndAValue() throws IOException {
    // Answers this question only, as the real one would another.
    nvidiaSmi(
        """
        [ "$*" = "--query-gpu=index,name,memory.used,memory.total,utilization.gpu,driver_version \
        --format=csv,noheader" ] || exit 2
        while read -r line; do echo "$line"; done <<END
        %sEND
        """
            .formatted(TWO_DEVICES));

    var shown = client.run("%gpu").first("display_data").object("data");
    assertThat(shown.get("text/plain").getAsString().lines())
        .containsExactly(
            "device  name                     memory used  memory     load   driver",
            "0       NVIDIA A100-SXM4-80GB    1024 MiB     81920 MiB  37 %   570.86.15",
            "1       NVIDIA GeForce RTX 4090  0 MiB        24564 MiB  [N/A]  570.86.15");
    assertThat(shown.get("text/html").getAsString())
        .contains(">memory used</th>", ">NVIDIA A100-SXM4-80GB</td>", ">[N/A]</td>");
    assertThat(client.run("List<List<String>> gpus = %gpu\ngpus.get(1).get(3)").result())
        .isEqualTo("24564 MiB");
  }

  @Test
  void withoutADriverThereIsNoGpu() throws IOException {
    Files.deleteIfExists(path.resolve("nvidia-smi"));

    assertThat(client.run("%gpu").stream("stdout"))
        .isEqualTo("no GPU: NVIDIA's driver (nvidia-smi) is not installed\n");
    assertThat(client.run("List<List<String>> none = %gpu\nnone.size()").result()).isEqualTo("0");
  }

  @Test
  void aDriverThatFailsIsQuoted() throws IOException {
    String message =
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    nvidiaSmi("echo \"" + message + "\"\nexit 9\n");

    Served failed = client.run("%gpu");

    assertThat(failed.reply().text("status")).isEqualTo("error");
    assertThat(failed.reply().text("evalue"))
        .isEqualTo("nvidia-smi failed with status 9: " + message);
  }

  @Test
  void anInterruptEndsTheWaitForADriverThatHangs() throws Exception {
    Path running = path.resolve("running");
    new ProcessBuilder("mkfifo", running.toString()).inheritIO().start().waitFor();
    nvidiaSmi("echo yes > " + running + "\nexec /bin/sleep 60\n");
    String id = client.begin("%gpu");
    assertThat(running).hasContent("yes"); // waits until the script writes

    client.ask(Channel.CONTROL, "interrupt_request", Map.of());

    assertThat(client.reply(Channel.SHELL, id).text("status")).isEqualTo("error");
    assertThat(client.publishedFor(id)).noneMatch(m -> m.type().equals("display_data"));
    client.process.descendants().forEach(child -> child.onExit().join());
    assertThat(client.run("1 + 1").result()).isEqualTo("2");
  }

  @Test
  void gpuTakesNoArguments() {
    assertThat(client.run("%gpu x").reply().content().get("traceback").toString())
        .contains("expected 0 arguments, got 1", "usage:", "%gpu");
  }
}
