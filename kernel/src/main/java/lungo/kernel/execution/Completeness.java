package lungo.kernel.execution;

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

  /** Judges a cell by its last piece. */
  static Completeness of(String code, SourceCodeAnalysis analysis) {
    String rest = code;
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
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

  /** The last line's indent, and one step more if that line opens something. */
  private static String indentAfter(String code) {
    String line = code.stripTrailing();
    line = line.substring(line.lastIndexOf('\n') + 1);
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    boolean opens = line.matches(".*([{(\\[:]|->)\\s*(//.*)?");
    return opens ? indent + STEP : indent;
  }
}
