package lungo.kernel.comm;

import java.util.function.Consumer;

/** Makes what a cell asks to be done later a part of that cell. */
public interface Binder {

  /**
   * Binds a handler to the cell that the calling thread works for.
   *
   * @param <T> what it takes
   * @param handler the notebook's code
   * @return the code to be called in its place
   */
  <T> Consumer<T> bind(Consumer<? super T> handler);
}
