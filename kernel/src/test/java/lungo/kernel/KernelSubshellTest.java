package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Message;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cells that run beside each other (JEP 91). */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelSubshellTest {

  private static JupyterClient client;

  private String subshell = "";

  @BeforeAll
  static void startKernel() throws IOException {
    client = JupyterClient.start();
  }

  @AfterAll
  static void endKernel() throws IOException {
    client.close();
  }

  @BeforeEach
  void create() {
    subshell = created();
  }

  @AfterEach
  void deleteAll() {
    listed().forEach(KernelSubshellTest::delete);
  }

  private static String created() {
    Message reply = client.ask(Channel.CONTROL, "create_subshell_request", Map.of()).reply();
    assertThat(reply.text("status")).isEqualTo("ok");
    return reply.text("subshell_id");
  }

  private static Message delete(String id) {
    return client
        .ask(Channel.CONTROL, "delete_subshell_request", Map.of("subshell_id", id))
        .reply();
  }

  private static List<String> listed() {
    Message reply = client.ask(Channel.CONTROL, "list_subshell_request", Map.of()).reply();
    var ids = new ArrayList<String>();
    for (JsonElement id : reply.content().getAsJsonArray("subshell_id")) {
      ids.add(id.getAsString());
    }
    return ids;
  }

  private String begin(String code) {
    return client.send(
        Channel.SHELL,
        subshell,
        "execute_request",
        Map.of("code", code, "allow_stdin", true, "user_expressions", Map.of("six", "2 * 3")));
  }

  private Served run(String code) {
    String id = begin(code);
    return new Served(client.reply(Channel.SHELL, id), client.publishedFor(id));
  }

  /** Begins a cell of the main shell and waits until it says that it runs. */
  private static String beginMain(String code) {
    String id = client.begin("System.out.println(\"began\"); " + code);
    client.await(id, m -> m.type().equals("stream"));
    return id;
  }

  @Test
  void aCellOfASubshellRunsWhileTheMainShellsCellRuns() {
    client.run("var latch = new CountDownLatch(1); int shared = 1;");
    String main = beginMain("latch.await(); shared");
    Served beside = run("shared = 2; System.out.println(\"beside\"); shared + 40");
    assertThat(beside.result()).isEqualTo("42");
    assertThat(beside.stream("stdout")).isEqualTo("beside\n");
    assertThat(beside.types()).startsWith("status", "execute_input").endsWith("status");
    assertThat(beside.reply().object("user_expressions").getAsJsonObject("six").toString())
        .contains("\"6\"");
    assertThat(client.seen()).noneMatch(m -> m.parentId().equals(main) && isIdle(m));

    run("int declared = 7; int twice(int n) { return 2 * n; } latch.countDown();");
    Message reply = client.reply(Channel.SHELL, main);
    var served = new Served(reply, client.publishedFor(main));
    assertThat(served.result()).isEqualTo("2");
    assertThat(served.stream("stdout")).isEqualTo("began\n");
    assertThat(client.run("twice(declared)").result()).isEqualTo("14");
  }

  private static boolean isIdle(Message message) {
    return message.type().equals("status") && message.text("execution_state").equals("idle");
  }

  @Test
  void countersAndHistoriesAreEachShellsOwn() {
    int count = client.run("1").reply().number("execution_count");
    assertThat(run("\"first of the subshell\"").reply().number("execution_count")).isEqualTo(1);
    assertThat(run("2").reply().number("execution_count")).isEqualTo(2);
    assertThat(client.run("1").reply().number("execution_count")).isEqualTo(count + 1);
    String id =
        client.send(
            Channel.SHELL,
            subshell,
            "history_request",
            Map.of("hist_access_type", "range", "session", 0));
    assertThat(client.reply(Channel.SHELL, id).content().getAsJsonArray("history").toString())
        .contains("first of the subshell", "[1,2,\"2\"]")
        .doesNotContain("\"1\"");
  }

  @Test
  void anInterruptStopsTheCellsOfAllShells() {
    String main = beginMain("while (true) { }");
    String beside = begin("System.out.println(\"began\"); Thread.sleep(60_000);");
    client.await(beside, m -> m.type().equals("stream"));
    client.ask(Channel.CONTROL, "interrupt_request", Map.of());
    assertThat(client.reply(Channel.SHELL, main).text("ename")).isEqualTo("Interrupted");
    assertThat(client.reply(Channel.SHELL, beside).text("ename")).isEqualTo("Interrupted");
    client.publishedFor(main);
    client.publishedFor(beside);
    assertThat(client.run("40 + 2").result()).isEqualTo("42");
    assertThat(run("41 + 2").result()).isEqualTo("43");
  }

  @Test
  void deletingASubshellStopsItsCellAndAnswersThoseThatWait() {
    String main = beginMain("Thread.sleep(3000); 5");
    String running = begin("System.out.println(\"began\"); while (true) { }");
    client.await(running, m -> m.type().equals("stream"));
    String queued = begin("1 + 1");
    assertThat(delete(subshell).text("status")).isEqualTo("ok");
    assertThat(listed()).isEmpty();
    assertThat(client.reply(Channel.SHELL, queued).text("ename")).isEqualTo("Aborted");
    assertThat(client.reply(Channel.SHELL, running).text("ename")).isEqualTo("Interrupted");
    assertThat(client.publishedFor(queued)).isNotEmpty();
    Message reply = client.reply(Channel.SHELL, main);
    assertThat(new Served(reply, client.publishedFor(main)).result()).isEqualTo("5");
  }

  @Test
  void anUnknownSubshellIsAnErrorThatNamesIt() {
    subshell = "nowhere";
    String id = begin("1 + 1");
    Message reply = client.reply(Channel.SHELL, id);
    assertThat(reply.type()).isEqualTo("execute_reply");
    assertThat(reply.text("evalue")).contains("no subshell 'nowhere'");
    assertThat(client.publishedFor(id)).hasSize(2);
    assertThat(delete("nowhere").text("status")).isEqualTo("error");
  }

  @Test
  void eachShellAsksForInputByItself() {
    String main = client.send(Channel.SHELL, "execute_request", input());
    assertThat(client.receive(Channel.STDIN).parentId()).isEqualTo(main);
    String beside = begin("new Scanner(System.in).nextLine()");
    assertThat(client.receive(Channel.STDIN).parentId()).isEqualTo(beside);
    client.send(Channel.STDIN, subshell, "input_reply", Map.of("value", "beside"));
    Message reply = client.reply(Channel.SHELL, beside);
    assertThat(new Served(reply, client.publishedFor(beside)).result()).isEqualTo("beside");
    client.send(Channel.STDIN, "input_reply", Map.of("value", "main"));
    reply = client.reply(Channel.SHELL, main);
    assertThat(new Served(reply, client.publishedFor(main)).result()).isEqualTo("main");
  }

  private static Map<String, Object> input() {
    return Map.of("code", "new Scanner(System.in).nextLine()", "allow_stdin", true);
  }

  @Test
  void magicsOfASubshellAreItsOwn() {
    client.run("var gate = new CountDownLatch(1);");
    String main = beginMain("gate.await();");
    Served beside = run("%time 6 * 7");
    assertThat(beside.result()).isEqualTo("42");
    run("gate.countDown();");
    assertThat(client.reply(Channel.SHELL, main).text("status")).isEqualTo("ok");
    client.publishedFor(main);
  }

  @Test
  void shutdownEndsTheProcessWhileSubshellsRun() throws Exception {
    try (var other = JupyterClient.start()) {
      String id =
          other
              .ask(Channel.CONTROL, "create_subshell_request", Map.of())
              .reply()
              .text("subshell_id");
      String cell =
          other.send(
              Channel.SHELL,
              id,
              "execute_request",
              Map.of("code", "System.out.println(1); while (true) { }"));
      other.await(cell, m -> m.type().equals("stream"));
      other.ask(Channel.CONTROL, "shutdown_request", Map.of());
      assertThat(other.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
