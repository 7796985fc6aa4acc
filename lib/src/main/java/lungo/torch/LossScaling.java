package lungo.torch;

/**
 * How the number follows by which a loss is multiplied before its gradients are computed in
 * float16, so that small ones do not vanish: as {@code torch.amp.GradScaler} has it. Micikevicius
 * et al. 2018, https://arxiv.org/abs/1710.03740
 *
 * <pre>{@code
 * learner.recipe(Recipe.standard().float16(LossScaling.standard().initial(1024).interval(500)));
 * }</pre>
 *
 * @param initial the first scale, above 0
 * @param growth by what the scale is multiplied after {@code interval} steps in a row that were
 *     taken, above 1
 * @param backoff by what it is multiplied after a step that was skipped, in (0, 1)
 * @param interval how many steps, 1 or more
 */
public record LossScaling(double initial, double growth, double backoff, int interval) {

  private static final LossScaling STANDARD = new LossScaling(65_536, 2, 0.5, 2_000);

  /**
   * Checks the numbers.
   *
   * @param initial the first scale, above 0
   * @param growth above 1
   * @param backoff in (0, 1)
   * @param interval 1 or more
   * @throws IllegalArgumentException if one is out of range; the message has its value
   */
  public LossScaling {
    if (!(initial > 0 && initial <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("a loss's first scale must be above 0, got " + initial);
    }
    if (!(growth > 1 && growth < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a loss scale's growth must be above 1, got " + growth);
    }
    if (!(backoff > 0 && backoff < 1)) {
      throw new IllegalArgumentException(
          "a loss scale's backoff must be in (0, 1), got " + backoff);
    }
    if (interval < 1) {
      throw new IllegalArgumentException(
          "a loss scale grows after 1 step or more, got " + interval);
    }
  }

  /**
   * PyTorch's: 65,536, doubled after 2,000 steps, halved after a step that was skipped.
   *
   * @return the numbers
   */
  public static LossScaling standard() {
    return STANDARD;
  }

  /**
   * With another first scale.
   *
   * @param scale above 0
   * @return new numbers
   */
  public LossScaling initial(double scale) {
    return new LossScaling(scale, growth, backoff, interval);
  }

  /**
   * With growth after another number of steps.
   *
   * @param steps 1 or more
   * @return new numbers
   */
  public LossScaling interval(int steps) {
    return new LossScaling(initial, growth, backoff, steps);
  }
}
