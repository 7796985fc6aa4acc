package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<ClassFile> inOrder = new ArrayList<>();

  /**
   * Whether a class is one of a session's.
   *
   * @param name a binary name
   * @return whether cells or JShell have made it
   */
  public static boolean isOfSession(String name) {
    return name.startsWith(PACKAGE + ".");
  }

  /**
   * Adds a class or replaces it.
   *
   * @param name its binary name, {@code REPL.$JShell$7}
   * @param bytes its class file
   */
  public synchronized void put(String name, byte[] bytes) {
    var file = new ClassFile(name, bytes);
    files.put(name, file);
    inOrder.add(file);
  }

  /**
   * All classes.
   *
   * @return class files by binary names
   */
  public Map<String, byte[]> classes() {
    var classes = new HashMap<String, byte[]>();
    files.forEach((name, file) -> classes.put(name, file.bytes()));
    return classes;
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

  /**
   * A class's file.
   *
   * @param name its binary name
   * @return a copy of its bytes; empty if there is no such class
   */
  public Optional<byte[]> bytes(String name) {
    return Optional.ofNullable(files.get(name)).map(file -> file.bytes().clone());
  }

  /** What was put, in this order, but for the first {@code count}. */
  synchronized List<ClassFile> after(int count) {
    return List.copyOf(inOrder.subList(count, inOrder.size()));
  }
}
