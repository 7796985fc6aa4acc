package lungo.models;

import java.util.List;

/**
 * The sizes of a {@link DeepSpeech2}.
 *
 * <pre>{@code
 * var config = DeepSpeech2Config.tiny(data.features().rows(), data.tokens());
 * var model = DeepSpeech2.of(config.recurrent(DeepSpeech2Config.Cell.LSTM, 128, 2));
 * config.outputs(400);                            // what 400 frames give
 * }</pre>
 *
 * @param rows of the features that it reads, frequencies or bands
 * @param tokens that it writes, the blank among them
 * @param convolutions over frequency and time, 1 or more
 * @param cell of the layers that read in time
 * @param hidden values of their states
 * @param layers how many of them
 * @param bidirectional whether they read from both ends, adding up what both find
 * @param clip the convolutions' outputs are brought into 0 to this
 */
public record DeepSpeech2Config(
    int rows,
    int tokens,
    List<Layer> convolutions,
    Cell cell,
    int hidden,
    int layers,
    boolean bidirectional,
    double clip) {

  /** What a layer that reads in time is made of. */
  public enum Cell {
    /** {@link Recurrent#rnnRelu}; the paper clips its states at 20, this one does not. */
    RNN,
    /** {@link Recurrent#gru}. */
    GRU,
    /** {@link Recurrent#lstm}. */
    LSTM
  }

  /**
   * A convolution whose padding is half of its kernel.
   *
   * @param channels of its output
   * @param height of the kernel in frequency
   * @param width of the kernel in time
   * @param down steps in frequency
   * @param across steps in time
   */
  public record Layer(int channels, int height, int width, int down, int across) {

    /**
     * Checks the sizes.
     *
     * @param channels of its output
     * @param height of the kernel in frequency
     * @param width of the kernel in time
     * @param down steps in frequency
     * @param across steps in time
     * @throws IllegalArgumentException with the value that is wrong
     */
    public Layer {
      Sizes.positive("channels", channels);
      odd("height", height);
      odd("width", width);
      Sizes.positive("down", down);
      Sizes.positive("across", across);
    }

    private static void odd(String name, int value) {
      if (value < 1 || value % 2 == 0) {
        throw new IllegalArgumentException(name + " must be odd and 1 or more, got " + value);
      }
    }
  }

  /**
   * Checks the sizes.
   *
   * @param rows of the features that it reads
   * @param tokens that it writes, the blank among them
   * @param convolutions over frequency and time, 1 or more
   * @param cell of the layers that read in time
   * @param hidden values of their states
   * @param layers how many of them
   * @param bidirectional whether they read from both ends
   * @param clip the convolutions' outputs are brought into 0 to this
   * @throws IllegalArgumentException with the value that is wrong
   */
  public DeepSpeech2Config {
    Sizes.positive("rows", rows);
    if (tokens < 2) {
      throw new IllegalArgumentException(
          "tokens must be 2 or more, one of them the blank, got " + tokens);
    }
    convolutions = List.copyOf(convolutions);
    Sizes.positive("the number of convolutions", convolutions.size());
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
    Sizes.above("clip", clip);
  }

  /**
   * The paper's network of three convolutions and three bidirectional layers of gated units, which
   * halves the frames.
   *
   * @param rows of the features, 161 in the paper
   * @param tokens that it writes, the blank among them
   * @return 1,280 units a layer
   */
  public static DeepSpeech2Config of(int rows, int tokens) {
    var convolutions =
        List.of(
            new Layer(32, 41, 11, 2, 2), new Layer(32, 21, 11, 2, 1), new Layer(96, 21, 11, 2, 1));
    return new DeepSpeech2Config(rows, tokens, convolutions, Cell.GRU, 1280, 3, true, 20);
  }

  /**
   * A network that learns within minutes on a processor: two convolutions with kernels for some
   * dozens of bands, and two bidirectional layers of gated units. It halves the frames.
   *
   * @param rows of the features, such as 40 bands of the mel scale
   * @param tokens that it writes, the blank among them
   * @return 96 units a layer
   */
  public static DeepSpeech2Config tiny(int rows, int tokens) {
    var convolutions = List.of(new Layer(16, 11, 11, 2, 2), new Layer(16, 11, 5, 2, 1));
    return new DeepSpeech2Config(rows, tokens, convolutions, Cell.GRU, 96, 2, true, 20);
  }

  /**
   * With other layers that read in time.
   *
   * @param other what they are made of
   * @param units values of their states
   * @param count how many
   * @return a new configuration
   */
  public DeepSpeech2Config recurrent(Cell other, int units, int count) {
    return new DeepSpeech2Config(
        rows, tokens, convolutions, other, units, count, bidirectional, clip);
  }

  /**
   * How many outputs a sound has.
   *
   * @param frames of its features
   * @return fewer, as the convolutions step
   */
  public long outputs(long frames) {
    long left = frames;
    for (Layer layer : convolutions) {
      left = (left - 1) / layer.across() + 1;
    }
    return left;
  }
}
