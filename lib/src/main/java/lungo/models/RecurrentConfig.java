package lungo.models;

/**
 * The sizes of a {@link Recurrent} network.
 *
 * <pre>{@code
 * var config = RecurrentConfig.of(40, 128);       // one layer of 128 over 40 values
 * var model = Recurrent.gru(config.layers(2, 0.1).bidirectional(true));
 * }</pre>
 *
 * @param inputs values at each position
 * @param hidden values of the state, and of the output in each direction
 * @param layers how many
 * @param bias whether there are biases
 * @param bidirectional whether a second network reads each layer's input from its end
 * @param dropout the share of values left out between the layers in training, in [0, 1)
 */
public record RecurrentConfig(
    int inputs, int hidden, int layers, boolean bias, boolean bidirectional, double dropout) {

  /**
   * Checks the sizes.
   *
   * @param inputs values at each position
   * @param hidden values of the state, and of the output in each direction
   * @param layers how many
   * @param bias whether there are biases
   * @param bidirectional whether a second network reads each layer's input from its end
   * @param dropout the share of values left out between the layers in training, in [0, 1)
   * @throws IllegalArgumentException with the value that is wrong
   */
  public RecurrentConfig {
    Sizes.positive("inputs", inputs);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
    Sizes.share("dropout", dropout);
    if (layers == 1 && dropout > 0) {
      throw new IllegalArgumentException(
          "dropout is between layers: with 1 layer it must be 0, got " + dropout);
    }
  }

  /**
   * One layer that reads forwards.
   *
   * @param inputs values at each position
   * @param hidden values of the state
   * @return with biases
   */
  public static RecurrentConfig of(int inputs, int hidden) {
    return new RecurrentConfig(inputs, hidden, 1, true, false, 0);
  }

  /**
   * With more layers, each of which reads what the one before wrote.
   *
   * @param count how many
   * @param share left out between them in training, in [0, 1)
   * @return a new configuration
   */
  public RecurrentConfig layers(int count, double share) {
    return new RecurrentConfig(inputs, hidden, count, bias, bidirectional, share);
  }

  /**
   * Read in both directions or one.
   *
   * @param both whether a second network reads from the end
   * @return a new configuration
   */
  public RecurrentConfig bidirectional(boolean both) {
    return new RecurrentConfig(inputs, hidden, layers, bias, both, dropout);
  }

  /**
   * With or without biases.
   *
   * @param added whether there are some
   * @return a new configuration
   */
  public RecurrentConfig bias(boolean added) {
    return new RecurrentConfig(inputs, hidden, layers, added, bidirectional, dropout);
  }

  int directions() {
    return bidirectional ? 2 : 1;
  }

  /** Values at each position that a layer reads. */
  long inputsOf(int layer) {
    return layer == 0 ? inputs : (long) directions() * hidden;
  }
}
