package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Served;
import lungo.kernel.dependencies.FakeRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IJava's environment variables in the real kernel. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelIJavaTest {

  @Test
  void theEnvironmentOfIJavaTakesEffect(@TempDir Path folder) throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    String one = "package one; public class One { public static int f() { return 1; } }";
    FakeRepository.compile("one.One", one, classes);
    Files.writeString(folder.resolve("a.jshell"), "int fromFile = one.One.f() + 20;");
    try (var client =
        JupyterClient.start(
            Map.of(
                "IJAVA_CLASSPATH",
                "nothing/*.jar" + File.pathSeparator + folder + "/cl*",
                "IJAVA_STARTUP_SCRIPTS_PATH",
                folder + "/?.jshell",
                "IJAVA_COMPILER_OPTS",
                "-g:none", // without the numbers of lines
                "IJAVA_STARTUP_SCRIPT",
                """
                int line = new Throwable().getStackTrace()[0].getLineNumber();
                printf("%d %d%n", fromFile, line);
                """,
                "IJAVA_TIMEOUT",
                "300"))) {
      Served slow = client.run("Thread.sleep(60_000);");

      assertThat(slow.stream("stdout")).isEqualTo("21 -1\n");
      assertThat(slow.reply().text("ename")).isEqualTo("TimeoutException");
      assertThat(slow.reply().text("evalue"))
          .isEqualTo("the cell ran longer than its limit of 300 ms");
    }
  }

  @Test
  void aMalformedTimeoutIsSaidByEachCell() throws Exception {
    try (var client = JupyterClient.start(Map.of("IJAVA_TIMEOUT", "5 fortnights"))) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.run("1").reply().text("evalue"))
            .contains("IJAVA_TIMEOUT must be a number and a unit", "got '5 fortnights'");
      }
      client.ask(Channel.CONTROL, "shutdown_request", Map.of());
      assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
