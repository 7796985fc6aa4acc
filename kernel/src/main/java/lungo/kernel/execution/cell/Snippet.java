package lungo.kernel.execution.cell;

import java.util.Set;

/** A piece of a cell that JShell would evaluate by itself. All places are indices in the cell. */
public sealed interface Snippet {

  /**
   * Where it is, and the simple names that stand in it.
   *
   * @return a range of the cell
   */
  Span span();

  /**
   * A range of a cell.
   *
   * @param start index of the first UTF-16 unit
   * @param end index behind the last one
   * @param mentions the names in it that are not behind a dot
   */
  record Span(int start, int end, Set<String> mentions) {}

  /**
   * An import.
   *
   * @param span the whole declaration
   * @param text in one form: {@code import static java.lang.Math.max;}
   * @param key what a later import of the same thing replaces
   * @param name the simple name that it brings in, {@code *} for all
   */
  record Import(Span span, String text, String key, String name) implements Snippet {

    /** Written out: to link a record's own takes 20 ms the first time, in the middle of a start. */
    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  /**
   * One variable.
   *
   * @param span the whole declaration, with the other variables in it
   * @param name its name
   * @param type its type as written, {@code var} included
   * @param dimensions how many {@code []} stand behind the name
   * @param initializer its initial value; an empty range at its end if there is none
   */
  record Variable(Span span, String name, Span type, int dimensions, Span initializer)
      implements Snippet {

    /**
     * Whether it has an initial value.
     *
     * @return whether the initializer is not empty
     */
    public boolean isInitialized() {
      return initializer.end() > initializer.start();
    }
  }

  /**
   * A method.
   *
   * @param span the whole declaration
   * @param name its name
   * @param parameters its parameters' types as written, such as {@code int,String...}
   * @param body index of its opening brace
   * @param code its text without the modifiers that JShell ignores, blanks in their place
   */
  record Method(Span span, String name, String parameters, int body, String code)
      implements Snippet {}

  /**
   * A class, record, enum, interface or annotation.
   *
   * @param span the whole declaration
   * @param name its name
   * @param code its text without the modifiers that JShell ignores, blanks in their place
   */
  record Type(Span span, String name, String code) implements Snippet {}

  /**
   * A statement that is no expression.
   *
   * @param span its text
   */
  record Statement(Span span) implements Snippet {}

  /**
   * An expression.
   *
   * @param span its text without a semicolon
   * @param isAssignment whether it assigns to a simple name
   * @param isCall whether it ends with a call, which may return nothing
   * @param isPoly whether its type may depend on where it stands
   * @param callee the name of the method that it ends with, empty if none
   */
  record Expression(Span span, boolean isAssignment, boolean isCall, boolean isPoly, String callee)
      implements Snippet {}
}
