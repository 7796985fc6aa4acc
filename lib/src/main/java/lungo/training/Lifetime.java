package lungo.training;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.lang.ref.Cleaner;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Frees native memory once nobody can reach what it is for: a learner's own arrays with the
 * learner, a model's weights with the last of its parameters, so that a model, or a part of it, is
 * of use after the learner that made its weights is gone.
 */
final class Lifetime {

  private static final Cleaner CLEANER = Cleaner.create();

  private Lifetime() {}

  /**
   * Closes a manager once an object is unreachable.
   *
   * @param manager must not lead to the object
   */
  static void bind(Object owner, NDManager manager) {
    CLEANER.register(owner, manager::close);
  }

  /**
   * Closes a manager once all of the parameters are unreachable.
   *
   * @param manager owns their arrays, and must not lead to the parameters
   */
  static void bind(Collection<Parameter> parameters, NDManager manager) {
    var left = new AtomicInteger(parameters.size());
    Runnable gone =
        () -> {
          if (left.decrementAndGet() == 0) {
            manager.close();
          }
        };
    parameters.forEach(parameter -> CLEANER.register(parameter, gone));
  }
}
