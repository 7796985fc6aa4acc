package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * What JShell takes for one import, declaration, statement or expression.
 *
 * @param offset where it begins in the cell
 * @param source its text, with the semicolon that the cell left out
 * @param isWhole whether JShell found its end
 */
record Piece(int offset, String source, boolean isWhole) {

  /** A cell's pieces in order; only the last one may be not whole. */
  static List<Piece> split(String code, SourceCodeAnalysis analysis) {
    var pieces = new ArrayList<Piece>();
    String rest = code;
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      int offset = code.length() - rest.length();
      switch (info.completeness()) {
        case EMPTY -> {
          return pieces;
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> pieces.add(new Piece(offset, info.source(), true));
        case CONSIDERED_INCOMPLETE -> {
          pieces.add(new Piece(offset, info.source(), true));
          return pieces;
        }
        case DEFINITELY_INCOMPLETE, UNKNOWN -> {
          pieces.add(new Piece(offset, rest, false));
          return pieces;
        }
      }
      rest = info.remaining();
    }
  }
}
