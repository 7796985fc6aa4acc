package lungo.kernel.execution.cell;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import lungo.kernel.execution.cell.Declaration.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The compilation of a segment: as many of its snippets as compile, declarations that wait for
 * others without their bodies, in as few passes of javac as that takes.
 */
final class Compilation {

  private static final int MOST_PASSES = 24;

  private final Javac javac;
  private final Names names;
  private final ImportedNames imported;
  private final Object cell;
  private final String code;
  private final Supplier<String> unitNames;
  private final Plan plan;
  private final Set<String> voidCallees;
  private final Set<String> alsoChanged;
  private int limit;
  private Map<Declaration, Set<String>> uses = new HashMap<>();
  private @Nullable TypeMirror lastType;

  /**
   * What was compiled.
   *
   * @param parts the parts, with the dependents
   * @param limit how many snippets were compiled; the next one does not compile
   * @param unit the unit; null if there was nothing to compile
   * @param classes its class files
   * @param uses what each declaration was compiled against
   * @param type the static type of the last expression
   */
  record Outcome(
      List<Part> parts,
      int limit,
      Unit unit,
      Composer composer,
      Map<String, ClassFile> classes,
      Map<Declaration, Set<String>> uses,
      String type) {

    /** Whether it has a variable, a method or a type. */
    boolean declares() {
      for (Part part : parts) {
        if (part.declaration != null) {
          return true;
        }
      }
      return false;
    }

    /** Whether it has something to run. */
    boolean runs() {
      for (Part part : parts) {
        if (Composer.isAction(part)) {
          return true;
        }
      }
      return false;
    }
  }

  Compilation(
      Javac javac,
      Names names,
      ImportedNames imported,
      Set<String> voidCallees,
      Object cell,
      String code,
      Supplier<String> unitNames,
      List<Snippet> snippets,
      Set<String> alsoChanged) {
    this.javac = javac;
    this.names = names;
    this.imported = imported;
    this.voidCallees = voidCallees;
    this.cell = cell;
    this.code = code;
    this.unitNames = unitNames;
    this.plan = new Plan(names, cell, code, snippets);
    this.limit = snippets.size();
    this.alsoChanged = alsoChanged;
    for (Part part : plan.own()) {
      if (part.snippet instanceof Snippet.Expression e && isStatementAtFirst(part, e)) {
        part.form = Part.Form.STATEMENT;
      }
    }
  }

  private boolean isStatementAtFirst(Part part, Snippet.Expression e) {
    boolean isLast = part.index == plan.own().size() - 1;
    return e.isCall() && !e.callee().isEmpty() && (!isLast || voidCallees.contains(e.callee()));
  }

  /** Compiles; throws if no part can be told to be wrong. */
  Outcome compile() throws NotCovered {
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      List<Part> parts = plan.parts(limit, alsoChanged);
      if (!findTypes(parts)) {
        continue;
      }
      parts = plan.parts(limit, alsoChanged); // a known type may be that of the variable before
      String name =
          unitNames.get(); // javac does not forget all of a unit, so that none comes twice
      var composer = new Composer(names, imported, cell, code, name, parts, false);
      Unit unit = composer.unit();
      if (composer.isEmpty()) {
        return new Outcome(parts, limit, unit, composer, Map.of(), Map.of(), "");
      }
      uses = new HashMap<>();
      lastType = null;
      Javac.Result result =
          javac.compile(name, unit.text(), false, (task, tree) -> inspect(task, tree, unit));
      if (!result.errors().isEmpty()) {
        blame(unit, result.errors());
        judge(parts);
      } else if (!hidesValue(parts)) {
        String type = shownType(parts.get(parts.size() - 1));
        return new Outcome(parts, limit, unit, composer, result.classes(), uses, type);
      }
    }
    throw new NotCovered("no way to compile it");
  }

  /**
   * What is wrong with the snippets behind the first, which is wrong: without what may follow from
   * that, and without what waits for other declarations.
   */
  List<Wrong> behindFirst() throws NotCovered {
    List<Part> parts = plan.parts(limit, alsoChanged);
    var found = new Survey(cell, code);
    List<Part> open = open(parts);
    if (!open.isEmpty()) {
      Unit unit = ask(parts, open);
      for (Part part : open) {
        if (part.type == null && part.isVar()) {
          found.add(unit, part);
          part.isLeftOut = true;
        } else if (part.type == null) {
          part.form = Part.Form.STATEMENT;
        }
      }
    }
    boolean isFinal = false;
    while (!isFinal) {
      parts.forEach(part -> part.errors.clear());
      String name = unitNames.get();
      Unit unit = new Composer(names, imported, cell, code, name, parts, false).unit();
      blame(unit, javac.compile(name, unit.text(), true, (t, tree) -> {}).errors());
      isFinal = true;
      for (Part part : parts) {
        isFinal &= part.errors.isEmpty() || !triesAsStatement(part);
      }
      if (isFinal) {
        parts.stream().filter(p -> !p.isDependent() && !waits(p)).forEach(p -> found.add(unit, p));
      }
    }
    return found.behindFirst(plan.own());
  }

  private static boolean waits(Part part) {
    return part.errors.stream().allMatch(Compilation::isMissing)
        && (part.isDeclared(Kind.METHOD) || part.isDeclared(Kind.TYPE) || isUninitialized(part));
  }

  private String shownType(Part last) {
    if (last.shownType != null) {
      return last.shownType;
    }
    return lastType == null ? "" : TypeNames.shown(lastType);
  }

  // ---- types of expressions

  /** Finds the types that the unit needs; false if the segment became shorter. */
  private boolean findTypes(List<Part> parts) throws NotCovered {
    List<Part> open = open(parts);
    if (open.isEmpty()) {
      return true;
    }
    ask(parts, open);
    for (Part part : open) {
      if (part.type == null && part.isVar()) {
        cut(part);
        return false;
      }
      if (part.type == null) {
        part.form = Part.Form.STATEMENT;
      }
    }
    return true;
  }

  /** Asks the compiler for types; where it does not know one, the parts have its errors. */
  private Unit ask(List<Part> parts, List<Part> open) throws NotCovered {
    String name = unitNames.get();
    Unit unit = new Composer(names, imported, cell, code, name, parts, true).unit();
    Javac.Result result =
        javac.compile(name, unit.text(), true, (task, tree) -> locals(task, tree, unit));
    if (open.stream().anyMatch(part -> part.type == null)) {
      blame(unit, result.errors());
    }
    return unit;
  }

  /** The parts whose types only the compiler can tell. */
  private List<Part> open(List<Part> parts) {
    var open = new ArrayList<Part>();
    for (Part part : parts) {
      if (asks(part)) {
        Literals.typeOf(part, code).ifPresent(type -> part.type = type);
        if (part.type == null) {
          open.add(part);
        }
      }
    }
    return open;
  }

  private boolean asks(Part part) {
    boolean isPoly =
        part.snippet instanceof Snippet.Expression e
            && e.isPoly()
            && part.form == Part.Form.VALUE
            && part.index == limit - 1;
    return part.type == null && (part.isVar() || isPoly);
  }

  private void locals(JavacTask task, CompilationUnitTree tree, Unit unit) {
    Trees trees = Trees.instance(task);
    for (Tree type : tree.getTypeDecls()) {
      for (Tree member : ((ClassTree) type).getMembers()) {
        if (member instanceof MethodTree m && m.getName().contentEquals(Composer.RUN)) {
          TreePath path = TreePath.getPath(tree, m.getBody());
          for (StatementTree statement : m.getBody().getStatements()) {
            if (statement instanceof VariableTree local) {
              local(trees, tree, new TreePath(path, local), unit);
            }
          }
        }
      }
    }
  }

  private void local(Trees trees, CompilationUnitTree tree, TreePath path, Unit unit) {
    TypeMirror type = trees.getTypeMirror(path);
    long start = trees.getSourcePositions().getStartPosition(tree, path.getLeaf());
    Part part = unit.partAt(start);
    if (type == null || part == null || type.getKind() == TypeKind.ERROR) {
      return;
    }
    Optional<String> name = TypeNames.denotable(type).map(Compilation::simple);
    part.shownType = TypeNames.shown(type);
    part.type = name.orElse(part.isVar() ? null : "Object");
  }

  /** The session's types by their simple names, which find the newest ones. */
  static String simple(String type) {
    return type.replaceAll("REPL\\.\\$JShell\\$\\w+\\.", "");
  }

  // ---- what was compiled

  private void inspect(JavacTask task, CompilationUnitTree tree, Unit unit) {
    Trees trees = Trees.instance(task);
    var root = new TreePath(tree);
    for (Tree type : tree.getTypeDecls()) {
      var path = new TreePath(root, type);
      for (Tree member : ((ClassTree) type).getMembers()) {
        long start = trees.getSourcePositions().getStartPosition(tree, member);
        Part part = unit.partAt(start);
        if (part == null) {
          continue;
        }
        if (part.isDeclared(Kind.METHOD) || part.isDeclared(Kind.TYPE)) {
          Declaration d = java.util.Objects.requireNonNull(part.declaration);
          uses.put(d, Uses.of(trees, new TreePath(path, member)));
        } else if (member instanceof MethodTree m && part.index == limit - 1) {
          lastType = typeOfBody(trees, new TreePath(path, m), m);
        }
      }
    }
  }

  private static @Nullable TypeMirror typeOfBody(Trees trees, TreePath path, MethodTree method) {
    if (method.getBody() == null || method.getBody().getStatements().isEmpty()) {
      return null;
    }
    var body = new TreePath(path, method.getBody());
    StatementTree first = method.getBody().getStatements().get(0);
    var inner = new TreePath(body, first);
    if (first instanceof ReturnTree r && r.getExpression() != null) {
      return trees.getTypeMirror(new TreePath(inner, r.getExpression()));
    }
    return first instanceof ExpressionStatementTree e
        ? trees.getTypeMirror(new TreePath(inner, e.getExpression()))
        : null;
  }

  /** Whether the last expression was taken for a call that returns nothing, and returns a value. */
  private boolean hidesValue(List<Part> parts) {
    Part last = parts.get(parts.size() - 1);
    if (!(last.snippet instanceof Snippet.Expression e)
        || last.form == Part.Form.VALUE
        || e.callee().isEmpty()
        || lastType == null
        || lastType.getKind() == TypeKind.VOID) {
      return false;
    }
    voidCallees.remove(e.callee());
    last.form = Part.Form.VALUE;
    return true;
  }

  // ---- errors

  private static void blame(Unit unit, List<Diagnostic<? extends JavaFileObject>> errors)
      throws NotCovered {
    for (Diagnostic<? extends JavaFileObject> error : errors) {
      Unit.Range range = unit.at(error.getPosition());
      if (range == null) {
        throw new NotCovered(error.getMessage(Locale.ROOT));
      }
      range.part().errors.add(error);
      range.part().isSignatureWrong |= error.getPosition() < range.bodyStart();
    }
  }

  private void judge(List<Part> parts) {
    for (Part part : parts) {
      if (part.errors.isEmpty()) {
        continue;
      }
      boolean onlyMissing = part.errors.stream().allMatch(Compilation::isMissing);
      if (part.declaration != null
          && part.declaration.kind != Kind.VARIABLE
          && (part.isDependent() || onlyMissing)) {
        corral(part);
      } else if (part.isDependent() || (onlyMissing && isUninitialized(part))) {
        part.isLeftOut = true;
        part.missing = missing(part.errors);
      } else if (!triesAsStatement(part)) {
        cut(part);
        return;
      }
    }
  }

  /** Whether a part declares a variable that has to wait for its type only. */
  private static boolean isUninitialized(Part part) {
    return part.snippet instanceof Snippet.Variable v && !v.isInitialized();
  }

  private static void corral(Part part) {
    if (part.isCorralled || part.isSignatureWrong) {
      part.isLeftOut = true;
    }
    if (!part.isCorralled) {
      part.missing = missing(part.errors);
    }
    part.isCorralled = true;
  }

  private boolean triesAsStatement(Part part) {
    if (part.snippet instanceof Snippet.Expression e
        && e.isCall()
        && part.form == Part.Form.VALUE
        && !part.isTried) {
      part.isTried = true;
      part.form = Part.Form.STATEMENT;
      if (!e.callee().isEmpty()) {
        voidCallees.add(e.callee());
      }
      return true;
    }
    return false;
  }

  private void cut(Part part) {
    limit = part.index;
    List<Part> own = plan.own();
    while (limit > 0 && own.get(limit - 1).isOfSameText(part)) {
      limit--;
    }
    plan.forgetDependents();
  }

  /** Whether another declaration of the session may mend it, by JShell's rules. */
  private static boolean isMissing(Diagnostic<?> error) {
    if (isElsewhere(error.getMessage(Locale.ROOT))) {
      return false;
    }
    return error.getCode().startsWith("compiler.err.cant.resolve")
        || error.getCode().equals("compiler.err.cant.apply.symbol");
  }

  /** Whether the name is missing in a class that is none of the session's. */
  private static boolean isElsewhere(String message) {
    return message
        .lines()
        .anyMatch(
            line ->
                line.strip().startsWith("location:") && !line.contains(ClassStore.PACKAGE + "."));
  }

  /** What javac did not find, in its words: {@code variable x}. */
  private static List<String> missing(List<Diagnostic<?>> errors) {
    var missing = new LinkedHashSet<String>();
    for (Diagnostic<?> error : errors) {
      String message = error.getMessage(Locale.ROOT);
      int at = message.indexOf("symbol:");
      if (isMissing(error) && at >= 0) {
        String symbol = message.substring(at + "symbol:".length());
        int location = symbol.indexOf("location:");
        missing.add((location < 0 ? symbol : symbol.substring(0, location)).strip());
      }
    }
    return new ArrayList<>(missing);
  }
}
