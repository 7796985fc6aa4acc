package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the engine does not do what JShell does, on purpose. */
class DeliberateDifferenceTest {

  private final PlainSession plain = new PlainSession(List.of());
  private final EngineSession engine = new EngineSession(List.of());

  @AfterEach
  void close() {
    plain.close();
    engine.close();
  }

  private void runBoth(String... cells) {
    for (String cell : cells) {
      plain.run(cell);
      engine.run(cell);
    }
  }

  private void assertDifference(String cell, String withJShell, String withEngine) {
    assertThat(plain.run(cell)).startsWith(withJShell);
    assertThat(engine.run(cell)).isEqualTo(withEngine);
  }

  /** JShell makes a new variable each time; what was compiled before keeps the old one. */
  @Test
  void aVariableDeclaredAgainWithItsTypeStaysTheSame() {
    runBoth(
        "int base = 1;",
        "java.util.function.Supplier<Integer> s = () -> base;",
        "class User { int base() { return base; } }",
        "User user = new User();",
        "int base = 2;");
    assertDifference("s.get()", "value Integer = 1", "value Integer = 2");
    assertDifference("user == null", "value boolean = true", "value boolean = false");
    assertThat(engine.run("user.base()")).isEqualTo("value int = 2");
  }

  /** A variable keeps its value where it can hold it, and is there without it where it cannot. */
  @Test
  void aRedefinedTypeResetsOnlyWhatHeldIt() {
    runBoth(
        "record P(int a) {}",
        "java.util.List<P> list = new java.util.ArrayList<>();",
        "P p = new P(1);",
        "record P(int a, int b) {}");
    assertDifference("list", "value List<P> = null", "value List<P> = []");
    assertThat(engine.run("p")).isEqualTo("value P = null");
  }

  /** JShell takes the variable for one of the new type. */
  @Test
  void aVariableOfAnImportedTypeOutlivesATypeOfTheSameName() {
    runBoth("import java.awt.*;", "Point p = new Point(3, 4);", "class Point { int x = 9; }", "p");
    assertDifference("p.toString()", "rejected", "value String = java.awt.Point[x=3,y=4]");
  }

  /** JShell's rewriting of anonymous classes loses what their constructors may throw. */
  @Test
  void anAnonymousClassMayThrowInItsInitializer() {
    assertDifference(
        "new Thread(() -> {}) {{ start(); join(); }}.isAlive()",
        "rejected",
        "value boolean = false");
  }

  /** JShell compiles them one by one. */
  @Test
  void sealedTypesOfOneCellNeedNoPermits() {
    assertDifference("sealed interface A {} record B() implements A {}", "rejected", "nothing");
  }

  /** JShell forgets what a wrong declaration would have replaced. */
  @Test
  void aWrongDeclarationLeavesWhatItWouldReplace() {
    runBoth("int a = 5;", "int a = unknown;");
    assertDifference("a", "rejected", "value int = 5");
  }

  /** JShell evaluates the declarators that follow. */
  @Test
  void anInitialValueThatThrowsEndsTheDeclaration() {
    runBoth("int a = 1, b = a / 0, c = 3;");
    assertDifference("a", "value int = 1", "value int = 1");
    assertDifference(
        "c",
        "value int = 3",
        "rejected 0-1 cannot find symbol\nsymbol:   variable c\nlocation: class");
  }
}
