package lungo.kernel.execution;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/** Where each of JShell's snippets stands in the notebook, for reports. */
final class Snippets {

  /** A wrapper's name, and what else of JShell's shows in names: {@code REPL.$JShell$12B}. */
  private static final Pattern HOLDER = Pattern.compile("REPL[./]\\$JShell\\$\\w+[.$]?");

  private static final Pattern MODULES =
      Pattern.compile(" \\([^()]* (?:is|are) in (?:unnamed )?module [^()]*\\)");
  private static final Pattern WRAPPER = Pattern.compile("REPL[./]\\$JShell\\$\\w+");

  private final SourceCodeAnalysis analysis;
  private final Map<String, Origin> byId = new HashMap<>();
  private final Map<String, Snippet> byWrapper = new HashMap<>();

  /** Where a snippet stands: its cell, and its place in the cell. */
  private record Origin(Cell cell, Piece piece) {}

  Snippets(JShell jshell) {
    this.analysis = jshell.sourceCodeAnalysis();
  }

  /** Remembers that a snippet comes from a piece of a cell. */
  void add(Snippet snippet, Cell cell, Piece piece) {
    byId.put(snippet.id(), new Origin(cell, piece));
    seen(snippet);
  }

  /** Remembers the name of the class that a snippet was compiled into now. */
  void seen(Snippet snippet) {
    if (snippet.kind() != Snippet.Kind.ERRONEOUS && snippet.kind() != Snippet.Kind.IMPORT) {
      byWrapper.put(analysis.wrapper(snippet).fullClassName(), snippet);
    }
  }

  /** Where a snippet begins. */
  Optional<Place> placeOf(Snippet snippet) {
    return Optional.ofNullable(byId.get(snippet.id()))
        .map(
            origin -> {
              String source = origin.piece().source();
              int lead = source.length() - source.stripLeading().length();
              int start = origin.piece().offset() + lead;
              return new Place(origin.cell(), start, start + 1);
            });
  }

  /** Where in a cell a frame of a stack is; empty for frames of no cell. */
  Optional<Place> placeOf(StackTraceElement frame) {
    Matcher wrapper = WRAPPER.matcher(frame.getClassName());
    Snippet snippet = wrapper.lookingAt() ? byWrapper.get(wrapper.group()) : null;
    Origin origin = snippet == null ? null : byId.get(snippet.id());
    if (snippet == null || origin == null) {
      return Optional.empty();
    }
    int offset = origin.piece().offset();
    return sourceIndex(analysis.wrapper(snippet), frame.getLineNumber())
        .map(index -> new Place(origin.cell(), offset + index, offset + index + 1))
        .or(() -> placeOf(snippet));
  }

  /** The first character of the snippet that stands on a line of the class around it. */
  private static Optional<Integer> sourceIndex(SnippetWrapper wrapper, int line) {
    String wrapped = wrapper.wrapped();
    int at = line < 1 ? -1 : 0;
    for (int i = 1; i < line && at >= 0; i++) {
      int end = wrapped.indexOf('\n', at);
      at = end < 0 ? -1 : end + 1;
    }
    for (; at >= 0 && at < wrapped.length() && wrapped.charAt(at) != '\n'; at++) {
      int index = wrapper.wrappedToSourcePosition(at);
      if (!Character.isWhitespace(wrapped.charAt(at)) && isCopied(wrapper, at, index)) {
        return Optional.of(index);
      }
    }
    return Optional.empty();
  }

  /** Whether the class holds the snippet's own text there; JShell maps what it added as well. */
  private static boolean isCopied(SnippetWrapper wrapper, int at, int index) {
    int length = Math.min(4, wrapper.source().length() - index);
    return index >= 0
        && length > 0
        && wrapper.wrapped().regionMatches(at, wrapper.source(), index, length);
  }

  /** A text without the names of JShell's wrapper classes. */
  static String expunge(String text) {
    String bare = HOLDER.matcher(text).replaceAll("");
    return MODULES.matcher(bare).replaceAll("");
  }

  /** Whether a frame belongs to a class that JShell made for a snippet. */
  static boolean isCell(StackTraceElement frame) {
    return WRAPPER.matcher(frame.getClassName()).lookingAt();
  }
}
