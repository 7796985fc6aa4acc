package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Deep Speech 2, from a sound's features to the letters said in it: convolutions over frequency and
 * time, layers that read in both directions, and at each time the logits of the letters and of a
 * blank, for connectionist temporal classification. Amodei et al. 2015,
 * https://arxiv.org/abs/1512.02595, figure 1; batch normalisation is of what a layer reads, where
 * the paper has it of the first product in the layer.
 *
 * <pre>{@code
 * var model = DeepSpeech2.of(DeepSpeech2Config.tiny(40, letters.size() + 1));
 * NDList found = model.forward(store, new NDList(features, lengths), training);
 * }</pre>
 *
 * <p>Inputs: features (N, 1, rows, T) float32, 0 after each sound's end; then perhaps the sounds'
 * lengths (N) int64 in frames, all T where they are left out. Outputs: logits (N, T', tokens) and
 * their lengths (N) int64, T' being {@link DeepSpeech2Config#outputs}. What stands after a sound's
 * end changes none of its outputs, but in training counts in the batch's statistics, as zeros.
 */
public final class DeepSpeech2 extends NamedBlock {

  private final DeepSpeech2Config config;
  private final List<NamedBlock> convolutions = new ArrayList<>();
  private final List<NamedBlock> layers = new ArrayList<>();
  private final Sequential convs;
  private final Sequential rnns;
  private final BatchNorm2d norm;
  private final Linear fc;

  private DeepSpeech2(DeepSpeech2Config config) {
    this.config = config;
    long channels = 1;
    long rows = config.rows();
    for (DeepSpeech2Config.Layer layer : config.convolutions()) {
      convolutions.add(new DeepSpeech2Layers.Convolved(channels, layer, config.clip()));
      channels = layer.channels();
      rows = (rows - 1) / layer.down() + 1;
    }
    convs = child("convs", new Sequential(convolutions));
    int inputs = Math.toIntExact(channels * rows);
    for (int i = 0; i < config.layers(); i++) {
      layers.add(new DeepSpeech2Layers.Read(config, i == 0 ? inputs : config.hidden(), i > 0));
    }
    rnns = child("rnns", new Sequential(layers));
    norm = child("norm", new BatchNorm2d(config.hidden()));
    fc = child("fc", new Linear(config.hidden(), config.tokens()));
  }

  /**
   * A network.
   *
   * @param config its sizes
   * @return the network; its weights are made when it is initialised
   */
  public static DeepSpeech2 of(DeepSpeech2Config config) {
    return new DeepSpeech2(config);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public DeepSpeech2Config config() {
    return config;
  }

  /** Architecture and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", "deepspeech2");
    all.put("sizes", config.toString());
    return all;
  }

  /** The logits of sounds that are all of the same length. */
  @Override
  NDArray compute(Pass pass, NDArray x) {
    NDList all = compute(pass, new NDList(x));
    all.get(1).close();
    return all.head(); // (N, T', tokens)
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    check(inputs);
    NDArray x = inputs.head();
    boolean isGiven = inputs.size() > 1;
    NDArray given =
        isGiven ? inputs.get(1) : DeepSpeech2Layers.OPS.call("full", x.getManager(), x).head();
    var last = new NDList(x, given);
    for (NamedBlock layer : convolutions) {
      NDList next = layer.forward(pass, last); // (N, channels, rows, T'), (N)
      if (last.head() != x) {
        last.close();
      } else if (!isGiven) {
        given.close();
      }
      last = next;
    }
    return new NDList(read(pass, last), last.get(1));
  }

  /** What was convolved, which is closed, to logits. */
  private NDArray read(Pass pass, NDList convolved) {
    NDArray x = convolved.head(); // (N, channels, rows, T')
    NDArray last =
        DeepSpeech2Layers.OPS.call("sequence", x.getManager(), x).head(); // (N, T', inputs)
    x.close();
    for (NamedBlock layer : layers) {
      NDArray next = layer.forward(pass, new NDList(last, convolved.get(1))).head();
      last.close();
      last = next; // (N, T', hidden)
    }
    try (NDArray whole = last;
        NDArray normed = DeepSpeech2Layers.normed(pass, norm, whole)) {
      return fc.forward(pass, normed); // (N, T', tokens)
    }
  }

  private void check(NDList inputs) {
    checked(inputs.head().getShape());
    if (inputs.size() == 1) {
      return;
    }
    Shape shape = inputs.head().getShape();
    NDArray lengths = inputs.get(1);
    if (lengths.getDataType() != DataType.INT64 || lengths.size() != shape.get(0)) {
      throw new IllegalArgumentException(
          "lengths must be int64 ("
              + shape.get(0)
              + "), got "
              + lengths.getDataType().name().toLowerCase(Locale.ROOT)
              + " "
              + lengths.getShape());
    }
    for (long length : lengths.toLongArray()) {
      if (length < 1 || length > shape.get(3)) {
        throw new IllegalArgumentException(
            "lengths must be in [1, "
                + shape.get(3)
                + "], the frames, got "
                + Arrays.toString(lengths.toLongArray()));
      }
    }
  }

  private void checked(Shape input) {
    if (input.dimension() != 4 || input.get(1) != 1 || input.get(2) != config.rows()) {
      throw new IllegalArgumentException(
          "DeepSpeech2 expects features (N, 1, " + config.rows() + ", T), got " + input);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {outputShape(inputShapes[0]), new Shape(inputShapes[0].get(0))};
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    checked(input);
    visitor.accept(convs, input);
    Shape last = convs.outputShape(input);
    last = new Shape(last.get(0), last.get(3), last.get(1) * last.get(2));
    visitor.accept(rnns, last);
    last = rnns.outputShape(last);
    visitor.accept(norm, DeepSpeech2Layers.flat(last));
    visitor.accept(fc, last);
    return fc.outputShape(last);
  }

  @Override
  String type() {
    return "DeepSpeech2";
  }

  @Override
  public String toString() {
    return String.format(
        "DeepSpeech2 (%d rows, %d convolutions, %d layers of %d, %d tokens)",
        config.rows(),
        config.convolutions().size(),
        config.layers(),
        config.hidden(),
        config.tokens());
  }
}
