package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Message;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the protocol asks of requests and their replies, against one kernel process. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelProtocolTest {

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
  void kernelInfoNamesLanguageAndProtocol() {
    Message info = client.ask(Channel.SHELL, "kernel_info_request", Map.of()).reply();
    assertThat(info.text("status")).isEqualTo("ok");
    assertThat(info.text("protocol_version")).isEqualTo("5.5");
    assertThat(info.text("implementation")).isEqualTo("lungo");
    JsonObject language = info.object("language_info");
    assertThat(language.get("name").getAsString()).isEqualTo("java");
    assertThat(language.get("version").getAsString()).isEqualTo(System.getProperty("java.version"));
    assertThat(language.get("file_extension").getAsString()).isEqualTo(".jshell");
    assertThat(language.get("mimetype").getAsString()).isEqualTo("text/x-java-source");
    assertThat(info.content().getAsJsonArray("supported_features").toString())
        .isEqualTo("[\"kernel subshells\"]");
  }

  @Test
  void everyReplyHasAStatus() {
    Map<String, Map<String, ?>> requests =
        Map.of(
            "kernel_info_request", Map.of(),
            "comm_info_request", Map.of(),
            "history_request", Map.of("hist_access_type", "tail", "n", 1),
            "complete_request", Map.of("code", "Str", "cursor_pos", 3),
            "inspect_request", Map.of("code", "String", "cursor_pos", 6),
            "is_complete_request", Map.of("code", "1"),
            "execute_request", Map.of("code", "1"));
    requests.forEach(
        (type, content) ->
            assertThat(client.ask(Channel.SHELL, type, content).reply().content().has("status"))
                .as(type)
                .isTrue());
    assertThat(client.ask(Channel.CONTROL, "interrupt_request", Map.of()).reply().text("status"))
        .isEqualTo("ok");
  }

  @Test
  void aTooltipLinksTheFullPage() {
    var request = Map.of("code", "\"abc\".substring(1)", "cursor_pos", 12);
    JsonObject data =
        client
            .ask(Channel.SHELL, "inspect_request", request)
            .reply()
            .content()
            .getAsJsonObject("data");
    String page =
        "https://docs.oracle.com/en/java/javase/%d/docs/api/java.base/java/lang/String.html"
            .formatted(Runtime.version().feature());
    assertThat(data.get("text/html").getAsString())
        .contains("<a href=\"" + page + "#substring(int)\" target=\"_blank\">Full page</a>");
    assertThat(data.get("text/plain").getAsString())
        .contains("Full page: " + page + "#substring(int)");
  }

  @Test
  void busyAndIdleSurroundEveryRequest() {
    assertThat(client.ask(Channel.SHELL, "kernel_info_request", Map.of()).published())
        .extracting(m -> m.text("execution_state"))
        .containsExactly("busy", "idle");
    assertThat(client.ask(Channel.CONTROL, "kernel_info_request", Map.of()).published())
        .extracting(m -> m.text("execution_state"))
        .containsExactly("busy", "idle");
    String comm =
        client.send(
            Channel.SHELL,
            "comm_open",
            Map.of("comm_id", "c", "target_name", "no such target", "data", Map.of()));
    assertThat(client.publishedFor(comm))
        .extracting(Message::type)
        .containsExactly("status", "comm_close", "status");
  }

  @Test
  void headersCarryTheKernelsOwnSessionAndAFullDate() {
    Served served = client.run("1");
    String session = served.reply().header().get("session").getAsString();
    assertThat(session).isNotEqualTo(served.reply().parent().get("session").getAsString());
    assertThat(served.published())
        .allSatisfy(
            message -> {
              assertThat(message.header().get("session").getAsString()).isEqualTo(session);
              assertThat(message.header().get("version").getAsString()).isEqualTo("5.5");
              // jupyter_client's own pattern of a date
              assertThat(message.header().get("date").getAsString())
                  .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");
            });
    assertThat(served.published())
        .extracting(m -> m.header().get("msg_id"))
        .doesNotHaveDuplicates();
  }

  @Test
  void startingIsPublishedOnceBeforeAnythingElse() {
    client.run("1");
    List<Message> seen = client.seen();
    assertThat(seen.get(0).type()).isEqualTo("iopub_welcome");
    assertThat(seen.get(0).text("subscription")).isEmpty();
    assertThat(seen.get(1).text("execution_state")).isEqualTo("starting");
    assertThat(seen)
        .filteredOn(m -> m.type().equals("status") && m.text("execution_state").equals("starting"))
        .hasSize(1);
  }

  @Test
  void anExpressionsValueIsPublishedBetweenBusyAndIdle() {
    Served served = client.run("6 * 7");
    assertThat(served.types())
        .containsExactly("status", "execute_input", "execute_result", "status");
    assertThat(served.result()).isEqualTo("42");
    int count = served.reply().number("execution_count");
    assertThat(served.first("execute_input").number("execution_count")).isEqualTo(count);
    assertThat(served.first("execute_result").number("execution_count")).isEqualTo(count);
    assertThat(served.reply().content().getAsJsonArray("payload")).isEmpty();
  }

  @Test
  void theCounterMovesOnlyWithStoredCells() {
    int before = client.run("1").reply().number("execution_count");
    Served silent =
        client.ask(Channel.SHELL, "execute_request", Map.of("code", "2", "silent", true));
    Served unstored =
        client.ask(Channel.SHELL, "execute_request", Map.of("code", "3", "store_history", false));
    int after = client.run("4").reply().number("execution_count");
    assertThat(silent.reply().number("execution_count")).isEqualTo(before);
    assertThat(unstored.reply().number("execution_count")).isEqualTo(before);
    assertThat(unstored.result()).isEqualTo("3");
    assertThat(after).isEqualTo(before + 1);
  }

  @Test
  void aSilentCellPublishesNothingButIsRun() {
    Served silent =
        client.ask(
            Channel.SHELL,
            "execute_request",
            Map.of("code", "int quiet = 5; System.out.println(quiet); quiet", "silent", true));
    assertThat(silent.types()).containsExactly("status", "status");
    assertThat(client.run("quiet").result()).isEqualTo("5");
    assertThat(historyTail(100)).contains("quiet").noneMatch(code -> code.contains("int quiet"));
  }

  @Test
  void historyHasTailRangeAndSearch() {
    int first = client.run("\"needle\" + 1").reply().number("execution_count");
    client.run("\"needle\" + 2");
    client.run("\"needle\" + 2");
    assertThat(historyTail(2)).containsExactly("\"needle\" + 2", "\"needle\" + 2");
    assertThat(
            history(
                Map.of(
                    "hist_access_type", "range", "session", 0, "start", first, "stop", first + 2)))
        .containsExactly("\"needle\" + 1", "\"needle\" + 2");
    assertThat(history(Map.of("hist_access_type", "search", "pattern", "\"needle*")))
        .containsExactly("\"needle\" + 1", "\"needle\" + 2", "\"needle\" + 2");
    assertThat(
            history(Map.of("hist_access_type", "search", "pattern", "\"needle*", "unique", true)))
        .containsExactly("\"needle\" + 1", "\"needle\" + 2");
    Message withOutput =
        client
            .ask(
                Channel.SHELL,
                "history_request",
                Map.of("hist_access_type", "tail", "n", 1, "output", true))
            .reply();
    assertThat(withOutput.content().getAsJsonArray("history").get(0).getAsJsonArray().get(2))
        .hasToString("[\"\\\"needle\\\" + 2\",\"needle2\"]");
  }

  @Test
  void aFailureIsPublishedAndReplied() {
    Served served = client.run("throw new IllegalStateException(\"on purpose\");");
    assertThat(served.types()).containsExactly("status", "execute_input", "error", "status");
    assertThat(served.reply().text("status")).isEqualTo("error");
    assertThat(served.reply().text("ename")).contains("IllegalStateException");
    assertThat(served.reply().text("evalue")).contains("on purpose");
    assertThat(served.first("error").content().get("traceback"))
        .isEqualTo(served.reply().content().get("traceback"));
  }

  @Test
  void anErrorAbortsTheCellsBehindIt() {
    String failing = client.begin("Thread.sleep(300); throw new RuntimeException();");
    String behind = client.begin("int neverRun = 1;");
    assertThat(client.reply(Channel.SHELL, failing).text("status")).isEqualTo("error");
    Message aborted = client.reply(Channel.SHELL, behind);
    assertThat(aborted.text("status")).isEqualTo("error");
    assertThat(aborted.text("ename")).isEqualTo("Aborted");
    assertThat(client.publishedFor(behind)).extracting(Message::type).doesNotContain("error");
    assertThat(client.run("neverRun").reply().text("status")).isEqualTo("error");
  }

  @Test
  void anErrorAbortsNothingWhereTheRequestSaysSo() {
    String failing =
        client.send(
            Channel.SHELL,
            "execute_request",
            Map.of(
                "code",
                "Thread.sleep(300); throw new RuntimeException();",
                "stop_on_error",
                false));
    String behind = client.begin("21 + 1");
    assertThat(client.reply(Channel.SHELL, failing).text("status")).isEqualTo("error");
    assertThat(client.reply(Channel.SHELL, behind).text("status")).isEqualTo("ok");
    client.publishedFor(behind);
  }

  @Test
  void userExpressionsAreEvaluatedAfterTheCell() {
    Served served =
        client.ask(
            Channel.SHELL,
            "execute_request",
            Map.of(
                "code",
                "int base = 20;",
                "user_expressions",
                Map.of("twice", "base * 2", "wrong", "noSuchName")));
    JsonObject results = served.reply().object("user_expressions");
    JsonObject twice = results.getAsJsonObject("twice");
    assertThat(twice.get("status").getAsString()).isEqualTo("ok");
    assertThat(twice.getAsJsonObject("data").get("text/plain").getAsString()).isEqualTo("40");
    assertThat(results.getAsJsonObject("wrong").get("status").getAsString()).isEqualTo("error");
    assertThat(served.types()).containsExactly("status", "execute_input", "status");
  }

  @Test
  void displaysAreShownUpdatedAndCleared() {
    Served served =
        client.run(
            """
            var shown = lungo.display.Display.show("first");
            shown.update("second");
            lungo.display.Display.clearOnNext();
            """);
    assertThat(served.types())
        .containsExactly(
            "status",
            "execute_input",
            "display_data",
            "update_display_data",
            "clear_output",
            "status");
    Message first = served.first("display_data");
    Message second = served.first("update_display_data");
    assertThat(first.object("data").get("text/plain").getAsString()).isEqualTo("first");
    assertThat(second.object("data").get("text/plain").getAsString()).isEqualTo("second");
    assertThat(second.object("transient")).isEqualTo(first.object("transient"));
    assertThat(served.first("clear_output").content().get("wait").getAsBoolean()).isTrue();
  }

  @Test
  void cursorsCountCodePoints() {
    // The face is one code point and two UTF-16 units.
    String code = "\"\uD83D\uDE00\".length(); \"abc\".substr";
    int codePoints = code.codePointCount(0, code.length());
    assertThat(codePoints).isEqualTo(code.length() - 1);
    Message reply =
        client
            .ask(Channel.SHELL, "complete_request", Map.of("code", code, "cursor_pos", codePoints))
            .reply();
    assertThat(reply.number("cursor_end")).isEqualTo(codePoints);
    assertThat(reply.number("cursor_start")).isEqualTo(codePoints - "substr".length());
  }

  @Test
  void theCursorOfAnInspectionCountsCodePoints() {
    // Four more units than code points: taken for units, the cursor would stand in "Math".
    String code = "\"\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\".length() + Math.abs";
    int codePoints = code.codePointCount(0, code.length());
    assertThat(codePoints).isEqualTo(code.length() - 4);
    Message reply =
        client
            .ask(
                Channel.SHELL,
                "inspect_request",
                Map.of("code", code + "(1)", "cursor_pos", codePoints))
            .reply();
    assertThat(reply.object("data").get("text/plain").getAsString()).contains("abs(int");
  }

  @Test
  void completionTellsTypesAndSignatures() {
    Message reply =
        client
            .ask(
                Channel.SHELL,
                "complete_request",
                Map.of("code", "\"text\".subs", "cursor_pos", 11))
            .reply();
    var types =
        reply.content().getAsJsonObject("metadata").getAsJsonArray("_jupyter_types_experimental");
    assertThat(types).isNotEmpty();
    assertThat(types)
        .allSatisfy(
            each -> {
              assertThat(each.getAsJsonObject().get("text").getAsString()).startsWith("subs");
              assertThat(each.getAsJsonObject().get("type").getAsString()).isEqualTo("method");
              assertThat(each.getAsJsonObject().get("start").getAsInt()).isEqualTo(7);
              assertThat(each.getAsJsonObject().get("end").getAsInt()).isEqualTo(11);
            });
    assertThat(types.toString()).contains("\"signature\":\"(int) String\"");
  }

  @Test
  void questionsAreAnsweredWhileACellRuns() {
    client.run("int warm = 1;");
    String running = client.begin("Thread.sleep(30_000);");
    client.await(running, m -> m.type().equals("execute_input"));
    long begin = System.nanoTime();
    client.ask(Channel.CONTROL, "kernel_info_request", Map.of());
    client.ask(Channel.SHELL, "kernel_info_request", Map.of());
    client.ask(Channel.SHELL, "comm_info_request", Map.of());
    client.ask(Channel.SHELL, "complete_request", Map.of("code", "\"abc\".sub", "cursor_pos", 9));
    client.ask(Channel.SHELL, "inspect_request", Map.of("code", "String", "cursor_pos", 6));
    client.ask(Channel.SHELL, "is_complete_request", Map.of("code", "1 +"));
    client.send(
        Channel.SHELL,
        "comm_open",
        Map.of("comm_id", "x", "target_name", "nobody", "data", Map.of()));
    client.ask(Channel.CONTROL, "interrupt_request", Map.of());
    Message reply = client.reply(Channel.SHELL, running);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
    assertThat(reply.text("status")).isEqualTo("error");
    assertThat(client.run("warm").result()).isEqualTo("1");
  }

  @Test
  void theHeartbeatEchoes() {
    assertThat(client.heartbeat(new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
  }

  private static List<String> historyTail(int n) {
    return history(Map.of("hist_access_type", "tail", "n", n));
  }

  private static List<String> history(Map<String, ?> query) {
    return client
        .ask(Channel.SHELL, "history_request", query)
        .reply()
        .content()
        .getAsJsonArray("history")
        .asList()
        .stream()
        .map(entry -> entry.getAsJsonArray().get(2).getAsString())
        .toList();
  }
}
