package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Message;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cells that ask the user. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelInputTest {

  private static final String READ = "new Scanner(System.in).nextLine()";

  private static JupyterClient client;

  @BeforeAll
  static void startKernel() throws IOException {
    client = JupyterClient.start();
  }

  @AfterAll
  static void endKernel() throws IOException {
    client.close();
  }

  @Test
  void aScannerReadsTheUsersLine() {
    String id =
        client.send(Channel.SHELL, "execute_request", Map.of("code", READ, "allow_stdin", true));
    Message question = client.receive(Channel.STDIN);
    assertThat(question.type()).isEqualTo("input_request");
    assertThat(question.parentId()).isEqualTo(id);
    assertThat(question.content().get("password").getAsBoolean()).isFalse();
    client.send(Channel.STDIN, "input_reply", Map.of("value", "forty-two ä"));
    assertThat(client.reply(Channel.SHELL, id).text("status")).isEqualTo("ok");
    assertThat(new Served(question, client.publishedFor(id)).result()).isEqualTo("forty-two ä");
  }

  private static Served answered(String code, String... answers) {
    String id =
        client.send(Channel.SHELL, "execute_request", Map.of("code", code, "allow_stdin", true));
    for (String answer : answers) {
      client.receive(Channel.STDIN);
      client.send(Channel.STDIN, "input_reply", Map.of("value", answer));
    }
    return new Served(client.reply(Channel.SHELL, id), client.publishedFor(id));
  }

  @Test
  void aBufferedReaderReadsLineAfterLine() {
    String code =
        "var in = new BufferedReader(new InputStreamReader(System.in));\n"
            + "in.readLine() + \"|\" + in.readLine()";
    assertThat(answered(code, "first", "zweite Zeile ä").result())
        .isEqualTo("first|zweite Zeile ä");
  }

  @Test
  void numbersOfOneLineAreReadOneByOne() {
    String code = "var s = new Scanner(System.in); s.nextInt() + s.nextInt()";
    assertThat(answered(code, "20 22").result()).isEqualTo("42");
  }

  @Test
  void aPasswordIsAskedForHiddenAndNotEchoed() {
    String id =
        client.send(
            Channel.SHELL,
            "execute_request",
            Map.of("code", "Ask.password(\"Token\").length()", "allow_stdin", true));
    Message question = client.receive(Channel.STDIN);
    assertThat(question.text("prompt")).isEqualTo("Token");
    assertThat(question.content().get("password").getAsBoolean()).isTrue();
    client.send(Channel.STDIN, "input_reply", Map.of("value", "swordfish"));
    var served = new Served(client.reply(Channel.SHELL, id), client.publishedFor(id));
    assertThat(served.result()).isEqualTo("9");
    assertThat(served.published()).noneMatch(m -> m.content().toString().contains("swordfish"));
    assertThat(client.logText()).doesNotContain("swordfish");
  }

  @Test
  void aLineIsAskedForWithItsPrompt() {
    assertThat(answered("Ask.line(\"Name\")", "Ada").result()).isEqualTo("Ada");
  }

  @Test
  void withoutAllowStdinReadingFailsAndDoesNotHang() {
    Served served =
        client.ask(Channel.SHELL, "execute_request", Map.of("code", READ, "allow_stdin", false));
    assertThat(served.reply().text("status")).isEqualTo("error");
    assertThat(served.reply().text("evalue")).contains("allow_stdin");
  }

  @Test
  void anInterruptEndsTheWaitForInput() {
    String id =
        client.send(Channel.SHELL, "execute_request", Map.of("code", READ, "allow_stdin", true));
    client.receive(Channel.STDIN);
    client.ask(Channel.CONTROL, "interrupt_request", Map.of());
    assertThat(client.reply(Channel.SHELL, id).text("status")).isEqualTo("error");
    client.publishedFor(id);
    assertThat(client.run("40 + 2").result()).isEqualTo("42");
  }

  @Test
  void anAnswerThatNobodyAskedForIsDropped() {
    client.send(Channel.STDIN, "input_reply", Map.of("value", "stale"));
    client.run("1");
    String id =
        client.send(Channel.SHELL, "execute_request", Map.of("code", READ, "allow_stdin", true));
    client.receive(Channel.STDIN);
    client.send(Channel.STDIN, "input_reply", Map.of("value", "fresh"));
    Message reply = client.reply(Channel.SHELL, id);
    assertThat(new Served(reply, client.publishedFor(id)).result()).isEqualTo("fresh");
  }
}
