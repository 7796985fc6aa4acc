package lungo.training;

import ai.djl.ndarray.NDManager;

/** Counts what has not been freed. */
final class HeldArrays {

  private HeldArrays() {}

  /** How many arrays a model and its learner hold. */
  static int of(Learner learner) {
    NDManager weights = learner.model().getParameters().get(0).getValue().getArray().getManager();
    return weights.getManagedArrays().size()
        + learner.lend(lent -> lent.manager().getParentManager().getManagedArrays().size());
  }
}
