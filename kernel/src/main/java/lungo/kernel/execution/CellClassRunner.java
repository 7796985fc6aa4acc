package lungo.kernel.execution;

import java.lang.reflect.Method;
import java.util.Map;
import lungo.kernel.execution.cell.Runner;
import org.jspecify.annotations.Nullable;

/** Defines the cells' classes in their loader, and runs their methods on the calling thread. */
class CellClassRunner implements Runner {

  private final CellClasses classes;

  CellClassRunner(CellClasses classes) {
    this.classes = classes;
  }

  @Override
  public void define(Map<String, byte[]> bytes) {
    classes.define(bytes);
  }

  @Override
  public ClassLoader loader() {
    return classes.loader();
  }

  @Override
  public Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, true, classes.loader());
  }

  @Override
  public @Nullable Object invoke(Method method) throws Throwable {
    return method.invoke(null);
  }
}
