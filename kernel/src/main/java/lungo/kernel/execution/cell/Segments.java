package lungo.kernel.execution.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a cell into segments that mean the same compiled at once as snippet by snippet: nothing that
 * runs may reach a name that the segment declares later, directly or through what it calls.
 */
final class Segments {

  private final List<Snippet> snippets;
  private final Names names;

  private Segments(List<Snippet> snippets, Names names) {
    this.snippets = snippets;
    this.names = names;
  }

  /** How many of the snippets make up the first segment. */
  static int first(List<Snippet> snippets, Names names) {
    return new Segments(snippets, names).length();
  }

  private int length() {
    int end = firstClash();
    Map<String, List<Integer>> declared = declared(end);
    for (int i = 0; i < end; i++) {
      if (runs(snippets.get(i)) && declaredBehind(declared, i, end)) {
        end = Math.min(end, firstReached(i, end, declared));
      }
    }
    return groupEnd(Math.max(end, 1));
  }

  /** Variables of one declaration stay together. */
  private int groupEnd(int end) {
    int at = end;
    while (at < snippets.size()
        && snippets.get(at).span().start() == snippets.get(at - 1).span().start()) {
      at++;
    }
    return at;
  }

  /** The first snippet that one class cannot hold beside those before it. */
  private int firstClash() {
    var things = new HashSet<String>();
    boolean isBehindImports = false;
    for (int i = 0; i < snippets.size(); i++) {
      Snippet s = snippets.get(i);
      if (s instanceof Snippet.Import) {
        if (isBehindImports) {
          return i;
        }
        continue;
      }
      isBehindImports = true;
      if (s instanceof Snippet.Variable v) {
        if (!things.add("v " + v.name()) || things.contains("m " + v.name())) {
          return i;
        }
      } else if (s instanceof Snippet.Method m) {
        things.add("m " + m.name());
        if (!things.add("m " + m.name() + "(" + m.parameters())
            || things.contains("v " + m.name())) {
          return i;
        }
      } else if (s instanceof Snippet.Type t && !things.add("t " + t.name())) {
        return i;
      }
    }
    return snippets.size();
  }

  private Map<String, List<Integer>> declared(int end) {
    var declared = new HashMap<String, List<Integer>>();
    for (int i = 0; i < end; i++) {
      String name = nameOf(snippets.get(i));
      if (!name.isEmpty()) {
        declared.computeIfAbsent(name, key -> new ArrayList<>()).add(i);
      }
    }
    return declared;
  }

  private static Set<String> mentionsOf(Snippet s) {
    return s instanceof Snippet.Variable v ? v.initializer().mentions() : s.span().mentions();
  }

  private static boolean runs(Snippet s) {
    return s instanceof Snippet.Statement
        || s instanceof Snippet.Expression
        || (s instanceof Snippet.Variable v && v.isInitialized());
  }

  static String nameOf(Snippet s) {
    if (s instanceof Snippet.Variable v) {
      return v.name();
    }
    if (s instanceof Snippet.Method m) {
      return m.name();
    }
    return s instanceof Snippet.Type t ? t.name() : "";
  }

  private boolean declaredBehind(Map<String, List<Integer>> declared, int i, int end) {
    for (List<Integer> places : declared.values()) {
      if (places.get(places.size() - 1) > i && places.get(0) < end) {
        return true;
      }
    }
    return false;
  }

  /** The first declaration behind a snippet that it reaches; the end if there is none. */
  private int firstReached(int i, int end, Map<String, List<Integer>> declared) {
    int first = end;
    var reached = new HashSet<>(mentionsOf(snippets.get(i)));
    var open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      String name = open.poll();
      for (int place : declared.getOrDefault(name, List.of())) {
        if (place > i && place < first) {
          first = place;
        }
        if (!(snippets.get(place) instanceof Snippet.Variable)) {
          addAll(snippets.get(place).span().mentions(), reached, open);
        }
      }
      for (Declaration d : names.of(name)) {
        addAll(d.dependencies(), reached, open);
      }
    }
    return first;
  }

  private static void addAll(Set<String> more, Set<String> reached, ArrayDeque<String> open) {
    for (String name : more) {
      if (reached.add(name)) {
        open.add(name);
      }
    }
  }
}
