package lungo.kernel.notebook.convert;

import java.util.List;
import java.util.Map;

/** A piece of a cell as it goes into a class. Names are those of the class, each declared once. */
sealed interface Statement {

  /** The same with other names for some variables. */
  default Statement renamed(Map<String, String> names) {
    if (this instanceof Member member) {
      return new Member(Names.rename(member.text(), names));
    } else if (this instanceof Variable v) {
      String name = names.getOrDefault(v.name(), v.name());
      return new Variable(name, v.type(), Names.rename(v.value(), names));
    } else if (this instanceof Plain plain) {
      return new Plain(Names.rename(plain.text(), names));
    } else if (this instanceof Expression expression) {
      String text = Names.rename(expression.text(), names);
      return new Expression(expression.name(), text, expression.isShown());
    }
    return this;
  }

  /**
   * Lines as they are: comments, or what a magic means.
   *
   * @param lines Java
   */
  record Lines(List<String> lines) implements Statement {}

  /**
   * A method or type.
   *
   * @param text without modifiers that a member of a class would need
   */
  record Member(String text) implements Statement {}

  /**
   * A variable.
   *
   * @param name the field's
   * @param type as written, {@code var} included
   * @param value its initial value; empty if there is none
   */
  record Variable(String name, String type, String value) implements Statement {

    /** The value as it can be assigned: an array's needs its type there. */
    String assigned(String known) {
      return value.startsWith("{") ? "new " + known + " " + value : value;
    }
  }

  /**
   * A statement that is no expression.
   *
   * @param text with its end
   */
  record Plain(String text) implements Statement {}

  /**
   * An expression.
   *
   * @param name of the variable that tells its type
   * @param text without a semicolon
   * @param isShown whether a notebook shows its value
   */
  record Expression(String name, String text, boolean isShown) implements Statement {}
}
