package lungo.kernel.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lungo.display.comm.Comm;
import lungo.display.comm.CommData;
import lungo.kernel.protocol.CommMessage;
import org.junit.jupiter.api.Test;

class CommsTest {

  private final List<CommMessage> sent = new ArrayList<>();
  private final Comms comms = new Comms(sent::add, new Unbound());

  /** Notebooks' handlers run where they are called. */
  private static final class Unbound implements Binder {
    @Override
    public <T> Consumer<T> bind(Consumer<? super T> handler) {
      return handler::accept;
    }
  }

  private static CommData data(String name, int value) {
    return CommData.of(Map.of(name, value));
  }

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
    comms.receive(new CommMessage.Open("1", "echo", data("first", 1)));
    assertThat(comms.targets(Optional.empty())).isEqualTo(Map.of("1", "echo"));
    comms.receive(new CommMessage.Data("1", data("second", 2)));
    assertThat(sent).containsExactly(new CommMessage.Data("1", data("second", 2)));
    comms.receive(new CommMessage.Close("1", data("third", 3)));
    assertThat(heard).containsExactly(data("first", 1), data("third", 3));
    assertThat(comms.targets(Optional.empty())).isEmpty();
  }

  @Test
  void aCommOfAnUnknownTargetIsClosedAtOnce() {
    comms.receive(new CommMessage.Open("1", "nobody", CommData.EMPTY));
    assertThat(sent).containsExactly(new CommMessage.Close("1", CommData.EMPTY));
  }

  @Test
  void theKernelOpensTalksAndClosesOnce() {
    Comm comm = comms.open("plot", data("x", 1), message -> {});
    comm.send(Map.of("x", 2));
    comm.close();
    comm.close();
    assertThat(sent)
        .containsExactly(
            new CommMessage.Open(comm.id(), "plot", data("x", 1)),
            new CommMessage.Data(comm.id(), data("x", 2)),
            new CommMessage.Close(comm.id(), CommData.EMPTY));
    assertThatThrownBy(() -> comm.send(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'plot' is closed");
  }

  @Test
  void openCommsAreToldByTarget() {
    Comm plot = comms.open("plot", CommData.EMPTY, message -> {});
    comms.open("table", CommData.EMPTY, message -> {});
    assertThat(comms.targets(Optional.of("plot"))).isEqualTo(Map.of(plot.id(), "plot"));
    assertThat(comms.targets(Optional.empty())).hasSize(2);
  }
}
