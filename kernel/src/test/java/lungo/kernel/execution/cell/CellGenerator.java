package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes notebooks at random: a few names declared over and over as variables, methods and classes
 * that use each other, with wrong cells between them.
 */
final class CellGenerator {

  private static final List<String> VARIABLES = List.of("a", "b", "c");
  private static final List<String> METHODS = List.of("f", "g", "h");

  /** With names of their own: JShell 17 finds redefined overloads ambiguous with themselves. */
  private static final List<String> FUNCTIONS = List.of("k", "m");

  private static final List<String> TYPES = List.of("P", "Q");

  /**
   * A declaration that does not compile loses what it replaces in JShell; so all names are there.
   */
  private static final List<String> FIRST =
      List.of(
          "int a = 1; int b = 2; long c = 3;",
          "int f() { return 1; } int g() { return 2; } int h() { return f(); }",
          "int k(int n) { return n; } int m(int n) { return k(n) + f(); }",
          "record P(int v) { int w() { return a; } }",
          "class Q { int v; Q(int v) { this.v = v; } int w() { return b + new P(v).w(); } }");

  private final Random random;

  CellGenerator(long seed) {
    this.random = new Random(seed);
  }

  Notebooks notebook(String title, int cells) {
    var code = new ArrayList<String>(FIRST);
    for (int i = 0; i < cells; i++) {
      var cell = new StringBuilder(snippet());
      for (int more = random.nextInt(4); more > 0; more--) {
        cell.append(random.nextBoolean() ? "\n" : " ").append(snippet());
      }
      if (random.nextInt(2) == 0) {
        cell.append("\n").append(expression(2));
      }
      code.add(cell.toString());
    }
    return new Notebooks(title, code);
  }

  private String snippet() {
    String type = one(TYPES);
    return switch (random.nextInt(12)) {
      case 0, 1 -> "int " + one(VARIABLES) + " = (int) (" + number(1) + ");";
      case 2 -> "long " + one(VARIABLES) + " = " + number(1) + ";";
      case 3 -> "int " + one(VARIABLES) + ";";
      case 4 -> one(VARIABLES) + " = (int) (" + number(1) + ");";
      case 5 -> one(VARIABLES) + " += " + random.nextInt(9) + ";";
      case 6 -> method(one(METHODS) + "()");
      case 7 -> method(one(FUNCTIONS) + "(int n)");
      case 8 -> "record " + type + "(int v) { long w() { return v + " + number(0) + "; } }";
      case 9 ->
          "class " + type + " { int v; " + type + "(int v) { this.v = v; } int w() { return v; } }";
      case 10 -> "System.out.println(" + expression(1) + ");";
      default -> "for (int i = 0; i < 2; i++) { System.out.print(" + number(0) + " + i); }";
    };
  }

  private String method(String head) {
    return "int " + head + " { return (int) (" + number(1) + "); }";
  }

  private String expression(int depth) {
    return switch (random.nextInt(5)) {
      case 0 -> "new " + one(TYPES) + "((int) " + number(0) + ").w()";
      case 1 -> "\"t\" + " + number(depth);
      case 2 -> number(depth) + " > " + random.nextInt(9);
      default -> number(depth);
    };
  }

  private String number(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 3)) {
      case 0 -> String.valueOf(random.nextInt(100));
      case 1 -> one(VARIABLES);
      case 2 -> "1";
      case 3 -> one(METHODS) + "()";
      case 4 -> one(FUNCTIONS) + "(" + random.nextInt(3) + ")";
      default -> number(depth - 1) + " + " + number(depth - 1);
    };
  }

  private String one(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
