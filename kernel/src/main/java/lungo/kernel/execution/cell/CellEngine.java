package lungo.kernel.execution.cell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.lang.model.SourceVersion;
import javax.tools.StandardJavaFileManager;
import jdk.jshell.spi.SPIResolutionException;
import lungo.kernel.execution.cell.CellResult.Waiting;
import lungo.kernel.execution.cell.Declaration.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Runs cells, each compiled in one pass of javac, with JShell's meaning. What does not compile goes
 * to JShell, snippet by snippet, which explains it or accepts it after all.
 */
public final class CellEngine implements AutoCloseable {

  private final ClassStore store;
  private final Javac javac;
  private final Runner runner;
  private final Names names = new Names();
  private final ImportedNames imported;

  /** Imports that were declared and not compiled, nor looked for. */
  private final Set<Snippet.Import> unchecked = new LinkedHashSet<>();

  private final ShellNames shell;
  private final Installer installer;
  private final Set<String> voidCallees = new HashSet<>(Set.of("println", "print"));
  private final List<Execution> executions = new ArrayList<>();
  private final Supplier<String> unitNames;
  private boolean isRehearsed;

  /**
   * How a cell ended, and what it left.
   *
   * @param result how it ended
   * @param waiting what it declared that waits for other declarations
   * @param lost the variables that lost their values, because their types were redefined
   * @param further the snippets that are wrong behind one that was rejected
   */
  public record Run(
      CellResult result, List<Waiting> waiting, List<String> lost, List<Wrong> further) {}

  /**
   * An engine for a new session.
   *
   * @param store where its classes are kept for compilers
   * @param javac the compiler, of this session alone
   * @param runner where its classes are defined and run
   */
  public CellEngine(ClassStore store, Javac javac, Runner runner) {
    this(
        store,
        javac,
        new ImportedNames(javac::files, runner.loader()),
        numbered(new AtomicInteger()),
        runner);
  }

  private static Supplier<String> numbered(AtomicInteger units) {
    return () -> Unit.PREFIX + units.incrementAndGet();
  }

  private CellEngine(
      ClassStore store,
      Javac javac,
      ImportedNames imported,
      Supplier<String> unitNames,
      Runner runner) {
    this.store = store;
    this.javac = javac;
    this.runner = runner;
    this.imported = imported;
    this.unitNames = unitNames;
    this.shell = new ShellNames(names, i -> !unchecked.contains(i) || imported.exists(i));
    this.installer =
        new Installer(
            store,
            runner,
            names,
            shell,
            (execution, changed) -> compile(execution.cell, execution.code, List.of(), changed));
  }

  /**
   * An engine beside this one, with the same compiler, for cells that are run for nothing but the
   * compiler's and the virtual machine's warmth: this one knows nothing of what they declare.
   *
   * @param runner where the classes of those cells are defined and run
   * @return the engine, which knows this one's imports; not to be closed
   */
  public CellEngine practice(Runner runner) {
    var practice = new CellEngine(store, javac, imported, unitNames, runner);
    names.imports().forEach(practice.names::add);
    return practice;
  }

  /**
   * The files that JShell's compiler is to use, so that it sees the session's classes.
   *
   * @return files to be handed to JShell's builder
   */
  public StandardJavaFileManager filesForShell() {
    return javac.files().forShell();
  }

  /**
   * Waits until the compiler is ready.
   *
   * @throws IllegalStateException if it cannot be
   */
  public void awaitCompiler() {
    javac.files();
  }

  /** Closes the compiler's files; nothing can be compiled any more. */
  @Override
  public void close() {
    try {
      javac.files().close();
    } catch (IOException e) {
      throw new UncheckedIOException("the class path cannot be closed", e);
    }
  }

  /**
   * Adds to the compiler's class path.
   *
   * @param paths jars and folders
   * @param replaced the {@link Replaceable} libraries of which the version added last counts
   * @throws IOException if they cannot be read
   */
  public void addToClassPath(List<Path> paths, Set<String> replaced) throws IOException {
    javac.addToClassPath(paths, replaced);
    imported.forget();
  }

  /**
   * Declares imports without compiling them. Whether there is what they name is not looked for
   * before {@link #checkImports} is called: a start need not wait for it.
   *
   * @param declarations imports
   * @return those that are no imports, or written in another way than {@link #imports} has them;
   *     they are not declared
   */
  public List<String> declareImports(List<String> declarations) {
    var others = new ArrayList<String>();
    for (String declaration : declarations) {
      Snippet.Import known = Splitter.plainImport(declaration).orElse(null);
      if (known == null) {
        others.add(declaration);
      } else {
        names.add(known);
        unchecked.add(known);
      }
    }
    return others;
  }

  /**
   * Drops declared imports that seem to name what is not there.
   *
   * @return those that were dropped
   */
  public List<String> checkImports() {
    return drop(List.copyOf(unchecked));
  }

  /**
   * The same with those imports alone that a cell's names may come from.
   *
   * @param code a cell that is about to be compiled
   * @return those that were dropped
   */
  public List<String> checkImports(String code) {
    if (unchecked.isEmpty()) {
      return List.of();
    }
    try {
      var words = new HashSet<String>();
      for (Token token : Lexer.tokens(code, 0)) {
        if (token.isWord() && !SourceVersion.isKeyword(token.text())) {
          words.add(token.text());
        }
      }
      var mentioned = new ArrayList<Snippet.Import>();
      for (Snippet.Import each : unchecked) {
        if (imported.brings(each, words)) {
          mentioned.add(each);
        }
      }
      return drop(mentioned);
    } catch (NotCovered e) {
      return checkImports();
    }
  }

  /** Drops those of some imports that name what is not there. */
  private List<String> drop(List<Snippet.Import> checked) {
    var dropped = new ArrayList<String>();
    for (Snippet.Import each : checked) {
      unchecked.remove(each);
      if (!imported.exists(each)) {
        names.remove(each);
        dropped.add(each.text());
      }
    }
    return dropped;
  }

  /**
   * Whether a text can be cut into snippets.
   *
   * @param code a cell's text
   * @return false for what has no end, cannot be parsed, or only JShell can judge
   */
  public static boolean canSplit(String code) {
    try {
      Splitter.split(code, 0);
      return true;
    } catch (NotCovered e) {
      return false;
    }
  }

  /**
   * Runs a cell. One that a running cell runs sees what that one has declared up to there, and so
   * does one of another thread, if the caller lets only user code run at the same time.
   *
   * @param cell the cell, as {@link #locate} will name it
   * @param code its text
   * @param reference JShell
   * @return how it ended
   */
  public Run run(Object cell, String code, Reference reference) {
    for (Execution running : executions) {
      commitProgress(running);
    }
    var execution = new Execution(cell, code, reference);
    executions.add(execution);
    try {
      while (!execution.isOver) {
        step(execution);
      }
    } finally {
      executions.remove(execution);
    }
    var waiting = new ArrayList<Waiting>();
    for (Declaration d : execution.waiting) {
      if (!d.isComplete() && names.find(d).filter(d::equals).isPresent()) {
        waiting.add(waiting(d));
      }
    }
    return new Run(execution.result, waiting, List.copyOf(execution.lost), execution.further);
  }

  /**
   * Compiles a cell for nothing but the compiler's warmth; the session does not change. The first
   * time it is the quicker compiler of first cells, from then on the one that knows all modules.
   *
   * @param code declarations and expressions whose names are new
   * @return its class files
   */
  public List<byte[]> rehearse(String code) {
    if (isRehearsed) {
      javac.knowAllModules();
    }
    isRehearsed = true;
    try {
      return compile(code, code, Splitter.split(code, 0), Set.of()).classes().values().stream()
          .map(ClassFile::bytes)
          .toList();
    } catch (NotCovered e) {
      throw new IllegalArgumentException("cannot be compiled: " + code, e);
    }
  }

  /**
   * Where the code of a stack's frame stands.
   *
   * @param frame a frame
   * @return the cell and the index in its text; empty for code of no cell, JShell's included
   */
  public Optional<Place> locate(StackTraceElement frame) {
    return installer
        .origin(frame)
        .or(() -> methodOf(frame).map(d -> d.origin))
        .map(origin -> new Place(origin.cell(), origin.offset()));
  }

  /** The method that a frame without a line is in: one that ended before its first statement. */
  private Optional<Declaration> methodOf(StackTraceElement frame) {
    return names.of(frame.getMethodName()).stream()
        .filter(d -> d.kind == Kind.METHOD)
        .filter(d -> frame.getClassName().equals(ClassStore.PACKAGE + "." + d.holder))
        .findFirst();
  }

  /**
   * A place in a cell.
   *
   * @param cell the cell
   * @param offset an index in its text
   */
  public record Place(Object cell, int offset) {}

  /**
   * A variable of the session.
   *
   * @param name its name
   * @param type its type as Java writes it
   * @param value its value
   */
  public record Variable(String name, String type, @Nullable Object value) {}

  /**
   * The session's variables in the order of their declaration.
   *
   * @return all of them, JShell's included
   */
  public List<Variable> variables() {
    return names
        .all()
        .filter(d -> d.kind == Kind.VARIABLE && d.isDefined)
        .map(d -> new Variable(d.name, d.code, installer.value(d)))
        .toList();
  }

  /**
   * A name of the session.
   *
   * @param name a variable's, method's or type's name
   * @param isMethod whether it is a method's
   * @param isType whether it is a type's
   * @param type a variable's type as Java writes it; empty for others
   * @param holder the binary name of the class that has the name as a member
   */
  public record Name(String name, boolean isMethod, boolean isType, String type, String holder) {}

  /**
   * What the session has declared and compiled.
   *
   * @return all names, methods once for each overload
   */
  public List<Name> names() {
    return names
        .all()
        .filter(d -> d.isDefined)
        .map(
            d ->
                new Name(
                    d.name,
                    d.kind == Kind.METHOD,
                    d.kind == Kind.TYPE,
                    d.kind == Kind.VARIABLE ? d.code : "",
                    ClassStore.PACKAGE + "." + d.holder))
        .toList();
  }

  /**
   * What the session imports.
   *
   * @return declarations such as {@code import static java.lang.Math.max;}
   */
  public List<String> imports() {
    return names.imports().stream().map(Snippet.Import::text).toList();
  }

  /**
   * Makes the names in a text known to JShell, so that it can complete and explain them, and those
   * that begin as the text ends.
   *
   * @param text Java code, not always whole
   * @param reference JShell
   */
  public void tell(String text, Reference reference) {
    shell.tell(text, reference);
    shell.tellBeginning(text, reference);
  }

  /**
   * Forgets what the cells have declared, but not the imports.
   *
   * @param reference JShell
   */
  public void reset(Reference reference) {
    names.all().filter(d -> d.kind == Kind.VARIABLE && d.isDefined).forEach(installer::forget);
    names.clear();
    shell.forget(reference);
  }

  /**
   * A declaration that waits for others.
   *
   * @param name its name
   * @return the declaration; empty if there is none of that name that waits
   */
  public Optional<Waiting> waiting(String name) {
    return names.of(name).stream()
        .filter(d -> !d.isComplete())
        .findFirst()
        .map(CellEngine::waiting);
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
      if (execution.result instanceof CellResult.Rejected) {
        execution.further = further(execution, segment.subList(compiled.limit(), segment.size()));
      }
    } else if (segment.size() == snippets.size()) {
      execution.isOver = true;
    } else {
      execution.at = snippets.get(segment.size()).span().start();
    }
  }

  /** What else is wrong with a cell whose next snippet is. */
  private List<Wrong> further(Execution execution, List<Snippet> snippets) {
    try {
      return compilation(execution.cell, execution.code, snippets, Set.of()).behindFirst();
    } catch (NotCovered e) {
      return List.of(); // the user corrects the first, then JShell says more
    }
  }

  private Compilation.Outcome compile(
      Object cell, String code, List<Snippet> segment, Set<String> changed) throws NotCovered {
    return compilation(cell, code, segment, changed).compile();
  }

  private Compilation compilation(
      Object cell, String code, List<Snippet> segment, Set<String> changed) {
    return new Compilation(
        javac, names, imported, voidCallees, cell, code, unitNames, segment, changed);
  }

  private void execute(Execution execution, Compilation.Outcome compiled) {
    installer.install(execution, compiled);
    execution.begin(compiled);
    try {
      if (compiled.runs()) {
        invoke(execution, compiled);
      } else {
        commit(execution, Integer.MAX_VALUE);
        execution.result = new CellResult.Nothing();
      }
    } finally {
      execution.running = null;
    }
  }

  private void invoke(Execution execution, Compilation.Outcome compiled) {
    try {
      Class<?> type = runner.load(ClassStore.PACKAGE + "." + compiled.unit().name());
      Method run = type.getMethod(Composer.RUN);
      execution.counts(type.getField(Composer.DONE));
      try {
        Object value = runner.invoke(run);
        commit(execution, Integer.MAX_VALUE);
        Part last = compiled.parts().get(compiled.parts().size() - 1);
        execution.result = result(value, last, compiled);
      } catch (Throwable e) {
        commit(execution, execution.done());
        execution.end(thrown(e));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a cell's class is not as it was written", e);
    } catch (LinkageError e) {
      execution.end(new CellResult.Threw(e));
    }
  }

  /** Declares what a cell that runs has declared up to now. */
  private void commitProgress(Execution execution) {
    try {
      if (execution.running != null) {
        commit(execution, execution.done());
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a cell's class is not as it was written", e);
    }
  }

  private void commit(Execution execution, int last) {
    Set<String> changed = installer.commit(execution, last);
    tellOthers(execution, changed);
  }

  private void tellOthers(Execution execution, Set<String> changed) {
    for (Execution other : executions) {
      if (other != execution) {
        other.changedElsewhere.addAll(changed);
      }
    }
  }

  private static CellResult result(
      @Nullable Object value, Part last, Compilation.Outcome compiled) {
    return last.form == Part.Form.VALUE && last.snippet instanceof Snippet.Expression e
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

  // ---- JShell

  /** Lets JShell take the next snippet. */
  private void leave(Execution execution) {
    ShellNames.Step step = shell.evaluate(execution);
    if (!step.changed().isEmpty()) {
      installer.refresh(execution, step.changed());
      tellOthers(execution, step.changed());
    }
    execution.result = step.result();
    execution.at = step.next();
    execution.isOver = step.isOver();
  }
}
