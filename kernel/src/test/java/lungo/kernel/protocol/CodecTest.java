package lungo.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lungo.display.comm.CommData;
import org.junit.jupiter.api.Test;

class CodecTest {

  private static final String HEADER =
      "{\"msg_id\":\"7\",\"session\":\"s\",\"username\":\"u\",\"msg_type\":\"execute_request\"}";

  private final Codec codec = new Codec("key");

  @Test
  void signsAsRfc4231TestCase2Says() {
    // Key "Jefe", data "what do ya want for nothing?", here in two frames.
    var signer = new Signer("Jefe");
    List<byte[]> data = List.of("what do ya want ".getBytes(UTF_8), "for nothing?".getBytes(UTF_8));
    String expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assertThat(signer.sign(data)).isEqualTo(expected);
    assertThat(signer.verifies(expected.getBytes(UTF_8), data)).isTrue();
    assertThat(signer.verifies(("0" + expected.substring(1)).getBytes(UTF_8), data)).isFalse();
    assertThat(signer.verifies(new byte[0], data)).isFalse();
  }

  @Test
  void signsAsTheJdksMacWithKeysOfABlockAndLonger() throws GeneralSecurityException {
    byte[] data = "data".getBytes(UTF_8);
    for (int length : new int[] {1, 63, 64, 65, 131}) {
      String key = "k".repeat(length);
      assertThat(new Signer(key).sign(List.of(data)))
          .as("a key of %d bytes", length)
          .isEqualTo(mac(key, data));
    }
  }

  @Test
  void anEmptyKeyMeansNoSignatures() throws BadMessageException {
    assertThat(new Signer("").sign(List.of(new byte[] {1}))).isEmpty();
    assertThat(new Codec("").decode(frames("", HEADER, "{\"code\":\"1\"}")).header().id())
        .isEqualTo("7");
  }

  @Test
  void readsARequestWithIdentities() throws BadMessageException {
    List<byte[]> frames = signed(HEADER, "{\"code\":\"1 + 1\",\"silent\":true}");
    frames.add(0, "peer".getBytes(UTF_8));
    Message message = codec.decode(frames);
    assertThat(message.identities()).containsExactly("peer".getBytes(UTF_8));
    assertThat(message.headerText()).isEqualTo(HEADER);
    assertThat(message.request())
        .isEqualTo(new Execute.Request("1 + 1", true, false, Map.of(), true, true));
  }

  @Test
  void readsAndWritesACommsBuffersAndMetadata() throws BadMessageException {
    String header = HEADER.replace("execute_request", "comm_msg");
    List<byte[]> frames = signed(header, "{\"comm_id\":\"c\",\"data\":{\"a\":1}}");
    frames.add("buffer".getBytes(UTF_8));
    var message = (CommMessage.Data) codec.decode(frames).request();
    assertThat(message.data().data()).isEqualTo(Map.of("a", 1L));
    assertThat(message.data().buffers()).containsExactly("buffer".getBytes(UTF_8));
    var data = new CommData(Map.of("a", 2), Map.of("version", "2"), message.data().buffers());
    List<byte[]> out = codec.encode(List.of(), "{}", new CommMessage.Data("c", data));
    assertThat(new String(out.get(4), UTF_8)).isEqualTo("{\"version\":\"2\"}");
    assertThat(new String(out.get(5), UTF_8)).contains("\"a\":2");
    assertThat(out.get(6)).isEqualTo("buffer".getBytes(UTF_8));
    assertThat(new Signer("key").verifies(out.get(1), out.subList(2, 6))).isTrue();
  }

  @Test
  void aRepliesParentIsTheRequestsHeaderToTheByte() throws BadMessageException {
    Message request = codec.decode(signed(HEADER, "{\"code\":\"1\"}"));
    List<byte[]> reply =
        codec.encode(request.identities(), request.headerText(), new Interrupt.Reply());
    assertThat(new String(reply.get(3), UTF_8)).isEqualTo(HEADER);
    assertThat(new String(reply.get(5), UTF_8)).isEqualTo("{\"status\":\"ok\"}");
    assertThat(new Signer("key").verifies(reply.get(1), reply.subList(2, 6))).isTrue();
  }

  @Test
  void refusesWithTheReason() {
    assertRefused(frames("00", HEADER, "{\"code\":\"1\"}"), "wrong signature");
    assertRefused(signed(HEADER, "{}"), "execute_request: 'code' is missing");
    assertRefused(signed(HEADER, "{\"code\":1}"), "execute_request: 'code' must be text, got Long");
    assertRefused(signed("{\"msg_id\":\"7\"}", "{}"), "header: 'msg_type' is missing");
    assertRefused(
        signed("{\"msg_id\":\"7\",\"msg_type\":\"bake\\ncake\"}", "{}"),
        "no message type 'bake cake'");
    assertRefused(List.of(new byte[3]), "no <IDS|MSG> among the 1 frames");
  }

  private void assertRefused(List<byte[]> frames, String reason) {
    assertThatThrownBy(() -> codec.decode(frames))
        .isInstanceOf(BadMessageException.class)
        .hasMessage(reason);
  }

  private static List<byte[]> signed(String header, String content) {
    List<byte[]> json = frames("", header, content).subList(2, 6);
    return frames(new Signer("key").sign(json), header, content);
  }

  private static List<byte[]> frames(String signature, String header, String content) {
    var frames = new ArrayList<byte[]>();
    for (String frame : List.of("<IDS|MSG>", signature, header, "{}", "{}", content)) {
      frames.add(frame.getBytes(UTF_8));
    }
    return frames;
  }

  private static String mac(String key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(data));
  }

  @Test
  void datesHaveSecondsAlsoWhenTheseAreNone() {
    LocalDateTime noon = LocalDateTime.of(2024, 2, 29, 12, 0);
    assertThat(Header.date(noon)).isEqualTo("2024-02-29T12:00:00Z");
    assertThat(Header.date(noon.plusSeconds(1))).isEqualTo("2024-02-29T12:00:01Z");
    assertThat(Header.date(noon.plusNanos(1_234_567))).isEqualTo("2024-02-29T12:00:00.001234Z");
    assertThat(Header.date(noon.plusNanos(999))).isEqualTo("2024-02-29T12:00:00Z");
  }

  @Test
  void signaturesOfSeveralThreadsDoNotMix() {
    var signer = new Signer("key");
    List<String> expected = IntStream.range(0, 200).mapToObj(i -> sign(signer, i)).toList();
    List<String> found = IntStream.range(0, 200).parallel().mapToObj(i -> sign(signer, i)).toList();
    assertThat(found).isEqualTo(expected).doesNotHaveDuplicates();
  }

  private static String sign(Signer signer, int i) {
    return signer.sign(List.of(new byte[i], new byte[] {(byte) i}));
  }
}
