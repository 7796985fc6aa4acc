package lungo.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

/**
 * Owns what a step computes. Freed with it are the arrays of its manager, and those that this
 * thread made on other managers meanwhile, such as a weight's transpose, which belongs to the
 * weight's manager and would stay.
 */
final class StepScope implements AutoCloseable {

  private final NDScope made = new NDScope();
  private final NDManager manager;

  StepScope(NDManager parent) {
    manager = parent.newSubManager();
  }

  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    made.close();
    manager.close();
  }
}
