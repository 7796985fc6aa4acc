package lungo.kernel.execution;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs JShell's snippets in this process, on the thread that evaluates them, and keeps their values
 * and exceptions as the objects that they are; JShell itself knows only text.
 */
final class CellControl extends DirectExecutionControl {

  /** Runs the user's code, with all that belongs around it. */
  interface UserCode {
    <T extends @Nullable Object> T run(Callable<T> code) throws Exception;
  }

  private final UserCode userCode;
  private @Nullable Object value;
  private @Nullable Throwable thrown;

  CellControl(CellClasses classes, UserCode userCode) {
    super(classes);
    this.userCode = userCode;
  }

  ExecutionControlProvider provider() {
    return new ExecutionControlProvider() {
      @Override
      public String name() {
        return "lungo";
      }

      @Override
      public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return CellControl.this;
      }
    };
  }

  /** The value that the last snippet returned, once. */
  @Nullable Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /** What the last snippet threw, once. */
  Optional<Throwable> takeThrown() {
    Optional<Throwable> taken = Optional.ofNullable(thrown);
    thrown = null;
    return taken;
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    value = null;
    thrown = null;
    try {
      value = userCode.run(() -> snippet.invoke(null));
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
    } catch (Stop.Interruption e) {
      thrown = e;
    }
    if (thrown instanceof SPIResolutionException unresolved) {
      thrown = null;
      throw unresolved; // JShell knows which declaration it is about
    }
    return "";
  }

  @Override
  public String varValue(String wrapper, String variable) {
    return "";
  }
}
