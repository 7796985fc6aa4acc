package lungo.kernel.execution;

import java.util.List;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;

/**
 * The code before the cursor as JShell's analyses want it, which know one snippet only: the piece
 * the cursor is in, with those before it in front whose variables and classes it can use.
 *
 * @param code the code, ending at the cursor
 * @param shift what to add to an index in it to get one in the cell
 */
record Surroundings(String code, int shift) {

  private static final String CLASS = "class Enclosing$ { ";
  private static final int MOST_OF_A_HEAD = 300;
  private static final Pattern CONTROL =
      Pattern.compile(
          "(if|for|while|do|switch|try|synchronized|return|throw|new|yield)\\b.*", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile(
          "(?:\\w+\\s+)*(?:class|interface|enum|record|@interface)\\s+\\w+.*", Pattern.DOTALL);
  private static final Pattern METHOD =
      Pattern.compile(
          "[\\w<>\\[\\],.?&@\\s]+\\s\\w+\\s*\\([^()]*\\)\\s*(?:throws [\\w.,\\s]+)?\\{.*",
          Pattern.DOTALL);

  static Surroundings before(String cell, int cursor, SourceCodeAnalysis analysis) {
    String before = cell.substring(0, cursor);
    List<Piece> pieces = Piece.split(before, analysis);
    if (pieces.isEmpty()) {
      return new Surroundings(before, 0);
    }
    Piece last = pieces.get(pieces.size() - 1);
    String piece = before.substring(last.offset());
    var context = new StringBuilder();
    if (isMethod(piece)) {
      context.append(CLASS); // JShell knows the parameters of a class's methods only
    } else if (!isImport(piece)) {
      for (Piece earlier : pieces) {
        if (!earlier.equals(last) && !isMethod(earlier.source()) && !isImport(earlier.source())) {
          context.append(earlier.source()).append('\n');
        }
      }
    }
    return new Surroundings(context + piece, last.offset() - context.length());
  }

  private static boolean isImport(String piece) {
    return head(piece).startsWith("import ");
  }

  private static boolean isMethod(String piece) {
    String head = head(piece);
    return !CONTROL.matcher(head).matches()
        && !TYPE.matcher(head).matches()
        && METHOD.matcher(head).matches();
  }

  /** What tells a piece's kind: its beginning, without comments. */
  private static String head(String piece) {
    String code = piece.replaceAll("//[^\n]*|(?s:/\\*.*?\\*/)", " ").strip();
    return code.substring(0, Math.min(MOST_OF_A_HEAD, code.length()));
  }
}
