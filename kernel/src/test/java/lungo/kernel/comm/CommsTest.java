package lungo.kernel.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lungo.kernel.protocol.CommMessage;
import org.junit.jupiter.api.Test;

class CommsTest {

  private final List<CommMessage> sent = new ArrayList<>();
  private final Comms comms = new Comms(sent::add);

  @Test
  void aFrontEndOpensTalksAndCloses() {
    var heard = new ArrayList<Object>();
    comms.register(
        "echo",
        (comm, data) -> {
          heard.add(data);
          comm.onMessage(comm::send);
          comm.onClose(heard::add);
        });
    comms.receive(new CommMessage.Open("1", "echo", Map.of("first", 1)));
    assertThat(comms.targets(Optional.empty())).isEqualTo(Map.of("1", "echo"));
    comms.receive(new CommMessage.Data("1", Map.of("second", 2)));
    assertThat(sent).containsExactly(new CommMessage.Data("1", Map.of("second", 2)));
    comms.receive(new CommMessage.Close("1", Map.of("third", 3)));
    assertThat(heard).containsExactly(Map.of("first", 1), Map.of("third", 3));
    assertThat(comms.targets(Optional.empty())).isEmpty();
  }

  @Test
  void aCommOfAnUnknownTargetIsClosedAtOnce() {
    comms.receive(new CommMessage.Open("1", "nobody", Map.of()));
    assertThat(sent).containsExactly(new CommMessage.Close("1", Map.of()));
  }

  @Test
  void theKernelOpensTalksAndClosesOnce() {
    Comm comm = comms.open("plot", Map.of("x", 1));
    comm.send(Map.of("x", 2));
    comm.close(Map.of());
    comm.close(Map.of());
    assertThat(sent)
        .containsExactly(
            new CommMessage.Open(comm.id(), "plot", Map.of("x", 1)),
            new CommMessage.Data(comm.id(), Map.of("x", 2)),
            new CommMessage.Close(comm.id(), Map.of()));
    assertThatThrownBy(() -> comm.send(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'plot' is closed");
  }

  @Test
  void openCommsAreToldByTarget() {
    Comm plot = comms.open("plot", Map.of());
    comms.open("table", Map.of());
    assertThat(comms.targets(Optional.of("plot"))).isEqualTo(Map.of(plot.id(), "plot"));
    assertThat(comms.targets(Optional.empty())).hasSize(2);
  }
}
