package lungo.kernel.notebook;

import java.util.Set;
import lungo.kernel.execution.cell.JavaLiteral;

/**
 * How a parameter is declared, and how a user's value becomes Java.
 *
 * @param declared the type as the notebook writes it, {@code var} included
 * @param actual the type that decides how the value is read; for {@code var} its literal's
 */
record ParameterType(String declared, String actual) {

  private static final Set<String> BOOLEAN = Set.of("true", "false");

  /** The declaration that gives the parameter another value. */
  String declare(String name, String value) throws NotebookException {
    return declared + " " + name + " = " + literal(name, value) + ";";
  }

  @Override
  public String toString() {
    return declared;
  }

  private String literal(String name, String value) throws NotebookException {
    String number = value.strip().replace("_", "");
    try {
      return switch (actual) {
        case "String", "java.lang.String", "CharSequence" -> JavaLiteral.of(value);
        case "int", "Integer" -> String.valueOf(Integer.parseInt(number));
        case "long", "Long" -> Long.parseLong(number.replaceFirst("[lL]$", "")) + "L";
        case "short", "Short" -> "(short) " + Short.parseShort(number);
        case "byte", "Byte" -> "(byte) " + Byte.parseByte(number);
        case "double", "Double" -> real(Double.parseDouble(number), "Double");
        case "float", "Float" -> real(Float.parseFloat(number), "Float");
        case "boolean", "Boolean" -> bool(value.strip());
        case "char", "Character" -> character(value);
        case "Path", "java.nio.file.Path" -> "java.nio.file.Path.of(" + JavaLiteral.of(value) + ")";
        default -> value;
      };
    } catch (IllegalArgumentException e) {
      throw new NotebookException(
          "parameter '" + name + "' is " + article() + actual + ", got '" + value + "'" + hint());
    }
  }

  private static String bool(String value) {
    if (!BOOLEAN.contains(value)) {
      throw new IllegalArgumentException(value);
    }
    return value;
  }

  private static String character(String value) {
    if (value.length() != 1) {
      throw new IllegalArgumentException(value);
    }
    return value.equals("'")
        ? "'\\''"
        : "'" + JavaLiteral.escape(value).replace("\\\"", "\"") + "'";
  }

  private static String real(double value, String box) {
    if (Double.isNaN(value)) {
      return box + ".NaN";
    }
    if (Double.isInfinite(value)) {
      return box + (value > 0 ? ".POSITIVE_INFINITY" : ".NEGATIVE_INFINITY");
    }
    return box.equals("Float") ? (float) value + "f" : String.valueOf(value);
  }

  private String article() {
    return "AIEO".indexOf(Character.toUpperCase(actual.charAt(0))) >= 0 ? "an " : "a ";
  }

  private String hint() {
    return actual.equalsIgnoreCase("boolean") ? "; it must be true or false" : "";
  }
}
