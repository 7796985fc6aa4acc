package lungo.kernel.execution;

import java.nio.file.Path;
import java.util.List;

/**
 * How an {@link Interpreter} starts.
 *
 * @param classPath jars and folders that the cells see besides the process's own class path
 * @param compilerOptions options of javac, such as {@code --enable-preview --release 17}
 * @param imports import declarations that every cell sees, such as {@code import java.util.*;}
 * @param startup cells that run before the first one; an error in them is shown with its output
 */
public record InterpreterOptions(
    List<Path> classPath,
    List<String> compilerOptions,
    List<String> imports,
    List<String> startup) {

  /**
   * Copies the lists.
   *
   * @param classPath jars and folders that the cells see besides the process's own class path
   * @param compilerOptions options of javac, such as {@code --enable-preview --release 17}
   * @param imports import declarations that every cell sees, such as {@code import java.util.*;}
   * @param startup cells that run before the first one; an error in them is shown with its output
   */
  public InterpreterOptions {
    classPath = List.copyOf(classPath);
    compilerOptions = List.copyOf(compilerOptions);
    imports = List.copyOf(imports);
    startup = List.copyOf(startup);
  }

  /**
   * The process's class path, javac's defaults, IJava's imports and the libraries' (class-path
   * resources {@code META-INF/lungo/imports}).
   *
   * @return the options
   */
  public static InterpreterOptions defaults() {
    return new InterpreterOptions(List.of(), List.of(), Imports.standard(), List.of());
  }

  /**
   * These options with another class path.
   *
   * @param more jars and folders
   * @return new options
   */
  public InterpreterOptions withClassPath(List<Path> more) {
    return new InterpreterOptions(more, compilerOptions, imports, startup);
  }

  /**
   * These options with other compiler options.
   *
   * @param options options of javac, one an element
   * @return new options
   */
  public InterpreterOptions withCompilerOptions(List<String> options) {
    return new InterpreterOptions(classPath, options, imports, startup);
  }

  /**
   * These options with other imports.
   *
   * @param declarations import declarations
   * @return new options
   */
  public InterpreterOptions withImports(List<String> declarations) {
    return new InterpreterOptions(classPath, compilerOptions, declarations, startup);
  }

  /**
   * These options with other start-up cells.
   *
   * @param cells the cells' code
   * @return new options
   */
  public InterpreterOptions withStartup(List<String> cells) {
    return new InterpreterOptions(classPath, compilerOptions, imports, cells);
  }
}
