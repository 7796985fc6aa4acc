package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the session has declared and imported up to now. */
final class Names {

  private final Map<String, List<Declaration>> declarations = new LinkedHashMap<>();
  private final Map<String, Snippet.Import> imports = new LinkedHashMap<>();
  private final Map<String, Integer> importChanges = new HashMap<>();

  /** Counts the imports that changed what some of these names mean. */
  int importChanges(Set<String> mentions) {
    return mentions.stream().mapToInt(name -> importChanges.getOrDefault(name, 0)).sum();
  }

  Collection<Snippet.Import> imports() {
    return imports.values();
  }

  /** The live declarations of a name, of all kinds. */
  List<Declaration> of(String name) {
    return declarations.getOrDefault(name, List.of());
  }

  Optional<Declaration> find(Declaration same) {
    return of(same.name).stream().filter(same::isSameThing).findFirst();
  }

  Stream<Declaration> all() {
    return declarations.values().stream().flatMap(Collection::stream);
  }

  void add(Declaration declaration) {
    remove(declaration);
    declarations.computeIfAbsent(declaration.name, key -> new ArrayList<>()).add(declaration);
  }

  void remove(Declaration same) {
    List<Declaration> live = declarations.get(same.name);
    if (live != null) {
      live.removeIf(same::isSameThing);
      if (live.isEmpty()) {
        declarations.remove(same.name);
      }
    }
  }

  /** Removes all declarations. */
  void clear() {
    declarations.clear();
  }

  void add(Snippet.Import declaration) {
    Snippet.Import before = imports.remove(declaration.key());
    imports.put(declaration.key(), declaration);
    if (before == null || !before.text().equals(declaration.text())) {
      importChanges.put(declaration.name(), importChanges.getOrDefault(declaration.name(), 0) + 1);
    }
  }

  void remove(Snippet.Import declaration) {
    imports.remove(declaration.key(), declaration);
  }

  /** Whether an import says nothing new. */
  boolean has(Snippet.Import declaration) {
    Snippet.Import before = imports.get(declaration.key());
    return before != null && before.text().equals(declaration.text());
  }

  /** The declarations that must be compiled anew when these names mean something else. */
  Set<Declaration> dependents(Set<String> changed, Set<String> introduced) {
    if (declarations.isEmpty()) {
      return new LinkedHashSet<>();
    }
    var names = new LinkedHashSet<>(changed);
    var found = new LinkedHashSet<Declaration>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Declaration d : (Iterable<Declaration>) all()::iterator) {
        if (!found.contains(d) && isAffected(d, names, introduced)) {
          found.add(d);
          grows = true;
          names.add(d.name);
        }
      }
      for (Declaration d : List.copyOf(found)) {
        grows |= d.kind == Declaration.Kind.METHOD && found.addAll(overloads(d.name));
      }
    }
    return found;
  }

  /** The other methods of a name: one class holds all of them, so that an import finds them all. */
  List<Declaration> overloads(String name) {
    return of(name).stream().filter(d -> d.kind == Declaration.Kind.METHOD).toList();
  }

  private static boolean isAffected(Declaration d, Set<String> changed, Set<String> introduced) {
    if (d.isForeign) {
      return false;
    }
    Set<String> dependencies = d.dependencies();
    boolean waits = !d.isComplete();
    return dependencies.stream().anyMatch(changed::contains)
        || (waits && dependencies.stream().anyMatch(introduced::contains));
  }
}
