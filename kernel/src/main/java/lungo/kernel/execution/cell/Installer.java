package lungo.kernel.execution.cell;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import lungo.kernel.execution.cell.Declaration.Kind;
import org.jspecify.annotations.Nullable;

/** Brings compiled segments into the session: their classes, and what they have declared. */
final class Installer {

  private static final LazyPattern HOLDER =
      new LazyPattern("REPL\\.(\\$JShell\\$C\\d+)(?:T\\d+)?(?:\\$.*)?");

  private final ClassStore store;
  private final Runner runner;
  private final Names names;
  private final ShellNames shell;
  private final Compiler compiler;
  private final Map<String, List<Unit.Lines>> lines = new HashMap<>();

  /** Compiles what depends on names that were changed. */
  interface Compiler {
    Compilation.Outcome dependents(Execution execution, Set<String> changed) throws NotCovered;
  }

  Installer(ClassStore store, Runner runner, Names names, ShellNames shell, Compiler compiler) {
    this.store = store;
    this.runner = runner;
    this.names = names;
    this.shell = shell;
    this.compiler = compiler;
  }

  // ---- classes

  /** Makes the classes known, and gives variables that moved to another class their values. */
  void install(Execution execution, Compilation.Outcome compiled) {
    var bytes = new LinkedHashMap<String, byte[]>();
    for (Map.Entry<String, ClassFile> each : compiled.classes().entrySet()) {
      bytes.put(each.getKey(), each.getValue().bytes());
    }
    if (compiled.declares()) {
      bytes.forEach(store::put); // else nothing that comes later can name them
    }
    runner.define(bytes);
    lines.put(compiled.unit().name(), compiled.unit().lines());
    for (Part part : compiled.parts()) {
      Declaration d = part.declaration;
      if (part.isDependent() && d != null && d.kind == Kind.VARIABLE && d.isDefined) {
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

  private Field field(String variable, String holder) throws ReflectiveOperationException {
    Field field = runner.load(ClassStore.PACKAGE + "." + holder).getDeclaredField(variable);
    field.setAccessible(true); // some releases of JShell make the classes around not public
    return field;
  }

  /** What a variable holds. */
  @Nullable Object value(Declaration variable) {
    try {
      return field(variable.name, variable.holder).get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(variable.name + " has no field", e);
    }
  }

  /** Lets go of what a variable holds. */
  void forget(Declaration variable) {
    try {
      Field field = field(variable.name, variable.holder);
      if (!field.getType().isPrimitive()) {
        field.set(null, null);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(variable.name + " has no field", e);
    }
  }

  /** Where in a cell a line of a stack's frame comes from; empty for code of no cell. */
  Optional<Declaration.Origin> origin(StackTraceElement frame) {
    Matcher holder = HOLDER.matcher(frame.getClassName());
    return holder.matches() && frame.getLineNumber() >= 1
        ? Unit.origin(lines.getOrDefault(holder.group(1), List.of()), frame.getLineNumber())
        : Optional.empty();
  }

  // ---- declarations

  /**
   * Declares what the snippets of the running segment up to one have declared.
   *
   * @return the names whose meaning that changes
   */
  Set<String> commit(Execution execution, int last) {
    Compilation.Outcome compiled = Objects.requireNonNull(execution.running);
    var changed = new HashSet<String>();
    boolean isWhole = execution.committed < 0 && execution.changedElsewhere.isEmpty();
    for (Part part : compiled.parts()) {
      if (part.index > last) {
        isWhole &= part.declaration == null;
      } else if (part.index > execution.committed) {
        Optional<String> name = declare(execution, compiled, part);
        if (name.isPresent()) {
          changed.add(name.get());
        }
      }
    }
    execution.committed = Math.max(execution.committed, last);
    if (isWhole) {
      for (Part part : compiled.parts()) {
        if (part.isDependent()) {
          renew(compiled, part);
        }
      }
    } else {
      var all = new HashSet<>(changed);
      all.addAll(execution.changedElsewhere);
      refresh(execution, all);
    }
    return changed;
  }

  private Optional<String> declare(Execution execution, Compilation.Outcome compiled, Part part) {
    if (part.snippet instanceof Snippet.Import i) {
      names.add(i);
      return Optional.empty();
    }
    if (part.declaration == null || part.isDependent()) {
      return Optional.empty();
    }
    declare(execution, compiled, part, part.declaration);
    return Optional.of(part.declaration.name);
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
    Declaration d = Objects.requireNonNull(part.declaration);
    if (d.kind == Kind.VARIABLE && part.isLeftOut && d.isDefined) {
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
  void refresh(Execution execution, Set<String> changed) {
    try {
      Compilation.Outcome compiled = compiler.dependents(execution, changed);
      install(execution, compiled);
      compiled.parts().forEach(part -> renew(compiled, part));
    } catch (NotCovered e) {
      throw new IllegalStateException("declarations that were compiled before fail now", e);
    }
  }
}
