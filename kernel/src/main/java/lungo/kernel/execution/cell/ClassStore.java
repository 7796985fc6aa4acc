package lungo.kernel.execution.cell;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of the session's classes, of cells compiled here and of JShell's snippets, as compilers
 * read them: each sees what the other has declared.
 */
public final class ClassStore {

  /** The package of all session classes, which is JShell's. */
  static final String PACKAGE = "REPL";

  private final Map<String, ClassFile> files = new ConcurrentHashMap<>();

  /**
   * Adds a class or replaces it.
   *
   * @param name its binary name, {@code REPL.$JShell$7}
   * @param bytes its class file
   */
  public void put(String name, byte[] bytes) {
    files.put(name, new ClassFile(name, bytes));
  }

  /** The names of all classes. */
  Set<String> names() {
    return files.keySet();
  }

  /** A class by its binary name, which must be there. */
  ClassFile file(String name) {
    ClassFile file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no class " + name);
    }
    return file;
  }

  Iterable<ClassFile> all() {
    return files.values();
  }
}
