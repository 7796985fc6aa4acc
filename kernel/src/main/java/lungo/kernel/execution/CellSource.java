package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A cell split into the pieces that JShell evaluates one by one.
 *
 * @param cell the cell
 * @param pieces its pieces in order
 */
record CellSource(Cell cell, List<Piece> pieces) {

  /**
   * One import, declaration, statement or expression.
   *
   * @param offset where it begins in the cell
   * @param source its text, with the semicolon that the cell left out
   * @param isWhole whether JShell found its end
   */
  record Piece(int offset, String source, boolean isWhole) {}

  static CellSource split(Cell cell, SourceCodeAnalysis analysis) {
    var pieces = new ArrayList<Piece>();
    String rest = cell.code();
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      int offset = cell.code().length() - rest.length();
      switch (info.completeness()) {
        case EMPTY -> {
          return new CellSource(cell, pieces);
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> pieces.add(new Piece(offset, info.source(), true));
        case CONSIDERED_INCOMPLETE -> {
          pieces.add(new Piece(offset, info.source(), true));
          return new CellSource(cell, pieces);
        }
        case DEFINITELY_INCOMPLETE, UNKNOWN -> {
          pieces.add(new Piece(offset, rest, false));
          return new CellSource(cell, pieces);
        }
      }
      rest = info.remaining();
    }
  }

  /** How reports call the cell. */
  String name() {
    return "Cell [" + cell.number() + "]";
  }

  /** The line, from 0, that a place in the cell is on. */
  int lineOf(int offset) {
    return (int) cell.code().substring(0, clamp(offset)).chars().filter(c -> c == '\n').count();
  }

  /** How far right in its line, from 0, a place in the cell is. */
  int columnOf(int offset) {
    int at = clamp(offset);
    return at - (cell.code().lastIndexOf('\n', at - 1) + 1);
  }

  /** The cell's lines, as its user sees them. */
  List<String> lines() {
    return List.of(cell.text().stripTrailing().split("\r?\n", -1));
  }

  private int clamp(int offset) {
    return Math.max(0, Math.min(offset, cell.code().length()));
  }
}
