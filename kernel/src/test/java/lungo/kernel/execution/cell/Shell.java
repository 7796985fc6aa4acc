package lungo.kernel.execution.cell;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.tools.StandardJavaFileManager;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/** JShell in this process, with its classes in the loader and the store that the engine uses. */
final class Shell implements Reference, Runner, AutoCloseable {

  final ClassStore store = new ClassStore();
  private final Loader loader = new Loader();
  private final List<String> options;
  private @Nullable Supplier<StandardJavaFileManager> files;
  private @Nullable JShell jshell;

  /** How many snippets JShell has evaluated and not rejected. */
  int accepted;

  private @Nullable Object value;
  private @Nullable Throwable thrown;

  Shell(List<String> options) {
    this.options = options;
  }

  /** Lets it use an engine's files; without, it knows no class but its own. */
  void use(Supplier<StandardJavaFileManager> engines) {
    files = engines;
  }

  @Override
  public JShell jshell() {
    JShell started = jshell;
    if (started == null) {
      started =
          JShell.builder()
              .fileManager(own -> files == null ? own : files.get())
              .compilerOptions(options.toArray(String[]::new))
              .executionEngine(new Provider(), Map.of())
              .build();
      jshell = started;
    }
    return started;
  }

  /** The value of a variable. */
  @Nullable Object field(String type, String name) {
    try {
      Field field = load(type).getDeclaredField(name);
      field.setAccessible(true); // some releases of JShell make the classes around not public
      return field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Evaluation evaluate(Object cell, int offset, String source) {
    value = null;
    thrown = null;
    List<SnippetEvent> events = jshell().eval(source);
    if (events.stream().anyMatch(event -> event.status() != Snippet.Status.REJECTED)) {
      accepted++;
    }
    return new Evaluation(events, value, thrown);
  }

  @Override
  public void define(Map<String, byte[]> classes) {
    loader.bytes.putAll(classes);
  }

  @Override
  public ClassLoader loader() {
    return loader;
  }

  @Override
  public Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, true, loader);
  }

  @Override
  public @Nullable Object invoke(Method method) throws Throwable {
    try {
      return method.invoke(null);
    } catch (InvocationTargetException e) {
      throw Optional.ofNullable(e.getCause()).orElse(e);
    }
  }

  @Override
  public void close() {
    if (jshell != null) {
      jshell.close();
    }
  }

  private final class Provider implements ExecutionControlProvider {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return new DirectExecutionControl(new Delegate()) {
        @Override
        protected String invoke(Method method) throws Exception {
          try {
            value = method.invoke(null);
          } catch (InvocationTargetException e) {
            thrown = e.getCause();
            if (e.getCause() instanceof SPIResolutionException unresolved) {
              thrown = null;
              throw unresolved;
            }
          }
          return "";
        }

        @Override
        public String varValue(String wrapper, String variable) {
          return "";
        }
      };
    }
  }

  private final class Delegate implements LoaderDelegate {

    private final Map<String, Class<?>> loaded = new HashMap<>();

    @Override
    public void load(ClassBytecodes[] classes) throws ExecutionControl.ClassInstallException {
      for (ClassBytecodes c : classes) {
        loader.bytes.put(c.name(), c.bytecodes());
        store.put(c.name(), c.bytecodes());
      }
      try {
        for (ClassBytecodes c : classes) {
          loaded.put(c.name(), Class.forName(c.name(), false, loader));
        }
      } catch (ClassNotFoundException | LinkageError e) {
        throw new ExecutionControl.ClassInstallException(e.toString(), new boolean[classes.length]);
      }
    }

    @Override
    public void classesRedefined(ClassBytecodes[] classes) {}

    @Override
    public void addToClasspath(String path) {}

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
      return Optional.ofNullable(loaded.get(name))
          .orElseThrow(() -> new ClassNotFoundException(name));
    }
  }

  private static final class Loader extends ClassLoader {

    final Map<String, byte[]> bytes = new ConcurrentHashMap<>();

    Loader() {
      super(Shell.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] code = bytes.get(name);
      if (code == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, code, 0, code.length);
    }
  }
}
