package lungo.explain;

/**
 * What a picture is where it says nothing, which attributions compare with.
 *
 * <pre>{@code
 * explain(learner).baseline(Baseline.BLACK).integratedGradients().of(picture);
 * }</pre>
 */
public enum Baseline {
  /** The mean colour of the training pictures: 0 after normalisation. */
  MEAN,
  /** Black. */
  BLACK
}
