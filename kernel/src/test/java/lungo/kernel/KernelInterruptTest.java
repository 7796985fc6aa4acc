package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts of what cannot be stopped. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelInterruptTest {

  @Test
  void aSecondInterruptShowsWhereTheThreadsThatResistAre() throws Exception {
    try (var client = JupyterClient.start()) {
      // The JDK's own loops have no check.
      client.run(
          "BigInteger slow() { return BigInteger.valueOf(3).pow(2_000_000_000 / 8); }\n"
              + "var helper = new Thread(() -> slow(), \"helper\");");
      String id = client.begin("System.out.println(\"began\");\nhelper.start();\nslow()");
      client.await(id, m -> m.type().equals("stream"));
      TimeUnit.MILLISECONDS.sleep(300); // let them get into it
      client.ask(Channel.CONTROL, "interrupt_request", Map.of());
      client.ask(Channel.CONTROL, "interrupt_request", Map.of());
      String report =
          client.seen().stream()
              .filter(m -> m.parentId().equals(id) && m.type().equals("stream"))
              .filter(m -> m.text("name").equals("stderr"))
              .map(m -> m.text("text").replaceAll("\u001b\\[[0-9;]*m", ""))
              .findFirst()
              .orElseThrow();
      assertThat(report)
          .contains("a restart ends them", "Thread cell, ", "Thread helper, ")
          .contains("java.math.BigInteger", "Cell [2], line 3", "in slow")
          .doesNotContain("lungo.kernel", "jdk.jshell", "REPL", "reflect");
    }
  }
}
