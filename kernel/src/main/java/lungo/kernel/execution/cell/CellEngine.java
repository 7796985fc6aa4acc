package lungo.kernel.execution.cell;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.spi.SPIResolutionException;
import lungo.kernel.execution.cell.CellResult.Waiting;
import lungo.kernel.execution.cell.Declaration.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Runs cells, each compiled in one pass of javac, with JShell's meaning. What does not compile goes
 * to JShell, snippet by snippet, which explains it or accepts it after all.
 */
public final class CellEngine {

  private static final Pattern HOLDER =
      Pattern.compile("REPL\\.(\\$JShell\\$C\\d+)(?:T\\d+)?(?:\\$.*)?");

  private final ClassStore store;
  private final Javac javac;
  private final Runner runner;
  private final Names names = new Names();
  private final ShellNames shell;
  private final Set<String> voidCallees = new HashSet<>(Set.of("println", "print"));
  private final Map<String, List<Unit.Lines>> lines = new HashMap<>();
  private int units;

  /**
   * How a cell ended, and what it left.
   *
   * @param result how it ended
   * @param waiting what it declared that waits for other declarations
   * @param lost the variables that lost their values, because their types were redefined
   */
  public record Run(CellResult result, List<Waiting> waiting, List<String> lost) {}

  /** A cell in execution. */
  private static final class Execution {

    final Object cell;
    final String code;
    final Reference reference;
    final Set<Declaration> waiting = new LinkedHashSet<>();
    final List<String> lost = new ArrayList<>();
    CellResult result = new CellResult.Nothing();
    int at;
    boolean isOver;

    Execution(Object cell, String code, Reference reference) {
      this.cell = cell;
      this.code = code;
      this.reference = reference;
    }

    void end(CellResult how) {
      result = how;
      isOver = true;
    }
  }

  /**
   * An engine for a new session.
   *
   * @param store where its classes are kept for compilers
   * @param options javac's options
   * @param runner where its classes are defined and run
   */
  public CellEngine(ClassStore store, List<String> options, Runner runner) {
    this.store = store;
    this.javac = new Javac(store, options);
    this.runner = runner;
    this.shell = new ShellNames(names);
  }

  /**
   * Whether the compiler stays warm between cells, which needs the process to be started with
   * {@code --add-exports jdk.compiler/com.sun.tools.javac.{api,code,util}=ALL-UNNAMED}.
   *
   * @return whether it does
   */
  public boolean isPooled() {
    return javac.isPooled();
  }

  /**
   * Adds to the compiler's class path.
   *
   * @param paths jars and folders
   * @throws IOException if they cannot be read
   */
  public void addToClassPath(List<Path> paths) throws IOException {
    javac.addToClassPath(paths);
  }

  /**
   * Runs a cell.
   *
   * @param cell the cell, as {@link #locate} will name it
   * @param code its text
   * @param reference JShell
   * @return how it ended
   */
  public Run run(Object cell, String code, Reference reference) {
    var execution = new Execution(cell, code, reference);
    while (!execution.isOver) {
      step(execution);
    }
    List<Waiting> waiting =
        execution.waiting.stream()
            .filter(d -> !d.isComplete() && names.find(d).filter(d::equals).isPresent())
            .map(CellEngine::waiting)
            .toList();
    return new Run(execution.result, waiting, List.copyOf(execution.lost));
  }

  /**
   * Where the code of a stack's frame stands.
   *
   * @param frame a frame
   * @return the cell and the index in its text; empty for code of no cell, JShell's included
   */
  public Optional<Place> locate(StackTraceElement frame) {
    Matcher holder = HOLDER.matcher(frame.getClassName());
    if (!holder.matches() || frame.getLineNumber() < 1) {
      return Optional.empty();
    }
    return Unit.origin(lines.getOrDefault(holder.group(1), List.of()), frame.getLineNumber())
        .map(origin -> new Place(origin.cell(), origin.offset()));
  }

  /**
   * A variable of the session.
   *
   * @param name its name
   * @param type its type as Java writes it
   * @param value its value
   */
  public record Variable(String name, String type, @Nullable Object value) {}

  /**
   * The session's variables by name.
   *
   * @return all of them, JShell's included
   */
  public List<Variable> variables() {
    return names
        .all()
        .filter(d -> d.kind == Kind.VARIABLE)
        .sorted(Comparator.comparing(d -> d.name))
        .map(d -> new Variable(d.name, d.code, value(d)))
        .toList();
  }

  private Field field(String variable, String holder) throws ReflectiveOperationException {
    Field field = runner.load(ClassStore.PACKAGE + "." + holder).getDeclaredField(variable);
    field.setAccessible(true); // some releases of JShell make the classes around not public
    return field;
  }

  private @Nullable Object value(Declaration variable) {
    try {
      return field(variable.name, variable.holder).get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(variable.name + " has no field", e);
    }
  }

  /**
   * A place in a cell.
   *
   * @param cell the cell
   * @param offset an index in its text
   */
  public record Place(Object cell, int offset) {}

  /**
   * Makes the names in a text known to JShell, so that it can complete and explain them.
   *
   * @param text Java code, not always whole
   * @param reference JShell
   */
  public void tell(String text, Reference reference) {
    shell.tell(text, reference);
  }

  private static Waiting waiting(Declaration d) {
    boolean isMethod = d.kind == Kind.METHOD;
    String shown = isMethod ? d.name + "(" + d.parameters + ")" : d.name;
    return new Waiting(d.origin.cell(), d.origin.offset(), shown, isMethod, d.missing);
  }

  // ---- one segment

  private void step(Execution execution) {
    List<Snippet> snippets;
    try {
      snippets = Splitter.split(execution.code, execution.at);
    } catch (NotCovered e) {
      leave(execution);
      return;
    }
    if (snippets.isEmpty()) {
      execution.isOver = true;
      return;
    }
    List<Snippet> segment = snippets.subList(0, Segments.first(snippets, names));
    Compilation.Outcome compiled;
    try {
      compiled = compile(execution.cell, execution.code, segment, Set.of());
    } catch (NotCovered e) {
      leave(execution);
      return;
    }
    execute(execution, compiled);
    if (execution.isOver) {
      return;
    }
    if (compiled.limit() < segment.size()) {
      execution.at = segment.get(compiled.limit()).span().start();
      leave(execution);
    } else if (segment.size() == snippets.size()) {
      execution.isOver = true;
    } else {
      execution.at = snippets.get(segment.size()).span().start();
    }
  }

  private Compilation.Outcome compile(
      Object cell, String code, List<Snippet> segment, Set<String> changed) throws NotCovered {
    Supplier<String> unitNames = () -> Unit.PREFIX + ++units;
    return new Compilation(javac, names, voidCallees, cell, code, unitNames, segment, changed)
        .compile();
  }

  private void execute(Execution execution, Compilation.Outcome compiled) {
    install(execution, compiled);
    Part last = null;
    for (Part part : compiled.parts()) {
      last = part;
    }
    boolean runs = compiled.parts().stream().anyMatch(Composer::isAction);
    if (!runs) {
      commit(execution, compiled, Integer.MAX_VALUE);
      execution.result = new CellResult.Nothing();
      return;
    }
    try {
      Class<?> type = runner.load(ClassStore.PACKAGE + "." + compiled.unit().name());
      Method run = type.getMethod(Composer.RUN);
      Field done = type.getField(Composer.DONE);
      try {
        Object value = runner.invoke(run);
        commit(execution, compiled, Integer.MAX_VALUE);
        execution.result = result(value, last, compiled);
      } catch (Throwable e) {
        commit(execution, compiled, done.getInt(null));
        execution.end(thrown(e));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a cell's class is not as it was written", e);
    } catch (LinkageError e) {
      execution.end(new CellResult.Threw(e));
    }
  }

  private static CellResult result(
      @Nullable Object value, @Nullable Part last, Compilation.Outcome compiled) {
    boolean isValue =
        last != null && last.snippet instanceof Snippet.Expression && last.form == Part.Form.VALUE;
    return isValue && last != null && last.snippet instanceof Snippet.Expression e
        ? new CellResult.Value(value, compiled.type(), e.isAssignment())
        : new CellResult.Nothing();
  }

  private CellResult thrown(Throwable e) {
    if (e instanceof SPIResolutionException unresolved) {
      Optional<Declaration> waiting = names.all().filter(d -> d.id == unresolved.id()).findFirst();
      if (waiting.isPresent()) {
        return new CellResult.Unresolved(waiting(waiting.get()));
      }
    }
    return new CellResult.Threw(e);
  }

  /** Makes the classes known, and gives variables that moved to another class their values. */
  private void install(Execution execution, Compilation.Outcome compiled) {
    var bytes = new LinkedHashMap<String, byte[]>();
    compiled.classes().forEach((name, file) -> bytes.put(name, file.bytes()));
    bytes.forEach(store::put);
    runner.define(bytes);
    lines.put(compiled.unit().name(), compiled.unit().lines());
    for (Part part : compiled.parts()) {
      Declaration d = part.declaration;
      if (part.isDependent() && d != null && d.kind == Kind.VARIABLE) {
        boolean isKept =
            part.isWritten() && copy(d.name, d.holder, compiled.composer().holder(part));
        if (!isKept) {
          execution.lost.add(d.name);
        }
      }
    }
  }

  private boolean copy(String variable, String from, String to) {
    try {
      field(variable, to).set(null, field(variable, from).get(null));
      return true;
    } catch (IllegalArgumentException | ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }

  /** Declares what the snippets up to one have declared. */
  private void commit(Execution execution, Compilation.Outcome compiled, int last) {
    var changed = new HashSet<String>();
    boolean isWhole = true;
    for (Part part : compiled.parts()) {
      if (part.index > last) {
        isWhole &= part.declaration == null;
        continue;
      }
      if (part.snippet instanceof Snippet.Import i) {
        names.add(i);
      } else if (part.declaration != null && !part.isDependent()) {
        declare(execution, compiled, part, part.declaration);
        changed.add(part.declaration.name);
      }
    }
    if (isWhole) {
      compiled.parts().stream().filter(Part::isDependent).forEach(p -> renew(compiled, p));
    } else {
      refresh(execution, changed);
    }
  }

  private void declare(
      Execution execution, Compilation.Outcome compiled, Part part, Declaration d) {
    Declaration live = names.find(d).orElse(null);
    if (live != null && (part.isUnchanged || part.reused != null)) {
      live.origin = d.origin;
      return;
    }
    if (live != null) {
      shell.drop(live, execution.reference);
    }
    Declaration declared = part.isVar() && part.type != null ? d.withType(part.type) : d;
    declared.importChanges = names.importChanges(declared.mentions);
    names.add(declared);
    settle(compiled, part, declared);
    if (!declared.isComplete()) {
      execution.waiting.add(declared);
    }
  }

  private void renew(Compilation.Outcome compiled, Part part) {
    Declaration d = java.util.Objects.requireNonNull(part.declaration);
    if (d.kind == Kind.VARIABLE && part.isLeftOut) {
      names.remove(d);
      return;
    }
    settle(compiled, part, d);
  }

  private static void settle(Compilation.Outcome compiled, Part part, Declaration d) {
    d.isDefined = !part.isLeftOut;
    d.isCorralled = part.isCorralled;
    d.missing = part.missing;
    Declaration written = part.declaration;
    d.uses = written == null ? Set.of() : compiled.uses().getOrDefault(written, Set.of());
    d.holder = part.isLeftOut ? "" : compiled.composer().holder(part);
  }

  /** Compiles anew what depends on names that mean something else now. */
  private void refresh(Execution execution, Set<String> changed) {
    try {
      Compilation.Outcome compiled = compile(execution.cell, execution.code, List.of(), changed);
      install(execution, compiled);
      compiled.parts().forEach(part -> renew(compiled, part));
    } catch (NotCovered e) {
      throw new IllegalStateException("declarations that were compiled before fail now", e);
    }
  }

  // ---- JShell

  /** Lets JShell take the next snippet. */
  private void leave(Execution execution) {
    ShellNames.Step step = shell.evaluate(execution.code, execution.at, execution.reference);
    if (!step.changed().isEmpty()) {
      refresh(execution, step.changed());
    }
    execution.result = step.result();
    execution.at = step.next();
    execution.isOver = step.isOver();
  }
}
