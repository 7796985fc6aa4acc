package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;

/**
 * A network that reads the past of a series and tells its next values, all at once: a recurrent
 * one, whose last output a linear layer turns into the forecast. Its weights have the names of
 * PyTorch's modules {@code rnn} ({@code nn.LSTM} or {@code nn.GRU}) and {@code head} ({@code
 * nn.Linear}).
 *
 * <pre>{@code
 * var model = Forecaster.lstm(RecurrentConfig.of(data.inputs(), 64), data.horizon());
 * }</pre>
 *
 * Input (N, T, inputs) float32, output (N, horizon).
 */
public final class Forecaster extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def last(y: Tensor) -> Tensor:
            return torch.select(y, 1, -1)
          """);

  private final Recurrent rnn;
  private final Linear head;
  private final int horizon;

  private Forecaster(Recurrent rnn, int horizon) {
    Sizes.positive("horizon", horizon);
    if (rnn.config().bidirectional()) {
      throw new IllegalArgumentException(
          "a forecaster reads from the past on; its configuration must not be bidirectional");
    }
    this.rnn = child("rnn", rnn);
    this.head = child("head", new Linear(rnn.config().hidden(), horizon));
    this.horizon = horizon;
  }

  /**
   * With long short-term memory.
   *
   * @param config its sizes, in one direction
   * @param horizon how many values are told, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static Forecaster lstm(RecurrentConfig config, int horizon) {
    return new Forecaster(Recurrent.lstm(config), horizon);
  }

  /**
   * With gated recurrent units.
   *
   * @param config its sizes, in one direction
   * @param horizon how many values are told, 1 or more
   * @return the network; its weights are made when it is initialised
   */
  public static Forecaster gru(RecurrentConfig config, int horizon) {
    return new Forecaster(Recurrent.gru(config), horizon);
  }

  /** Architecture and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", "forecaster_" + rnn.getCustomMetadata().get("architecture"));
    all.put("sizes", rnn.config() + ", horizon " + horizon);
    return all;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    NDList found = rnn.forward(pass, new NDList(x)); // (N, T, hidden) and the states
    try (found;
        NDArray last = OPS.call("last", x.getManager(), found.head()).head()) {
      return head.forward(pass, last); // (N, horizon)
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(rnn, input);
    Shape last = new Shape(input.get(0), rnn.config().hidden());
    visitor.accept(head, last);
    return head.outputShape(last);
  }

  @Override
  String type() {
    return "Forecaster";
  }

  @Override
  public String toString() {
    return "Forecaster (" + rnn + ", " + horizon + (horizon == 1 ? " value)" : " values)");
  }
}
