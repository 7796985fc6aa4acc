package lungo.models;

import java.util.Arrays;
import java.util.List;

/**
 * The sizes of a {@link TabularMlp}.
 *
 * <pre>{@code
 * var config = TabularConfig.of(data.categorySizes(), data.numbers(), data.outputs());
 * var linear = TabularMlp.of(config);
 * var deep = TabularMlp.of(config.hidden(128, 64).dropout(0.1));
 * }</pre>
 *
 * @param categories how many numbers each category can be, 0 (unknown) among them
 * @param widths of the vectors that stand for them, as many
 * @param numbers how many numbers a row has beside
 * @param outputs classes, or 1 for a regression
 * @param hidden units of each hidden layer; none for a linear model
 * @param dropout the share of values left out after each hidden layer in training, in [0, 1)
 */
public record TabularConfig(
    List<Integer> categories,
    List<Integer> widths,
    int numbers,
    int outputs,
    List<Integer> hidden,
    double dropout) {

  private static final int WIDEST = 600;

  /**
   * Checks the sizes.
   *
   * @param categories how many numbers each category can be, 0 (unknown) among them
   * @param widths of the vectors that stand for them, as many
   * @param numbers how many numbers a row has beside
   * @param outputs classes, or 1 for a regression
   * @param hidden units of each hidden layer; none for a linear model
   * @param dropout the share of values left out after each hidden layer in training, in [0, 1)
   * @throws IllegalArgumentException with the value that is wrong
   */
  public TabularConfig {
    categories = List.copyOf(categories);
    widths = List.copyOf(widths);
    hidden = List.copyOf(hidden);
    categories.forEach(size -> Sizes.positive("categories", size));
    widths.forEach(width -> Sizes.positive("widths", width));
    hidden.forEach(units -> Sizes.positive("hidden", units));
    Sizes.positive("outputs", outputs);
    Sizes.share("dropout", dropout);
    if (widths.size() != categories.size()) {
      throw new IllegalArgumentException(
          "a width a category is needed, got " + widths + " for " + categories);
    }
    if (numbers < 0 || (numbers == 0 && categories.isEmpty())) {
      throw new IllegalArgumentException(
          "a row needs 1 number or category or more, got "
              + numbers
              + " numbers and none of these");
    }
  }

  /**
   * A linear model, with vectors of the widths that {@link #width} says.
   *
   * @param categories how many numbers each category can be
   * @param numbers how many numbers a row has beside
   * @param outputs classes, or 1 for a regression
   * @return without hidden layers
   */
  public static TabularConfig of(List<Integer> categories, int numbers, int outputs) {
    List<Integer> widths = categories.stream().map(TabularConfig::width).toList();
    return new TabularConfig(categories, widths, numbers, outputs, List.of(), 0);
  }

  /**
   * How wide the vectors of a category are where nothing else is said: {@code 1.6 · size^0.56},
   * rounded, 600 at most; fastai's rule.
   *
   * @param size how many numbers it can be
   * @return from 2 (2 numbers) over 21 (100) to 600
   */
  public static int width(int size) {
    return (int) Math.min(WIDEST, Math.round(1.6 * Math.pow(size, 0.56)));
  }

  /**
   * With hidden layers.
   *
   * @param units of each, from the input on
   * @return a new configuration
   */
  public TabularConfig hidden(int... units) {
    List<Integer> all = Arrays.stream(units).boxed().toList();
    return new TabularConfig(categories, widths, numbers, outputs, all, dropout);
  }

  /**
   * With vectors of other widths.
   *
   * @param each a width a category
   * @return a new configuration
   */
  public TabularConfig widths(int... each) {
    List<Integer> all = Arrays.stream(each).boxed().toList();
    return new TabularConfig(categories, all, numbers, outputs, hidden, dropout);
  }

  /**
   * With dropout after each hidden layer.
   *
   * @param share left out in training, in [0, 1)
   * @return a new configuration
   */
  public TabularConfig dropout(double share) {
    return new TabularConfig(categories, widths, numbers, outputs, hidden, share);
  }

  /** How wide a row is once its categories are vectors. */
  int inputs() {
    return numbers + widths.stream().mapToInt(w -> w).sum();
  }
}
