package lungo.kernel.execution;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import lungo.kernel.execution.cell.ClassStore;
import lungo.kernel.execution.cell.LazyPattern;
import lungo.kernel.execution.cell.Replaceable;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a notebook, woven and defined by one loader. JShell gives a snippet's class a new
 * name when what it depends on was redefined, and would set its variables back to null; here they
 * keep their values wherever the new class can hold them.
 */
final class CellClasses implements LoaderDelegate {

  /** {@code REPL.$JShell$12B}: the snippet's index, then letters that count its recompilations. */
  private static final LazyPattern WRAPPER = new LazyPattern("REPL\\.\\$JShell\\$(\\d+)[A-Z]*");

  private final ClassStore store;
  private final Watchers watchers;
  private final Loader loader;
  private final Map<String, Class<?>> loaded = new HashMap<>();
  private final Map<String, Class<?>> newestByIndex = new HashMap<>();
  private final List<String> lost = new ArrayList<>();

  /** JShell's classes go to the store as well, where the other compiler finds them. */
  CellClasses(ClassStore store, Watchers watchers) {
    this.store = store;
    this.watchers = watchers;
    this.loader = new Loader(CellClasses.class.getClassLoader(), store);
  }

  /** Makes classes of cells known; they are defined when they are first used. */
  void define(Map<String, byte[]> classes) {
    watchers.classes(classes);
    loader.bytes.putAll(classes);
  }

  /** Adds jars and folders; says which libraries of them come too late. */
  void addToClassPath(List<Path> paths) throws MalformedURLException {
    for (Path path : paths) {
      loader.addURL(path.toUri().toURL());
      for (String library : Replaceable.in(path)) {
        if (!loader.replace(library)) {
          System.err.println(
              library
                  + " is in use already, in the version that is preloaded; to use that of "
                  + path.getFileName()
                  + ", restart the kernel and load it first");
        }
      }
    }
    watchers.classPath(paths);
  }

  /** The libraries that come from the notebook's jars, though the process has them too. */
  Set<String> replaced() {
    return loader.replaced();
  }

  /** The loader that the cells' code should have as its context. */
  ClassLoader loader() {
    return loader;
  }

  /** The names of the variables that lost their values since the last call. */
  List<String> takeLost() {
    List<String> names = List.copyOf(lost);
    lost.clear();
    return names;
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    boolean[] installed = new boolean[classes.length];
    for (ClassBytecodes c : classes) {
      loader.bytes.put(c.name(), c.bytecodes());
      store.put(c.name(), c.bytecodes());
      watchers.classes(Map.of(c.name(), c.bytecodes()));
    }
    try {
      for (int i = 0; i < classes.length; i++) {
        Class<?> type = Class.forName(classes[i].name(), false, loader);
        Objects.requireNonNull(
            type.getDeclaredMethods()); // resolves what the signatures name, so that errors come
        // now
        loaded.put(classes[i].name(), type);
        installed[i] = true;
      }
      for (ClassBytecodes c : classes) {
        keepVariables(c.name());
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ClassInstallException("cannot load " + e.getMessage(), installed);
    }
  }

  private void keepVariables(String name) {
    var wrapper = WRAPPER.matcher(name);
    if (!wrapper.matches()) {
      return;
    }
    Class<?> now = loadedClass(name);
    Class<?> before = newestByIndex.put(wrapper.group(1), now);
    if (before == null) {
      return;
    }
    for (Field field : now.getDeclaredFields()) {
      variable(before, field.getName()).ifPresent(old -> copy(old, field));
    }
  }

  private Class<?> loadedClass(String name) {
    return Optional.ofNullable(loaded.get(name)).orElseThrow();
  }

  private static Optional<Field> variable(Class<?> wrapper, String name) {
    try {
      Field field = wrapper.getDeclaredField(name);
      return Modifier.isStatic(field.getModifiers()) ? Optional.of(field) : Optional.empty();
    } catch (NoSuchFieldException e) {
      return Optional.empty();
    }
  }

  private void copy(Field from, Field to) {
    try {
      from.setAccessible(true);
      to.setAccessible(true);
      to.set(null, from.get(null));
    } catch (IllegalArgumentException | IllegalAccessException e) {
      lost.add(to.getName());
    }
  }

  /** What a variable holds; null also if its class was never loaded. */
  @Nullable Object value(String wrapper, String variable) {
    Class<?> type = loaded.get(wrapper);
    Optional<Field> field = type == null ? Optional.empty() : variable(type, variable);
    if (field.isEmpty()) {
      return null;
    }
    try {
      field.get().setAccessible(true);
      return field.get().get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError("JShell's variables are public static fields", e);
    }
  }

  /** Sets a variable to null, so that the value it held can be collected. */
  void forget(String wrapper, String variable) {
    Optional.ofNullable(loaded.get(wrapper))
        .flatMap(type -> variable(type, variable))
        .filter(field -> !field.getType().isPrimitive())
        .ifPresent(CellClasses::clear);
  }

  private static void clear(Field field) {
    try {
      field.setAccessible(true);
      field.set(null, null);
    } catch (IllegalAccessException e) {
      throw new LinkageError("JShell's variables are public static fields", e);
    }
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    // Classes in this process are replaced, never redefined.
  }

  @Override
  public void addToClasspath(String path) {
    // The session adds paths here itself, JShell or not.
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> type = loaded.get(name);
    if (type == null) {
      throw new ClassNotFoundException(name);
    }
    return type;
  }

  private static final class Loader extends URLClassLoader {

    private final Map<String, byte[]> bytes = new ConcurrentHashMap<>();
    private final Set<String> usedOfProcess = ConcurrentHashMap.newKeySet();
    private final Set<String> replaced = ConcurrentHashMap.newKeySet();

    private final ClassStore store;

    Loader(ClassLoader parent, ClassStore store) {
      super("cells", new URL[0], parent);
      this.store = store;
    }

    /** Gives out the class files of cells as well, for other processes that are to have them. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      String type = name.replaceFirst("\\.class$", "").replace('/', '.');
      if (!name.endsWith(".class") || !ClassStore.isOfSession(type)) {
        return super.getResourceAsStream(name);
      }
      return store.bytes(type).map(ByteArrayInputStream::new).orElse(null);
    }

    @Override
    protected void addURL(URL url) {
      super.addURL(url);
    }

    /** Takes a library from the jars here, unless a class of the process's was given out. */
    boolean replace(String library) {
      if (usedOfProcess.contains(library)) {
        return false;
      }
      replaced.add(library);
      return true;
    }

    Set<String> replaced() {
      return Set.copyOf(replaced);
    }

    /** Looks for the cells' classes here first, not in each jar of the process. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (ClassStore.isOfSession(name)) {
        return loadHere(name);
      }
      Optional<String> library = Replaceable.libraryOf(name);
      if (library.isPresent()) {
        if (replaced.contains(library.get()) && isHere(name)) {
          return loadHere(name);
        }
        usedOfProcess.add(library.get());
      }
      return super.loadClass(name, resolve);
    }

    private boolean isHere(String name) {
      return findResource(name.replace('.', '/') + ".class") != null;
    }

    private Class<?> loadHere(String name) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : findClass(name);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] code = bytes.get(name);
      if (code == null) {
        return super.findClass(name);
      }
      byte[] woven = StopWeaver.weave(code);
      Class<?> defined = defineClass(name, woven, 0, woven.length);
      bytes.remove(name);
      return defined;
    }
  }
}
