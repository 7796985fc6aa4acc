package lungo.kernel.execution;

import jdk.jshell.JShell;
import lungo.kernel.execution.cell.CellEngine;
import lungo.kernel.execution.cell.ClassStore;
import lungo.kernel.execution.cell.Reference;

/**
 * Runs expressions as cells do, for the warmth of what they pass through. They see what {@value
 * #DECLARATIONS} declares; their classes have a loader of their own, and go with this.
 */
final class Practice {

  private static final String DECLARATIONS = "int number = 3; String text = \"three\";";

  private final CellEngine engine;

  /** Practice with the compiler of an engine and its session's class files. */
  Practice(CellEngine beside, ClassStore store) {
    engine = beside.practice(new CellClassRunner(new CellClasses(store, new Watchers(store))));
    evaluate(DECLARATIONS);
  }

  /** Compiles a cell and runs it. */
  void evaluate(String code) {
    engine.run(code, code, new NoReference());
  }

  /** All that is practised is plain, and needs nobody to judge it. */
  private static final class NoReference implements Reference {

    @Override
    public JShell jshell() {
      throw new IllegalStateException("practice needs no JShell");
    }

    @Override
    public Evaluation evaluate(Object cell, int offset, String source) {
      throw new IllegalStateException("practice that does not compile: " + source);
    }
  }
}
