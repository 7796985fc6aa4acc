package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import lungo.kernel.execution.cell.CellResult.Waiting;
import lungo.kernel.execution.cell.Declaration.Kind;
import lungo.kernel.execution.cell.Declaration.Origin;

/** What JShell knows of the session, and the session of JShell. */
final class ShellNames {

  /** The name that a text ends with, if nothing stands before it that decides what it means. */
  private static final LazyPattern BEGINNING =
      new LazyPattern("(?<![\\w$.:])[\\p{L}_$][\\w$\\p{L}]*$");

  private static final int MOST_TOLD = 30;
  private static final String UNREPEATED = "import " + ClassStore.class.getName() + ".*;";

  private final Names names;
  private final Predicate<Snippet.Import> isThere;
  private final Set<String> toldImports = new HashSet<>();
  private boolean isGroupTold;
  private final Map<String, String> toldHolders = new HashMap<>();
  private final Map<Declaration, jdk.jshell.Snippet> foreign = new HashMap<>();
  private final Map<Declaration, jdk.jshell.Snippet> toldWaiting = new HashMap<>();

  /**
   * A snippet that JShell took.
   *
   * @param result what came of it
   * @param next index of what follows it in the cell
   * @param isOver whether the cell ends with it
   * @param changed names that it declared
   */
  record Step(CellResult result, int next, boolean isOver, Set<String> changed) {}

  ShellNames(Names names, Predicate<Snippet.Import> isThere) {
    this.names = names;
    this.isThere = isThere;
  }

  /** Takes the next snippet of a cell as JShell sees it. */
  Step evaluate(Execution execution) {
    Reference reference = execution.reference;
    String code = execution.code;
    int at = execution.at;
    String rest = code.substring(at);
    tell(rest, reference);
    CompletionInfo info = reference.jshell().sourceCodeAnalysis().analyzeCompletion(rest);
    boolean isCut =
        switch (info.completeness()) {
          case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE -> false;
          case EMPTY, DEFINITELY_INCOMPLETE, UNKNOWN -> true;
        };
    if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
      return new Step(new CellResult.Nothing(), code.length(), true, Set.of());
    }
    String source = isCut ? rest : info.source();
    int next = isCut ? code.length() : code.length() - info.remaining().length();
    Reference.Evaluation evaluation = reference.evaluate(execution.cell, at, source);
    var changed = new HashSet<String>();
    for (SnippetEvent event : evaluation.events()) {
      adopt(event, new Origin(execution.cell, code, at), reference, changed);
    }
    CellResult result = result(execution, source, evaluation);
    boolean isOver =
        code.substring(next).isBlank()
            || !(result instanceof CellResult.Nothing || result instanceof CellResult.Value);
    return new Step(result, next, isOver, changed);
  }

  private CellResult result(Execution execution, String source, Reference.Evaluation evaluation) {
    Reference reference = execution.reference;
    int at = execution.at;
    CellResult result = new CellResult.Nothing();
    for (SnippetEvent event : evaluation.events()) {
      if (event.causeSnippet() != null) {
        continue;
      }
      if (event.status() == Status.REJECTED) {
        JShell jshell = reference.jshell();
        return new CellResult.Rejected(at, source, jshell.diagnostics(event.snippet()).toList());
      }
      if (event.exception() instanceof UnresolvedReferenceException e) {
        return new CellResult.Unresolved(waiting(e, execution));
      }
      if (evaluation.thrown() != null) {
        return new CellResult.Threw(evaluation.thrown());
      }
      boolean isAssignment = event.snippet().subKind() == SubKind.ASSIGNMENT_SUBKIND;
      boolean isValue =
          isAssignment
              || event.snippet().subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND
              || event.snippet().subKind() == SubKind.VAR_VALUE_SUBKIND
              || event.snippet().subKind() == SubKind.OTHER_EXPRESSION_SUBKIND;
      String type =
          event.snippet() instanceof VarSnippet v
              ? v.typeName()
              : event.snippet() instanceof jdk.jshell.ExpressionSnippet e ? e.typeName() : "";
      result =
          isValue
              ? new CellResult.Value(evaluation.value(), type, isAssignment)
              : new CellResult.Nothing();
    }
    return result;
  }

  private static Waiting waiting(UnresolvedReferenceException e, Execution execution) {
    jdk.jshell.DeclarationSnippet snippet = e.getSnippet();
    boolean isMethod = snippet instanceof MethodSnippet;
    String shown =
        snippet instanceof MethodSnippet m
            ? m.name() + "(" + m.parameterTypes() + ")"
            : snippet.name();
    List<String> missing = execution.reference.jshell().unresolvedDependencies(snippet).toList();
    return new Waiting(execution.cell, execution.at, shown, isMethod, missing);
  }

  private void adopt(SnippetEvent event, Origin origin, Reference reference, Set<String> changed) {
    jdk.jshell.Snippet snippet = event.snippet();
    boolean isActive =
        event.status() == Status.VALID || event.status() == Status.RECOVERABLE_DEFINED;
    if (!isActive || snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
      return;
    }
    if (snippet instanceof ImportSnippet i) {
      String what = (i.isStatic() ? "static " : "") + i.fullname();
      if (i.fullname().startsWith(ClassStore.PACKAGE + ".")) {
        return;
      }
      var span = new Snippet.Span(0, 0, Set.of());
      String key =
          (i.name().equals("*") ? i.fullname() : i.name()) + (i.isStatic() ? " static" : "");
      names.add(new Snippet.Import(span, "import " + what + ";", key, i.name()));
      toldImports.add("import " + what + ";");
      return;
    }
    Declaration d = declaration(snippet, origin);
    if (d == null) {
      return;
    }
    d.isForeign = true;
    d.isDefined = true;
    String holder = reference.jshell().sourceCodeAnalysis().wrapper(snippet).fullClassName();
    d.holder = holder.substring(ClassStore.PACKAGE.length() + 1);
    foreign.keySet().removeIf(d::isSameThing);
    foreign.put(d, snippet);
    names.add(d);
    toldHolders.remove(d.name);
    changed.add(d.name);
  }

  private static @org.jspecify.annotations.Nullable Declaration declaration(
      jdk.jshell.Snippet snippet, Origin origin) {
    Set<String> none = Set.of();
    if (snippet instanceof VarSnippet v) {
      return new Declaration(Kind.VARIABLE, v.name(), "", v.typeName(), 0, none, origin);
    }
    if (snippet instanceof MethodSnippet m) {
      return new Declaration(
          Kind.METHOD, m.name(), m.parameterTypes(), m.source(), 0, none, origin);
    }
    return snippet instanceof TypeDeclSnippet t
        ? new Declaration(Kind.TYPE, t.name(), "", t.source(), 0, none, origin)
        : null;
  }

  /** Makes the names in a text known to JShell. */
  void tell(String text, Reference reference) {
    JShell jshell = reference.jshell();
    tellImports(jshell);
    tellNames(text, jshell, new HashSet<>());
  }

  /** Makes those names known to JShell that begin as a text ends, not too many of them. */
  void tellBeginning(String text, Reference reference) {
    Matcher last = BEGINNING.matcher(text);
    if (last.find()) {
      JShell jshell = reference.jshell();
      names
          .all()
          .filter(d -> d.name.startsWith(last.group()) && !d.isForeign && d.isDefined)
          .limit(MOST_TOLD)
          .toList()
          .forEach(d -> tell(d, jshell, new HashSet<>()));
    }
  }

  /**
   * The first imports of whole packages go to JShell in one evaluation, which costs as much as a
   * single one. JShell takes all for the first of them and would drop all when it is repeated, so
   * the first is one that neither a cell nor this repeats.
   */
  private void tellImports(JShell jshell) {
    var all = new StringBuilder();
    var single = new ArrayList<String>();
    for (Snippet.Import i : names.imports()) {
      if (!isThere.test(i) || !toldImports.add(i.text())) {
        continue; // one that is wrong would be refused with all that are right
      }
      if (i.name().equals("*") && !isGroupTold) {
        all.append(' ').append(i.text());
      } else {
        single.add(i.text());
      }
    }
    if (!all.isEmpty()) {
      isGroupTold = true;
      jshell.eval(UNREPEATED + all);
    }
    single.forEach(jshell::eval);
  }

  private void tellNames(String text, JShell jshell, Set<String> seen) {
    Matcher name = Declaration.NAME.matcher(text);
    while (name.find()) {
      if (seen.add(name.group())) {
        for (Declaration d : names.of(name.group())) {
          if (!d.isForeign) {
            tell(d, jshell, seen);
          }
        }
      }
    }
  }

  private void tell(Declaration d, JShell jshell, Set<String> seen) {
    if (!d.isComplete() && d.kind != Kind.VARIABLE) {
      if (!toldWaiting.containsKey(d)) {
        tellNames(d.code, jshell, seen);
        jshell.eval(d.code).stream()
            .filter(event -> event.causeSnippet() == null)
            .forEach(event -> toldWaiting.put(d, event.snippet()));
      }
      return;
    }
    jdk.jshell.Snippet waiting = toldWaiting.remove(d);
    if (waiting != null) {
      jshell.drop(waiting);
    }
    String code = "import static " + ClassStore.PACKAGE + "." + d.holder + "." + d.name + ";";
    if (!code.equals(toldHolders.put(d.name, code))) {
      jshell.eval(code);
    }
  }

  /** Takes out of JShell what it holds of a declaration that is replaced. */
  void drop(Declaration live, Reference reference) {
    jdk.jshell.Snippet snippet = live.isForeign ? foreign.remove(live) : toldWaiting.remove(live);
    if (snippet != null) {
      reference.jshell().drop(snippet);
    }
  }

  /** Takes out of JShell all that it knows of the session but the imports. */
  void forget(Reference reference) {
    if (toldImports.isEmpty() && foreign.isEmpty()) {
      return; // it was never asked
    }
    JShell jshell = reference.jshell();
    jshell
        .snippets()
        .filter(s -> jshell.status(s).isActive())
        .filter(
            s ->
                !(s instanceof ImportSnippet i)
                    || i.fullname().startsWith(ClassStore.PACKAGE + "."))
        .toList()
        .forEach(jshell::drop);
    foreign.clear();
    toldWaiting.clear();
    toldHolders.clear();
  }
}
