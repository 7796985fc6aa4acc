package lungo.kernel.execution;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import lungo.kernel.execution.cell.CellEngine.Name;
import lungo.kernel.execution.cell.LazyPattern;
import lungo.kernel.execution.cell.Wrong;

/** Finds what the user may have meant by a name that the compiler does not know. */
final class Spelling {

  private static final LazyPattern SYMBOL =
      new LazyPattern("symbol:\\s+(\\w+)\\s+([\\p{L}_$][\\w$]*)");

  private static final int MOST_OFFERED = 12;

  /** What the codes of the compiler's errors about unknown names begin with. */
  static final String UNKNOWN_NAME = "compiler.err.cant.resolve";

  private final Session session;

  Spelling(Session session) {
    this.session = session;
  }

  /** A hint for an error about an unknown name; empty for other errors and names like no other. */
  Optional<String> hint(String source, Wrong.Problem error) {
    Matcher symbol = SYMBOL.matcher(error.message());
    if (!error.code().startsWith(UNKNOWN_NAME) || !symbol.find()) {
      return Optional.empty();
    }
    String name = symbol.group(2);
    int at = source.indexOf(name, (int) Math.max(0, error.position()));
    if (at < 0) {
      return Optional.empty();
    }
    boolean isMethod = symbol.group(1).equals("method");
    return waiting(name)
        .or(() -> source.startsWith(".", at - 1) ? Optional.empty() : imports(name))
        .or(() -> similar(source.substring(0, at), name, isMethod));
  }

  /** A declaration of that name which itself waits for others. */
  private Optional<String> waiting(String name) {
    return session.waiting(name).map(Unresolved::sentence);
  }

  private Optional<String> imports(String name) {
    List<String> found = session.offers().types().named(name, 3);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of("did you mean to import " + String.join(" or ", found) + "?");
  }

  private Optional<String> similar(String before, String name, boolean isMethod) {
    String first = name.substring(0, 1);
    return Stream.of(first, first.toUpperCase(Locale.ROOT), first.toLowerCase(Locale.ROOT), "")
        .distinct()
        .map(begin -> closest(before + begin, name, isMethod))
        .flatMap(Optional::stream)
        .findFirst()
        .map(close -> "did you mean '" + close + "'?")
        .or(() -> isMethod ? offered(before) : Optional.empty());
  }

  /** The methods that a class or value has of its own, if they are few. */
  private Optional<String> offered(String before) {
    if (Receiver.endingAt(before).isEmpty()) {
      return Optional.empty();
    }
    List<String> own =
        suggested(before, true).filter(n -> !Members.ofObject().contains(n)).distinct().toList();
    return own.isEmpty() || own.size() > MOST_OFFERED
        ? Optional.empty()
        : Optional.of("its methods are " + String.join(", ", own));
  }

  private Optional<String> closest(String code, String name, boolean isMethod) {
    int tolerance = Math.max(1, name.length() / 3);
    Stream<String> known = suggested(code, isMethod);
    Stream<String> declared =
        Receiver.endingAt(code).isPresent()
            ? Stream.empty()
            : session.names().stream().filter(n -> n.isMethod() == isMethod).map(Name::name);
    return Stream.concat(known, declared)
        .filter(c -> !c.equals(name) && distance(c, name) <= tolerance)
        .min(Comparator.comparingInt(c -> distance(c, name)));
  }

  /** What may stand at the end of some code. */
  private Stream<String> suggested(String code, boolean areMethods) {
    session.tell(code);
    return session.analysis().completionSuggestions(code, code.length(), new int[1]).stream()
        .map(Suggestion::continuation)
        .filter(c -> !areMethods || c.contains("("))
        .map(c -> c.replaceFirst("[(<.].*", ""));
  }

  /** Edits that make one name of the other; swapping two neighbours is one edit. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
