package lungo.kernel.execution;

import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Whether a text can run as it stands.
 *
 * @param status how it stands
 * @param indent what the next line begins with; empty unless the text is incomplete
 */
public record Completeness(Status status, String indent) {

  /** How a text stands. */
  public enum Status {
    /** It can run. */
    COMPLETE,
    /** More has to come: a brace is open, an operator waits for its operand. */
    INCOMPLETE,
    /** Nothing that follows can make it right. */
    INVALID
  }

  private static final String STEP = "    ";

  /** Judges a cell: invalid if a piece cannot be parsed, else as its last piece stands. */
  static Completeness of(String code, SourceCodeAnalysis analysis) {
    String rest = code;
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      if (info.completeness().isComplete() && isMalformed(info.source(), analysis)) {
        return new Completeness(Status.INVALID, "");
      }
      switch (info.completeness()) {
        case COMPLETE -> rest = info.remaining();
        case COMPLETE_WITH_SEMI, EMPTY -> {
          return new Completeness(Status.COMPLETE, "");
        }
        case CONSIDERED_INCOMPLETE, DEFINITELY_INCOMPLETE -> {
          return new Completeness(Status.INCOMPLETE, indentAfter(code));
        }
        case UNKNOWN -> {
          return new Completeness(Status.INVALID, "");
        }
      }
    }
  }

  /** JShell calls complete what ends, such as {@code int = 1;}. */
  private static boolean isMalformed(String piece, SourceCodeAnalysis analysis) {
    boolean isErroneous =
        analysis.sourceToSnippets(piece).stream()
            .anyMatch(snippet -> snippet.kind() == Snippet.Kind.ERRONEOUS);
    return isErroneous && !Syntax.canBeParsed(piece);
  }

  /** The last line's indent, and one step more if that line opens something. */
  private static String indentAfter(String code) {
    String line = code.stripTrailing();
    line = line.substring(line.lastIndexOf('\n') + 1);
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    boolean opens = line.matches(".*([{(\\[:]|->)\\s*(//.*)?");
    return opens ? indent + STEP : indent;
  }
}
