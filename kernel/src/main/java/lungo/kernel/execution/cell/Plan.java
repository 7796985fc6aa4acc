package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import lungo.kernel.execution.cell.Declaration.Kind;
import lungo.kernel.execution.cell.Declaration.Origin;
import org.jspecify.annotations.Nullable;

/** The parts of a segment: its snippets, and the declarations that must see what it redefines. */
final class Plan {

  private final Names names;
  private final Object cell;
  private final String code;
  private final List<Part> own = new ArrayList<>();
  private final Map<Declaration, Part> dependents = new HashMap<>();

  Plan(Names names, Object cell, String code, List<Snippet> snippets) {
    this.names = names;
    this.cell = cell;
    this.code = code;
    for (Snippet snippet : snippets) {
      own.add(new Part(own.size(), snippet, declarationOf(snippet)));
    }
  }

  private @Nullable Declaration declarationOf(Snippet snippet) {
    var origin = new Origin(cell, code, snippet.span().start());
    Set<String> mentions = snippet.span().mentions();
    if (snippet instanceof Snippet.Variable v) {
      String type = code.substring(v.type().start(), v.type().end()) + "[]".repeat(v.dimensions());
      var at = new Origin(cell, code, v.type().start());
      return new Declaration(Kind.VARIABLE, v.name(), "", type, 0, v.type().mentions(), at);
    }
    if (snippet instanceof Snippet.Method m) {
      int body = m.body() - m.span().start();
      return new Declaration(
          Kind.METHOD, m.name(), m.parameters(), m.code(), body, mentions, origin);
    }
    return snippet instanceof Snippet.Type t
        ? new Declaration(Kind.TYPE, t.name(), "", t.code(), 0, mentions, origin)
        : null;
  }

  List<Part> own() {
    return own;
  }

  /** What dependents could not be compiled may be possible with fewer snippets. */
  void forgetDependents() {
    dependents.clear();
  }

  /** The first so many snippets' parts and the dependents. */
  List<Part> parts(int limit, Set<String> alsoChanged) {
    List<Part> active = own.subList(0, limit);
    var changed = new LinkedHashSet<>(alsoChanged);
    var introduced = new LinkedHashSet<String>();
    for (Part part : active) {
      prepare(part, changed, introduced);
    }
    Set<Declaration> affected = affected(active, changed, introduced);
    var parts = new ArrayList<Part>();
    for (Declaration d : affected) {
      if (active.stream().noneMatch(p -> p.declaration != null && p.declaration.isSameThing(d))) {
        Part part = dependents.computeIfAbsent(d, key -> new Part(-1, null, key));
        part.errors.clear();
        part.isSignatureWrong = false;
        parts.add(part);
      }
    }
    parts.addAll(active);
    return parts;
  }

  /** Says what a part leaves as it is, and else which name it changes or brings in. */
  private void prepare(Part part, Set<String> changed, Set<String> introduced) {
    part.errors.clear();
    part.isSignatureWrong = false;
    part.isUnchanged = false;
    part.reused = null;
    if (part.snippet instanceof Snippet.Import i) {
      part.isUnchanged = names.has(i);
      if (!part.isUnchanged) {
        changed.add(i.name());
        introduced.add(i.name());
      }
    }
    Declaration d = part.declaration;
    if (d == null) {
      return;
    }
    names.find(d).ifPresent(live -> compare(part, d, live));
    if (!part.isUnchanged && part.reused == null) {
      (names.of(d.name).isEmpty() ? introduced : changed).add(d.name);
      introduced.add(d.name);
    }
  }

  private void compare(Part part, Declaration d, Declaration live) {
    if (live.isForeign || !live.isComplete()) {
      return;
    }
    String code = part.isVar() ? part.type : d.code;
    boolean isSame =
        live.code.equals(code)
            && (part.isVar() || live.importChanges == names.importChanges(d.mentions));
    if (d.kind == Kind.VARIABLE) {
      part.reused = isSame ? live : null;
    } else {
      part.isUnchanged = isSame;
    }
  }

  /**
   * The declarations to compile anew; parts that leave as is what must change change it after all.
   */
  private Set<Declaration> affected(
      List<Part> active, Set<String> changed, Set<String> introduced) {
    while (true) {
      Set<Declaration> affected = names.dependents(changed, introduced);
      for (Part part : active) {
        if (isNewMethod(part)) {
          affected.addAll(names.overloads(Objects.requireNonNull(part.declaration).name));
        }
      }
      boolean isStable = true;
      for (Part part : active) {
        boolean keeps = part.isUnchanged || part.reused != null;
        if (keeps && part.declaration != null && isIn(affected, part.declaration)) {
          part.isUnchanged = false;
          part.reused = null;
          changed.add(part.declaration.name);
          isStable = false;
        }
      }
      if (isStable) {
        return affected;
      }
    }
  }

  private static boolean isNewMethod(Part part) {
    return !part.isUnchanged && part.isDeclared(Kind.METHOD);
  }

  private static boolean isIn(Set<Declaration> affected, Declaration d) {
    return affected.stream().anyMatch(d::isSameThing);
  }
}
