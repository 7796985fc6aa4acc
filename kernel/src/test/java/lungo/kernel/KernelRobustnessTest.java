package lungo.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is not a message of the protocol is dropped with a line in the log, and nothing else. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelRobustnessTest {

  private static final List<Channel> CHANNELS =
      List.of(Channel.SHELL, Channel.CONTROL, Channel.STDIN);

  /** Message types and contents, none of which a mutation can make harmful. */
  private static final String[][] REQUESTS = {
    {"kernel_info_request", "{}"},
    {"comm_info_request", "{\"target_name\":\"t\"}"},
    {"comm_msg", "{\"comm_id\":\"c\",\"data\":{\"method\":\"update\",\"state\":{\"value\":1}}}"},
    {"is_complete_request", "{\"code\":\"1 +\"}"},
    {"history_request", "{\"hist_access_type\":\"range\",\"session\":0,\"start\":1}"},
    {"list_subshell_request", "{}"},
    {"input_reply", "{\"value\":\"x\"}"},
  };

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
  void aWrongSignatureIsNotRun() {
    List<byte[]> frames = signedCell("int forged = 1;");
    frames.set(1, "0".repeat(64).getBytes(UTF_8));
    client.sendFrames(Channel.SHELL, frames);
    List<byte[]> unsigned = signedCell("int forged = 1;");
    unsigned.set(1, new byte[0]);
    client.sendFrames(Channel.SHELL, unsigned);
    assertThat(client.run("forged").reply().text("status")).isEqualTo("error");
    assertThat(client.logText()).contains("wrong signature");
  }

  @Test
  void brokenMessagesLeaveEveryChannelAlive() {
    String header = client.header("id", "execute_request");
    for (Channel channel : CHANNELS) {
      client.sendFrames(channel, List.of(new byte[0]));
      client.sendFrames(channel, List.of("<IDS|MSG>".getBytes(UTF_8)));
      client.sendFrames(channel, client.signed(header, "{}"));
      client.sendFrames(channel, client.signed(header, "{\"code\": 7}"));
      client.sendFrames(channel, client.signed(header, "{\"code\": "));
      client.sendFrames(channel, client.signed(header, "[]"));
      client.sendFrames(channel, client.signed("nonsense", "{}"));
      client.sendFrames(channel, client.signed(client.header("id", "no_such_request"), "{}"));
      client.sendFrames(
          channel,
          client.signed(header, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
    }
    stillAlive();
    assertThat(client.logText())
        .contains("'code' is missing", "'code' must be text", "no message type 'no_such_request'");
  }

  @Test
  void twelveThousandMutatedMessagesLeaveTheKernelAliveSmallAndItsLogShort() {
    complete();
    long before = settledBytes(); // JShell has started, and reads in the background
    int linesBefore = lines();
    var random = new Random(20260101L);
    int sent = 12_000;
    for (int i = 0; i < sent; i++) {
      client.sendFrames(CHANNELS.get(i % CHANNELS.size()), mutated(random));
      if (i % 500 == 499) {
        stillAlive();
      }
    }
    stillAlive();
    complete(); // behind all those that wait and need memory while they are served
    assertThat(settledBytes() - before).isLessThan(30_000_000L);
    assertThat(lines() - linesBefore).isBetween(sent / 4, sent);
    assertThat(client.logText()).doesNotContain(client.key).doesNotContain("could not be served");
  }

  private static void complete() {
    client.ask(Channel.SHELL, "complete_request", Map.of("code", "Mat", "cursor_pos", 3));
  }

  private static int lines() {
    return (int) client.logText().lines().count();
  }

  /** What is used once nothing more is read: ten counts alike. */
  private static long settledBytes() {
    long settled = usedBytes();
    int alike = 0;
    for (int i = 0; i < 200 && alike < 10; i++) {
      client.run("Thread.sleep(200);");
      long now = usedBytes();
      alike = Math.abs(now - settled) < 500_000 ? alike + 1 : 0;
      settled = alike == 0 ? now : settled;
    }
    assertThat(alike).as("counts alike").isEqualTo(10);
    return settled;
  }

  private static long usedBytes() {
    return Long.parseLong(
        client
            .run("System.gc(); var rt = Runtime.getRuntime(); rt.totalMemory() - rt.freeMemory()")
            .result());
  }

  /** Random bytes, mutated frames of signed messages, or signed messages with mutated JSON. */
  private static List<byte[]> mutated(Random random) {
    String id = UUID.randomUUID().toString();
    String[] request = REQUESTS[random.nextInt(REQUESTS.length)];
    if (random.nextInt(3) == 0) {
      return new ArrayList<>(
          client.signed(
              mutated(client.header(id, request[0]), random), mutated(request[1], random)));
    }
    var frames = new ArrayList<>(client.signed(client.header(id, request[0]), request[1]));
    if (random.nextInt(4) == 0) {
      frames.replaceAll(frame -> bytes(random));
    }
    mutate(frames, random);
    return frames;
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A text with some of its characters replaced, doubled or removed. */
  private static String mutated(String text, Random random) {
    var mutant = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0 && mutant.length() > 0; i--) {
      int at = random.nextInt(mutant.length());
      switch (random.nextInt(3)) {
        case 0 -> mutant.setCharAt(at, (char) random.nextInt(0x250));
        case 1 -> mutant.insert(at, mutant.substring(at));
        default -> mutant.deleteCharAt(at);
      }
    }
    return mutant.toString();
  }

  @Test
  void aMessageThatIsSentAgainIsNotRunAgain() {
    client.run("int runs = 0;");
    List<byte[]> frames = signedCell("runs++;");
    client.sendFrames(Channel.SHELL, frames);
    client.sendFrames(Channel.SHELL, frames);
    assertThat(client.run("runs").result()).isEqualTo("1");
    assertThat(client.logText()).contains("received before");
  }

  @Test
  void theKeyIsInNoLog() {
    List<byte[]> frames = signedCell("1");
    frames.set(1, "wrong".getBytes(UTF_8));
    client.sendFrames(Channel.SHELL, frames);
    stillAlive();
    assertThat(client.logText()).contains("wrong signature").doesNotContain(client.key);
  }

  @Test
  void aHundredMegabytesAreServed() {
    client.run(
        "Comms.register(\"large\", (comm, first) -> comm.onMessage("
            + "m -> comm.send(Map.of(\"length\", m.buffers().get(0).length))));");
    client.publishedFor(
        client.send(
            Channel.SHELL,
            "comm_open",
            Map.of("comm_id", "large", "target_name", "large", "data", Map.of())));
    client.publishedFor(client.say("large", Map.of(), new byte[100_000_000]));
    assertThat(client.seen())
        .anyMatch(m -> m.content().toString().contains("\"length\":100000000"));
    stillAlive();
  }

  @Test
  void aLargeCellIsServed() {
    String comment = "/* " + "y".repeat(20_000_000) + " */ 1 + 1";
    assertThat(client.run(comment).result()).isEqualTo("2");
    stillAlive();
  }

  private static List<byte[]> signedCell(String code) {
    String content = new Gson().toJson(Map.of("code", code));
    return new ArrayList<>(
        client.signed(client.header(UUID.randomUUID().toString(), "execute_request"), content));
  }

  private static void mutate(List<byte[]> frames, Random random) {
    int victim = random.nextInt(frames.size());
    byte[] frame = frames.get(victim).clone();
    switch (random.nextInt(4)) {
      case 0 -> frames.remove(victim);
      case 1 -> frames.add(victim, new byte[random.nextInt(50)]);
      case 2 -> frames.set(victim, Arrays.copyOf(frame, frame.length / 2));
      default -> {
        if (frame.length > 0) {
          frame[random.nextInt(frame.length)] ^= (byte) (1 + random.nextInt(255));
        }
        frames.set(victim, frame);
      }
    }
    if (frames.isEmpty()) {
      frames.add(new byte[0]);
    }
  }

  private static void stillAlive() {
    assertThat(client.ask(Channel.CONTROL, "kernel_info_request", Map.of()).reply().text("status"))
        .isEqualTo("ok");
    assertThat(client.run("20 + 22").result()).isEqualTo("42");
    assertThat(client.heartbeat(new byte[] {1})).containsExactly(1);
  }
}
