package lungo.kernel.execution.cell;

import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Defines the session's classes and runs their methods on the thread that is meant for them. */
public interface Runner {

  /**
   * Makes classes known to the session's loader; JShell's classes are there too.
   *
   * @param classes class files by binary name
   */
  void define(Map<String, byte[]> classes);

  /**
   * The loader of the session's classes.
   *
   * @return a loader that finds the libraries, too
   */
  ClassLoader loader();

  /**
   * Loads a class.
   *
   * @param name its binary name
   * @return the class
   * @throws ClassNotFoundException if it was never defined
   */
  Class<?> load(String name) throws ClassNotFoundException;

  /**
   * Runs user code.
   *
   * @param method a static method without parameters
   * @return what it returned
   * @throws Throwable what it threw
   */
  @Nullable Object invoke(Method method) throws Throwable;
}
