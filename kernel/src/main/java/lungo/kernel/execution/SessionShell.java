package lungo.kernel.execution;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.VarSnippet;
import lungo.kernel.classpath.ClassPathIndex;
import lungo.kernel.execution.cell.Reference;
import org.jspecify.annotations.Nullable;

/**
 * JShell in this process, for what the cells' own engine leaves to it: completion, documentation,
 * and code that it alone accepts or can explain. It starts when it is first asked for.
 */
final class SessionShell implements Reference, AutoCloseable {

  private final CellClasses classes;
  private final Supplier<StandardJavaFileManager> files;
  private final Supplier<CellControl> controls;
  private final Supplier<List<String>> compilerOptions;
  private final List<Path> classPath = new ArrayList<>();
  private @Nullable CellControl control;
  private @Nullable JShell started;
  private @Nullable Snippets snippets;

  SessionShell(
      CellClasses classes,
      Supplier<StandardJavaFileManager> files,
      Supplier<CellControl> controls,
      Supplier<List<String>> compilerOptions) {
    this.classes = classes;
    this.files = files;
    this.controls = controls;
    this.compilerOptions = compilerOptions;
  }

  @Override
  public synchronized JShell jshell() {
    JShell jshell = started;
    if (jshell == null) {
      jshell =
          JShell.builder()
              .executionEngine(control().provider(), Map.of())
              .compilerOptions(
                  Stream.concat(Stream.of("-g"), compilerOptions.get().stream())
                      .toArray(String[]::new))
              .fileManager(ignored -> files.get())
              .build();
      if (!classPath.isEmpty()) {
        jshell.addToClasspath(joined(classPath));
      }
      started = jshell;
    }
    return jshell;
  }

  /** Made with JShell: to load what it extends takes a kernel's start 3 ms. */
  private synchronized CellControl control() {
    CellControl known = control;
    if (known == null) {
      known = controls.get();
      control = known;
    }
    return known;
  }

  private Snippets snippets() {
    Snippets known = snippets;
    if (known == null) {
      known = new Snippets(jshell());
      snippets = known;
    }
    return known;
  }

  /** Where in a cell a frame of a stack is; empty for frames of no snippet of JShell's. */
  Optional<Place> placeOf(StackTraceElement frame) {
    return snippets == null ? Optional.empty() : snippets.placeOf(frame);
  }

  /** Adds jars and folders for the compiler; the classes have their own loader. */
  synchronized void addToClassPath(List<Path> paths) {
    classPath.addAll(paths);
    if (started != null) {
      started.addToClasspath(joined(paths));
    }
  }

  /**
   * JShell's analysis of source code, with the documentation that the class path has sources for.
   */
  synchronized SourceCodeAnalysis documented() {
    SourceCodeAnalysis analysis = jshell().sourceCodeAnalysis();
    SourceJars.attach(SourceJars.of(ClassPathIndex.elementsOfProcess()), analysis);
    SourceJars.attach(SourceJars.of(classPath), analysis);
    return analysis;
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public Evaluation evaluate(Object cell, int offset, String source) {
    List<SnippetEvent> events = jshell().eval(source);
    Object value = control().takeValue();
    Throwable thrown = control().takeThrown().orElse(null);
    for (SnippetEvent event : events) {
      if (event.causeSnippet() == null) {
        snippets().add(event.snippet(), (Cell) cell, new Piece(offset, source, true));
      } else {
        snippets().seen(event.snippet());
      }
      if (event.snippet().subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
        drop((VarSnippet) event.snippet());
      }
    }
    return new Evaluation(events, value, thrown);
  }

  /** Drops a temporary, so that the cells that follow need not import it. */
  private void drop(VarSnippet temporary) {
    JShell jshell = jshell();
    if (jshell.status(temporary).isActive()) {
      String wrapper = jshell.sourceCodeAnalysis().wrapper(temporary).fullClassName();
      jshell.drop(temporary);
      classes.forget(wrapper, temporary.name());
    }
  }

  @Override
  public synchronized void close() {
    if (started != null) {
      started.close();
    }
  }
}
