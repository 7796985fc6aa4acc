package lungo.kernel.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import lungo.kernel.execution.Completion.Candidate;
import lungo.kernel.execution.cell.CellEngine.Name;
import lungo.kernel.execution.cell.LazyPattern;

/** Says what can stand at a place in a cell: JShell finds the names; here they get signatures. */
final class Completer {

  private static final List<String> KEYWORDS =
      List.of(
          "abstract",
          "boolean",
          "break",
          "byte",
          "case",
          "catch",
          "char",
          "class",
          "continue",
          "default",
          "double",
          "else",
          "enum",
          "extends",
          "false",
          "final",
          "finally",
          "float",
          "for",
          "if",
          "implements",
          "import",
          "instanceof",
          "int",
          "interface",
          "long",
          "new",
          "null",
          "private",
          "protected",
          "public",
          "record",
          "return",
          "sealed",
          "short",
          "static",
          "super",
          "switch",
          "synchronized",
          "this",
          "throw",
          "throws",
          "true",
          "try",
          "var",
          "void",
          "while",
          "yield");

  private static final int MOST_UNIMPORTED = 20;
  private static final LazyPattern PACKAGE_PART = new LazyPattern("\\b[a-z]\\w*\\.\\w*$");
  private static final long LISTING_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final Session session;
  private final Members members;

  Completer(Session session, Members members) {
    this.session = session;
    this.members = members;
  }

  Completion complete(String cell, int cursor) {
    session.tell(cell.substring(0, cursor));
    SourceCodeAnalysis analysis = session.analysis();
    Surroundings before = Surroundings.before(cell, cursor, analysis);
    int[] anchor = {before.code().length()};
    List<Suggestion> found = suggestions(analysis, before.code(), anchor);
    int start = Math.max(0, Math.min(cursor, anchor[0] + before.shift()));
    String prefix = cell.substring(start, cursor);
    String leading = before.code().substring(0, Math.min(anchor[0], before.code().length()));
    List<Candidate> candidates =
        Receiver.endingAt(leading)
            .map(receiver -> ofReceiver(receiver, found))
            .orElseGet(() -> ofScope(prefix, found, leading.stripTrailing().endsWith("new")));
    return new Completion(start, cursor, candidates);
  }

  /** Waits for packages: JShell lists those of the class path beside the notebook's first cells. */
  private List<Suggestion> suggestions(SourceCodeAnalysis analysis, String code, int[] anchor) {
    List<Suggestion> found = analysis.completionSuggestions(code, code.length(), anchor);
    long end = System.nanoTime() + LISTING_NANOS;
    boolean isListed = false;
    while (found.isEmpty() && !isListed && PACKAGE_PART.matcher(code).find()) {
      isListed = analysis.listQualifiedNames("A", 1).isUpToDate() || System.nanoTime() > end;
      LockSupport.parkNanos(isListed ? 0 : PAUSE_NANOS);
      found = analysis.completionSuggestions(code, code.length(), anchor);
    }
    return found;
  }

  private List<Candidate> ofReceiver(String receiver, List<Suggestion> found) {
    Optional<Class<?>> type = members.typeOf(receiver);
    String kind = type.isPresent() ? "field" : "package";
    List<String> ranked = ranked(found);
    Set<String> names = ranked.stream().map(Completer::bare).collect(Collectors.toSet());
    Map<String, List<Candidate>> known =
        type.map(t -> members.of(t, names).stream().collect(byName())).orElse(Map.of());
    return ranked.stream()
        .filter(name -> known.containsKey(bare(name)) || !isProtected(bare(name), type))
        .map(name -> known.getOrDefault(bare(name), List.of(guess(name, kind))).get(0).named(name))
        .sorted(Comparator.comparing(c -> members.isOfObject(bare(c.text()))))
        .toList();
  }

  /** JShell 25 offers what cannot be called. */
  private static boolean isProtected(String name, Optional<Class<?>> type) {
    return type.filter(t -> Members.isProtectedOfObject(name, t)).isPresent();
  }

  private List<Candidate> ofScope(String prefix, List<Suggestion> found, boolean isNew) {
    Map<String, List<Candidate>> declared = declared().stream().collect(byName());
    var candidates = new ArrayList<Candidate>();
    for (String name : ranked(found)) {
      Candidate plain = isNew ? new Candidate(name, "class", "") : guess(name, "variable");
      candidates.add(declared.getOrDefault(bare(name), List.of(plain)).get(0).named(name));
    }
    candidates.sort(Comparator.comparing(c -> !declared.containsKey(bare(c.text()))));
    candidates.addAll(unimported(prefix, candidates));
    if (!prefix.isEmpty() && !isNew) {
      KEYWORDS.stream()
          .filter(word -> word.startsWith(prefix))
          .forEach(word -> candidates.add(new Candidate(word, "keyword", "")));
    }
    return candidates;
  }

  /** Types that a cell would have to import; it does, once one of them was offered and is used. */
  private List<Candidate> unimported(String prefix, List<Candidate> known) {
    if (prefix.length() < 2 || !Character.isUpperCase(prefix.charAt(0))) {
      return List.of();
    }
    Set<String> names = known.stream().map(c -> bare(c.text())).collect(Collectors.toSet());
    var candidates = new ArrayList<Candidate>();
    for (String type : session.offers().types().beginningWith(prefix, MOST_UNIMPORTED)) {
      int dot = type.lastIndexOf('.');
      String name = type.substring(dot + 1);
      if (names.add(name)) {
        session.offers().offer(name, type);
        candidates.add(new Candidate(name, "class", type.substring(0, dot)));
      } else if (known.stream().noneMatch(c -> bare(c.text()).equals(name))) {
        candidates.add(new Candidate(type, "class", ""));
      }
    }
    return candidates;
  }

  /** What the notebook's cells declared. */
  private List<Candidate> declared() {
    return session.names().stream().map(this::candidate).toList();
  }

  private Candidate candidate(Name name) {
    if (name.isType()) {
      return new Candidate(name.name(), "class", "");
    }
    return name.isMethod()
        ? new Candidate(name.name(), "method", members.signature(name.holder(), name.name()))
        : new Candidate(name.name(), "variable", Members.simple(name.type()));
  }

  /** Names that fit the expected type first, each once. */
  private static List<String> ranked(List<Suggestion> found) {
    return found.stream()
        .sorted(Comparator.comparing(suggestion -> !suggestion.matchesType()))
        .map(suggestion -> suggestion.continuation().replaceFirst("\\.$", ""))
        .distinct()
        .toList();
  }

  private static Candidate guess(String name, String ifSmall) {
    if (name.contains("(")) {
      return new Candidate(name, "method", "");
    }
    if (Character.isUpperCase(name.charAt(0))) {
      return new Candidate(name, name.matches("[A-Z0-9_$]{2,}") ? "field" : "class", "");
    }
    return new Candidate(name, ifSmall, "");
  }

  private static Collector<Candidate, ?, Map<String, List<Candidate>>> byName() {
    return Collectors.groupingBy(Candidate::text, LinkedHashMap::new, Collectors.toList());
  }

  private static String bare(String suggestion) {
    int end = 0;
    while (end < suggestion.length() && "(<".indexOf(suggestion.charAt(end)) < 0) {
      end++;
    }
    return suggestion.substring(0, end);
  }
}
