package lungo.explain;

/** What a picture is where it says nothing, which attributions compare with. */
public enum Baseline {
  /** The mean colour of the training pictures: 0 after normalisation. */
  MEAN,
  /** Black. */
  BLACK
}
