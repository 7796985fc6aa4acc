package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;
import org.jspecify.annotations.Nullable;

/** What a {@link DeepSpeech2} is made of. */
final class DeepSpeech2Layers {

  static final TorchScript OPS =
      TorchScript.of(
          """
          def full(x: Tensor) -> Tensor:
            return torch.full([x.size(0)], x.size(3), dtype=4, device=x.device)

          def clipped(x: Tensor, lengths: Tensor, clip: float, step: int) -> List[Tensor]:
            left = torch.div(lengths - 1, step, rounding_mode="floor") + 1
            past = torch.ge(torch.arange(x.size(3), device=x.device), torch.unsqueeze(left, 1))
            mask = torch.unsqueeze(torch.unsqueeze(past, 1), 1)
            return [torch.masked_fill(torch.hardtanh(x, 0.0, clip), mask, 0.0), left]

          def sequence(x: Tensor) -> Tensor:
            return x.flatten(1, 2).transpose(1, 2)

          def summed(x: Tensor) -> Tensor:
            return x.reshape([x.size(0), x.size(1), 2, -1]).sum([2])
          """);

  private DeepSpeech2Layers() {}

  /** Batch normalisation of (N, T, values). */
  static NDArray normed(Pass pass, BatchNorm2d norm, NDArray x) {
    Shape shape = x.getShape();
    try (NDArray flat = x.reshape(-1, shape.get(2));
        NDArray normed = norm.forward(pass, flat)) { // (N · T, values)
      return normed.reshape(shape);
    }
  }

  static Shape flat(Shape sequences) {
    return new Shape(sequences.get(0) * sequences.get(1), sequences.get(2));
  }

  /** A convolution, batch normalisation and a clipped ReLU, 0 after each sound's end. */
  static final class Convolved extends NamedBlock {

    private final DeepSpeech2Config.Layer layer;
    private final double clip;
    private final Conv2d conv;
    private final BatchNorm2d norm;

    Convolved(long inputs, DeepSpeech2Config.Layer layer, double clip) {
      this.layer = layer;
      this.clip = clip;
      var convolution =
          Convolution.of(inputs, layer.channels(), layer.height(), layer.width())
              .stride(layer.down(), layer.across());
      conv = child("conv", new Conv2d(convolution));
      norm = child("norm", new BatchNorm2d(layer.channels()));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      throw new IllegalArgumentException("features and lengths are needed, got features only");
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      NDArray x = inputs.head();
      try (NDArray convolved = conv.forward(pass, x);
          NDArray normed =
              norm.forward(pass, convolved)) { // (N, channels, rows / down, T / across)
        return OPS.call("clipped", x.getManager(), normed, inputs.get(1), clip, layer.across());
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(conv, input);
      Shape output = conv.outputShape(input);
      visitor.accept(norm, output);
      return output;
    }

    /** What the clipped ReLU was given. */
    @Override
    long kept(Shape input) {
      return conv.outputShape(input).size();
    }

    @Override
    String type() {
      return "Convolved";
    }
  }

  /** Batch normalisation but for the first layer, then a layer that reads in time. */
  static final class Read extends NamedBlock {

    private final @Nullable BatchNorm2d norm;
    private final Recurrent rnn;

    Read(DeepSpeech2Config config, int inputs, boolean isNormed) {
      norm = isNormed ? child("norm", new BatchNorm2d(inputs)) : null;
      var sizes = RecurrentConfig.of(inputs, config.hidden()).bidirectional(config.bidirectional());
      rnn =
          child(
              "rnn",
              switch (config.cell()) {
                case RNN -> Recurrent.rnnRelu(sizes);
                case GRU -> Recurrent.gru(sizes);
                case LSTM -> Recurrent.lstm(sizes);
              });
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      throw new IllegalArgumentException("sequences and lengths are needed, got sequences only");
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      NDArray x = inputs.head();
      NDArray read = norm == null ? x : normed(pass, norm, x);
      NDList all = rnn.forward(pass, new NDList(read, inputs.get(1)));
      if (read != x) {
        read.close();
      }
      all.subNDList(1).close();
      if (!rnn.config().bidirectional()) {
        return new NDList(all.head()); // (N, T, hidden)
      }
      try (NDArray both = all.head()) {
        return OPS.call("summed", x.getManager(), both); // (N, T, hidden)
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      if (norm != null) {
        visitor.accept(norm, flat(input));
      }
      visitor.accept(rnn, input);
      return input.slice(0, 2).add(rnn.config().hidden());
    }

    @Override
    String type() {
      return "Read";
    }
  }
}
