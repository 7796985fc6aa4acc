package lungo.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestTest {

  @Test
  void cursorsBecomeIndicesAndIndicesPositions() throws BadMessageException {
    // The face is one code point, but two UTF-16 units: position 2 is index 3.
    var request =
        (Complete.Request)
            Request.parse("complete_request", Map.of("code", "\uD83D\uDE00ab", "cursor_pos", 2L));
    assertThat(request.cursor()).isEqualTo(3);
    Complete.Reply reply = request.reply(List.of("abc"), 2, 3, Map.of());
    assertThat(reply.start()).isEqualTo(1);
    assertThat(reply.end()).isEqualTo(2);
  }

  @Test
  void cursorsOutsideOfTheCodeAreMovedToItsEnds() throws BadMessageException {
    assertThat(cursor(-5)).isZero();
    assertThat(cursor(99)).isEqualTo(3);
  }

  private static int cursor(long position) throws BadMessageException {
    return ((Inspect.Request)
            Request.parse("inspect_request", Map.of("code", "abc", "cursor_pos", position)))
        .cursor();
  }

  @Test
  void aSilentCellIsNeverStored() throws BadMessageException {
    var request =
        (Execute.Request)
            Request.parse(
                "execute_request", Map.of("code", "", "silent", true, "store_history", true));
    assertThat(request.storeHistory()).isFalse();
  }

  @Test
  void historyAsksInThreeWaysAndNoOther() throws BadMessageException {
    assertThat(history(Map.of("hist_access_type", "tail", "n", 3L))).isEqualTo(new History.Tail(3));
    assertThat(history(Map.of("hist_access_type", "range", "session", -1L, "start", 2L)))
        .isEqualTo(new History.Range(-1, 2, Optional.empty()));
    assertThat(history(Map.of("hist_access_type", "search", "pattern", "a*", "unique", true)))
        .isEqualTo(new History.Search("a*", Optional.empty(), true));
    assertThatThrownBy(() -> history(Map.of("hist_access_type", "all")))
        .hasMessageContaining("tail, range or search, got all");
  }

  private static History.Query history(Map<String, Object> content) throws BadMessageException {
    return ((History.Request) Request.parse("history_request", content)).query();
  }

  @Test
  void aConnectionFileSaysWhatIsWrongAndNeverItsKey() throws BadMessageException {
    String file =
        """
        {"transport": "tcp", "ip": "127.0.0.1", "key": "secret", "shell_port": 1,
         "control_port": 2, "stdin_port": 3, "iopub_port": 4, "hb_port": %s}
        """;
    ConnectionInfo connection = ConnectionInfo.parse(file.formatted("5"));
    assertThat(connection.heartbeat()).isEqualTo(5);
    assertThat(connection.key()).isEqualTo("secret");
    assertThat(connection.toString()).contains("127.0.0.1").doesNotContain("secret");
    assertThatThrownBy(() -> ConnectionInfo.parse(file.formatted("65536")))
        .hasMessage("connection file: a port must be in 1 to 65535, got 65536");
    assertThatThrownBy(() -> ConnectionInfo.parse(file.formatted("\"x\"")))
        .hasMessage("connection file: 'hb_port' must be a whole number, got String");
    assertThatThrownBy(() -> ConnectionInfo.parse("{\"signature_scheme\": \"hmac-md5\"}"))
        .hasMessageContaining("hmac-sha256, got hmac-md5");
  }
}
