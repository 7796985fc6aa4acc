package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.torch.Autocast;
import lungo.torch.Functional;
import lungo.torch.TorchScript;

/**
 * Networks that read a sequence position by position and hand a state on: {@code torch.nn.RNN},
 * {@code GRU} and {@code LSTM}, batch first, with their names, initial weights and numbers. All
 * layers and positions are one call of libtorch's fused operator.
 *
 * <pre>{@code
 * var lstm = Recurrent.lstm(RecurrentConfig.of(40, 128).layers(2, 0.1).bidirectional(true));
 * NDList found = lstm.forward(store, new NDList(x, lengths), training);
 * }</pre>
 *
 * <p>Inputs: (N, T, inputs) float32; then perhaps the lengths (N) int64, where sequences end before
 * T: what stands after an end is not read; then perhaps the first states, (layers · directions, N,
 * hidden) for each state, 0 where they are left out.
 *
 * <p>Outputs: (N, T, directions · hidden) of the last layer, 0 after a sequence's end; then the
 * last state (layers · directions, N, hidden), of an LSTM also its cells. For a block that takes
 * one array, {@code list -> new NDList(list.head())} between them leaves the states out.
 */
public final class Recurrent extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def states(kind: str, x: Tensor, rows: int, hidden: int, given: List[Tensor]) -> List[Tensor]:
            found = given
            if len(given) == 0:
              zero = torch.zeros([rows, x.size(0), hidden], dtype=x.dtype, device=x.device)
              found = [zero]
              if kind == "LSTM":
                found = [zero, zero]
            return found

          def whole(kind: str, x: Tensor, given: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, training: bool, both: bool, hidden: int) -> List[Tensor]:
            s = self.states(kind, x, layers * (2 if both else 1), hidden, given)
            if kind == "LSTM":
              y, h, c = torch.lstm(x, s, w, bias, layers, dropout, training, both, True)
              found = [y, h, c]
            else:
              if kind == "GRU":
                y, h = torch.gru(x, s[0], w, bias, layers, dropout, training, both, True)
              else:
                if kind == "RNN":
                  y, h = torch.rnn_tanh(x, s[0], w, bias, layers, dropout, training, both, True)
                else:
                  y, h = torch.rnn_relu(x, s[0], w, bias, layers, dropout, training, both, True)
              found = [y, h]
            return found

          def run(kind: str, x: Tensor, sizes: Tensor, s: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, training: bool, both: bool) -> List[Tensor]:
            if kind == "LSTM":
              y, h, c = torch.lstm(x, sizes, s, w, bias, layers, dropout, training, both)
              found = [y, h, c]
            else:
              if kind == "GRU":
                y, h = torch.gru(x, sizes, s[0], w, bias, layers, dropout, training, both)
              else:
                if kind == "RNN":
                  y, h = torch.rnn_tanh(x, sizes, s[0], w, bias, layers, dropout, training, both)
                else:
                  y, h = torch.rnn_relu(x, sizes, s[0], w, bias, layers, dropout, training, both)
              found = [y, h]
            return found

          def packed(kind: str, x: Tensor, lengths: List[int], given: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, training: bool, both: bool, hidden: int) -> List[Tensor]:
            longest, order = torch.sort(torch.tensor(lengths), 0, True)
            there = order.to(x.device)
            back = torch.argsort(order, 0, False).to(x.device)
            s = annotate(List[Tensor], [])
            for state in self.states(kind, x, layers * (2 if both else 1), hidden, given):
              s.append(torch.index_select(state, 1, there))
            data, sizes = torch._pack_padded_sequence(torch.index_select(x, 0, there), longest, True)
            found = self.run(kind, data, sizes, s, w, bias, layers, dropout, training, both)
            y, n = torch._pad_packed_sequence(found[0], sizes, True, 0.0, x.size(1))
            last = [torch.index_select(y, 0, back)]
            for i in range(1, len(found)):
              last.append(torch.index_select(found[i], 1, back))
            return last
          """);

  /** What a position's state is computed by. */
  private enum Kind {
    RNN(1, 1, 1),
    RNN_RELU(1, 1, 1),
    GRU(3, 1, 7),
    LSTM(4, 2, 7);

    private final int gates;
    private final int states;

    /** For the backward pass, of each state's values. */
    private final int kept;

    Kind(int gates, int states, int kept) {
      this.gates = gates;
      this.states = states;
      this.kept = kept;
    }
  }

  private final Kind kind;
  private final RecurrentConfig config;
  private final List<Parameter> weights = new ArrayList<>();

  private Recurrent(Kind kind, RecurrentConfig config) {
    this.kind = kind;
    this.config = config;
    long rows = (long) kind.gates * config.hidden();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int direction = 0; direction < config.directions(); direction++) {
        String end = "_l" + layer + (direction == 1 ? "_reverse" : "");
        add("weight_ih" + end, rows, config.inputsOf(layer));
        add("weight_hh" + end, rows, config.hidden());
        if (config.bias()) {
          add("bias_ih" + end, rows);
          add("bias_hh" + end, rows);
        }
      }
    }
  }

  private void add(String name, long... shape) {
    var type = shape.length == 1 ? Parameter.Type.BIAS : Parameter.Type.WEIGHT;
    weights.add(weight(name, type, Initial.fanIn(config.hidden()), shape));
  }

  /**
   * {@code h' = tanh(W x + b + U h + d)}. Elman 1990, https://doi.org/10.1207/s15516709cog1402_1
   *
   * @param config its sizes
   * @return {@code torch.nn.RNN}
   */
  public static Recurrent rnn(RecurrentConfig config) {
    return new Recurrent(Kind.RNN, config);
  }

  /**
   * {@code h' = max(0, W x + b + U h + d)}. Le et al. 2015, https://arxiv.org/abs/1504.00941
   *
   * @param config its sizes
   * @return {@code torch.nn.RNN} with {@code nonlinearity='relu'}
   */
  public static Recurrent rnnRelu(RecurrentConfig config) {
    return new Recurrent(Kind.RNN_RELU, config);
  }

  /**
   * Gated recurrent units: {@code h' = (1 - z) n + z h}, where {@code n} sees as much of h as the
   * gate r lets it. Cho et al. 2014, https://arxiv.org/abs/1406.1078
   *
   * @param config its sizes
   * @return {@code torch.nn.GRU}
   */
  public static Recurrent gru(RecurrentConfig config) {
    return new Recurrent(Kind.GRU, config);
  }

  /**
   * Long short-term memory: {@code c' = f c + i g} and {@code h' = o tanh(c')}. Hochreiter and
   * Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735
   *
   * @param config its sizes
   * @return {@code torch.nn.LSTM}
   */
  public static Recurrent lstm(RecurrentConfig config) {
    return new Recurrent(Kind.LSTM, config);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public RecurrentConfig config() {
    return config;
  }

  /** Architecture and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", kind.name());
    all.put("sizes", config.toString());
    return all;
  }

  /** The outputs without the states. */
  @Override
  NDArray compute(Pass pass, NDArray x) {
    NDList all = compute(pass, new NDList(x));
    all.subNDList(1).close();
    return all.head(); // (N, T, directions · hidden)
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    boolean isLower = Autocast.type() >= 0; // what came before it may have been; this is not
    NDArray x = isLower ? Functional.float32(inputs.head()) : inputs.head();
    checked(x.getShape());
    boolean packed = inputs.size() > 1 && inputs.get(1).getShape().dimension() == 1;
    List<NDArray> states = List.copyOf(inputs.subList(packed ? 2 : 1, inputs.size()));
    check(states, x.getShape().get(0));
    var arguments = new ArrayList<Object>(List.of(kind.name(), x));
    if (packed) {
      arguments.add(lengths(inputs.get(1), x.getShape()));
    }
    arguments.add(states);
    arguments.add(weights.stream().map(pass::value).toList());
    arguments.add(config.bias());
    arguments.add(config.layers());
    arguments.add(config.dropout());
    arguments.add(pass.training());
    arguments.add(config.bidirectional());
    arguments.add(config.hidden());
    return OPS.call(packed ? "packed" : "whole", x.getManager(), arguments.toArray());
  }

  private void checked(Shape input) {
    if (input.dimension() != 3 || input.get(2) != config.inputs()) {
      throw new IllegalArgumentException(
          type() + " expects sequences (N, T, " + config.inputs() + "), got " + input);
    }
  }

  private void check(List<NDArray> states, long examples) {
    if (states.isEmpty()) {
      return;
    }
    Shape expected = stateShape(examples);
    if (states.size() != kind.states
        || !states.stream().allMatch(s -> s.getShape().equals(expected))) {
      throw new IllegalArgumentException(
          String.format(
              "%s takes %d first states %s, got %s",
              type(), kind.states, expected, Arrays.toString(new NDList(states).getShapes())));
    }
  }

  private static long[] lengths(NDArray given, Shape input) {
    if (given.getDataType() != DataType.INT64 || given.size() != input.get(0)) {
      throw new IllegalArgumentException(
          String.format(
              "lengths must be int64 (%d), got %s %s",
              input.get(0), given.getDataType().name().toLowerCase(Locale.ROOT), given.getShape()));
    }
    long[] lengths = given.toLongArray();
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1 || lengths[i] > input.get(1)) {
        throw new IllegalArgumentException(
            String.format(
                "length %d of sequence %d must be in [1, %d]", lengths[i], i, input.get(1)));
      }
    }
    return lengths;
  }

  private Shape stateShape(long examples) {
    return new Shape((long) config.layers() * config.directions(), examples, config.hidden());
  }

  /** Of the outputs and of the states. */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] all = new Shape[1 + kind.states];
    Arrays.fill(all, stateShape(inputShapes[0].get(0)));
    all[0] = outputShape(inputShapes[0]);
    return all;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    checked(input);
    return input.slice(0, 2).add(config.inputsOf(1));
  }

  @Override
  long multiplyAdds(Shape input) {
    long each = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      each += config.inputsOf(layer) + config.hidden();
    }
    long units = (long) config.directions() * kind.gates * config.hidden();
    return input.get(0) * input.get(1) * units * each;
  }

  /**
   * What the layers read, which each direction of the first copies to have time first, and the
   * gates' values and states. An LSTM takes about three times as much on a CPU, where oneDNN keeps
   * a workspace.
   */
  @Override
  long kept(Shape input) {
    long states = (long) config.layers() * config.directions() * kind.kept * config.hidden();
    long read = config.directions() * config.inputsOf(0);
    for (int layer = 1; layer < config.layers(); layer++) {
      read += config.inputsOf(layer);
    }
    return input.get(0) * input.get(1) * (read + states);
  }

  @Override
  String type() {
    return kind == Kind.RNN_RELU ? "RNN" : kind.name();
  }

  @Override
  public String toString() {
    return String.format(
        "%s (%d inputs, %d %s of %d%s)",
        type(),
        config.inputs(),
        config.layers(),
        config.layers() == 1 ? "layer" : "layers",
        config.hidden(),
        config.bidirectional() ? ", both directions" : "");
  }
}
