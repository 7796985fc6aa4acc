package lungo.kernel.magics;

import java.util.List;

/**
 * A command of the notebook, called with {@code %name} on a line or {@code %%name} on top of a
 * cell. Implementations implement {@link LineMagic}, {@link CellMagic} or both, are listed in
 * {@code META-INF/services/lungo.kernel.magics.Magic} and have a public constructor without
 * parameters.
 */
public sealed interface Magic permits LineMagic, CellMagic {

  /**
   * What help shows.
   *
   * @return name, summary, usage
   */
  Manual manual();

  /**
   * Says what can stand at the end of an argument.
   *
   * @param typed the argument as far as it is typed; empty at the beginning of a new one
   * @param runner the notebook
   * @return whole arguments, best first
   */
  default List<String> complete(String typed, CellRunner runner) {
    return List.of();
  }

  /**
   * Whether what follows the name is Java, so that it is completed as such.
   *
   * @return false unless overridden
   */
  default boolean takesJava() {
    return false;
  }
}
