package lungo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a kernel's cells for the kernels after it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KernelHistoryTest {

  private final Path folder;
  private final Path file;

  KernelHistoryTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("lungo").resolve("history.jsonl");
  }

  private JupyterClient start() throws Exception {
    return JupyterClient.start(Map.of("LUNGO_HISTORY", "", "JUPYTER_DATA_DIR", folder.toString()));
  }

  private static void end(JupyterClient client) throws Exception {
    client.ask(Channel.CONTROL, "shutdown_request", Map.of());
    assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    client.close();
  }

  private static String ask(JupyterClient client, Map<String, ?> query) {
    JsonArray found =
        client
            .ask(Channel.SHELL, "history_request", query)
            .reply()
            .content()
            .getAsJsonArray("history");
    return found.toString();
  }

  private static String range(JupyterClient client, int session) {
    return ask(client, Map.of("hist_access_type", "range", "session", session, "output", true));
  }

  @Test
  void laterSessionsFindTheCellsOfEarlierOnes() throws Exception {
    JupyterClient first = start();
    first.run("int answer = 42;");
    first.run("answer");
    end(first);
    JupyterClient second = start();
    second.run("6 * 7");
    assertThat(range(second, 0)).isEqualTo("[[2,1,[\"6 * 7\",\"42\"]]]");
    assertThat(range(second, -1))
        .isEqualTo("[[1,1,[\"int answer = 42;\",null]],[1,2,[\"answer\",\"42\"]]]");
    assertThat(range(second, 1)).isEqualTo(range(second, -1));
    assertThat(range(second, 7)).isEqualTo("[]");
    assertThat(ask(second, Map.of("hist_access_type", "tail", "n", 2)))
        .isEqualTo("[[1,2,\"answer\"],[2,1,\"6 * 7\"]]");
    assertThat(ask(second, Map.of("hist_access_type", "search", "pattern", "*answer*", "n", 1)))
        .isEqualTo("[[1,2,\"answer\"]]");
    assertThat(second.run("%history -g answer").stream("stdout"))
        .isEqualTo("[1/1] int answer = 42;\n[1/2] answer\n");
    assertThat(second.run("%history").stream("stdout"))
        .startsWith("[1] 6 * 7\n")
        .doesNotContain("answer = 42");
    end(second);
    assertThat(Files.readString(file)).contains("{\"session\":1,\"count\":2,\"code\":\"answer\"");
  }

  @Test
  void brokenLinesArePassedOverAndTheFileGoesOn() throws Exception {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(
        file,
        "{\"session\":4,\"count\":1,\"code\":\"old\"}\n\u0000\u0001garbage\n[1,2]\n{\"session\":9}\n"
            + "{\"session\":4,\"count\":2,\"co");
    JupyterClient client = start();
    client.run("1");
    assertThat(ask(client, Map.of("hist_access_type", "tail", "n", 10)))
        .isEqualTo("[[4,1,\"old\"],[5,1,\"1\"]]");
    end(client);
    JupyterClient next = start();
    assertThat(range(next, 5)).isEqualTo("[[5,1,[\"1\",\"1\"]]]");
    end(next);
  }

  @Test
  void twoKernelsKeepTheirSessionsApart() throws Exception {
    JupyterClient one = start();
    JupyterClient two = start();
    for (int i = 1; i <= 5; i++) {
      one.run("\"one\" + " + i);
      two.run("\"two\" + " + i);
    }
    String ones = range(one, 0);
    end(one);
    end(two);
    JupyterClient later = start();
    assertThat(Files.readAllLines(file)).hasSize(10);
    int session = ones.startsWith("[[1,") ? 1 : 2;
    assertThat(range(later, session)).isEqualTo(ones);
    assertThat(range(later, 3 - session)).contains("two5").doesNotContain("one");
    end(later);
  }

  @Test
  void aSessionHasTheNumberAfterTheNewestAlsoWhereNothingHasNotedIt() throws Exception {
    Path lock = file.resolveSibling("history.jsonl.lock");
    for (String noted : new String[] {"", "\u0000not a number", "41"}) {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "{\"session\":8,\"count\":1,\"code\":\"old\"}\n");
      Files.writeString(lock, noted);
      JupyterClient client = start();
      client.run("1");
      int session = noted.equals("41") ? 42 : 9;
      assertThat(range(client, 0)).isEqualTo("[[" + session + ",1,[\"1\",\"1\"]]]");
      end(client);
      assertThat(Files.readString(lock).strip()).isEqualTo(String.valueOf(session));
      assertThat(Files.readString(file)).contains("{\"session\":" + session + ",");
    }
  }

  @Test
  void aLargeFileLosesItsOlderHalf() throws Exception {
    Files.createDirectories(file.resolveSibling(""));
    String code = "x".repeat(10_000);
    for (int i = 1; i <= 420; i++) {
      Files.writeString(
          file,
          "{\"session\":1,\"count\":" + i + ",\"code\":\"" + code + "\"}\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    JupyterClient client = start();
    client.run("1");
    assertThat(ask(client, Map.of("hist_access_type", "tail", "n", 1))).isEqualTo("[[2,1,\"1\"]]");
    end(client);
    assertThat(Files.size(file)).isBetween(1_900_000L, 2_100_000L);
    assertThat(Files.readString(file))
        .contains("\"count\":420,", "{\"session\":2,\"count\":1,\"code\":\"1\"");
  }

  @Test
  void passwordsAndWhatMayHoldThemAreNotKept() throws Exception {
    JupyterClient client = start();
    String id =
        client.send(
            Channel.SHELL,
            "execute_request",
            Map.of("code", "Ask.password(\"key\")", "allow_stdin", true));
    Message question = client.receive(Channel.STDIN);
    assertThat(question.content().get("password").getAsBoolean()).isTrue();
    assertThat(question.text("prompt")).isEqualTo("key");
    client.send(Channel.STDIN, "input_reply", Map.of("value", "swordfish"));
    client.reply(Channel.SHELL, id);
    client.publishedFor(id);
    client.run("2");
    end(client);
    assertThat(Files.readString(file)).contains("Ask.password").doesNotContain("swordfish");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // has no such permissions
  void othersCannotReadIt() throws Exception {
    JupyterClient client = start();
    client.run("1");
    end(client);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidOnceAndHurtsNothing() throws Exception {
    Files.writeString(folder.resolve("lungo"), "a file where a folder should be");
    JupyterClient client = start();
    assertThat(client.run("1").result()).isEqualTo("1");
    assertThat(client.run("2").result()).isEqualTo("2");
    assertThat(range(client, 0)).contains("[1,2,[\"2\",\"2\"]]");
    assertThat(ask(client, Map.of("hist_access_type", "tail", "n", 5))).contains("\"2\"");
    assertThat(client.logText()).containsOnlyOnce("is not kept");
    end(client);
  }
}
