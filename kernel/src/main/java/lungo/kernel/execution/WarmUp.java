package lungo.kernel.execution;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiles typical cells for nobody while the notebook is idle, so that the virtual machine has
 * translated the compiler by the time that the user's cells come. The first is compiled at once,
 * because the compiler's own start takes longer than all that follows. Then it gives way: while a
 * cell runs, and until a while after it, nothing is done. In the end the heap shrinks to what is
 * kept.
 */
final class WarmUp implements Runnable {

  private static final int ROUNDS = 25;
  private static final int IDLE_MILLIS = 300;

  /** How long the first one waits, lest it come before a cell that was there first. */
  private static final int GRACE_MILLIS = 30;

  private static final String FIRST = "1 + 1";

  /** An expression that names what was declared; {@code #} stands for a new number. */
  private static final String EXPRESSION = "number + #";

  /** One of each kind that notebooks have many of; {@code #} stands for a new number. */
  private static final List<String> CELLS =
      List.of(
          "int number# = #; String text# = \"a\" + number#;",
          "int twice#(int x) { return 2 * x + #; }",
          "for (int i = 0; i < #; i++) { int square = i * i; }",
          "int a# = 1; int b# = 2; int c# = 3; int d# = 4; int e# = 5; int f# = 6; int g# = 7;");

  private final Lock compiler;
  private final BooleanSupplier isEnded;
  private final Consumer<String> compile;
  private final Supplier<Consumer<String>> practice;
  private volatile long lastUse = System.nanoTime();
  private volatile int running;

  /**
   * A warm-up that begins when it is run.
   *
   * @param compiler the compiler's lock
   * @param isEnded whether nothing can be compiled any more; asked with the lock
   * @param compile compiles a cell, with the lock, and forgets it
   * @param practice makes what runs expressions for nothing, which is let go in the end; both with
   *     the lock
   */
  WarmUp(
      Lock compiler,
      BooleanSupplier isEnded,
      Consumer<String> compile,
      Supplier<Consumer<String>> practice) {
    this.compiler = compiler;
    this.isEnded = isEnded;
    this.compile = compile;
    this.practice = practice;
  }

  /** A cell begins. */
  synchronized void pause() {
    running++;
  }

  /** A cell has ended. */
  synchronized void resume() {
    running--;
    lastUse = System.nanoTime();
  }

  @Override
  public void run() {
    try {
      TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
      if (running > 0) {
        awaitIdle(); // the cell starts the compiler
      }
      if (isDone(() -> compile.accept(FIRST))) {
        lastUse = System.nanoTime();
        compileCells();
      }
      Runtime.getRuntime().gc(); // of what a start needs, most is garbage from here on
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compileCells() throws InterruptedException {
    var expressions = new AtomicReference<@Nullable Consumer<String>>();
    boolean isOpen = true;
    for (int i = 1; i <= ROUNDS * CELLS.size() && isOpen; i++) {
      String number = String.valueOf(i);
      awaitIdle();
      isOpen = isDone(() -> evaluate(expressions, EXPRESSION.replace("#", number)));
      String cell = CELLS.get(i % CELLS.size()).replace("#", number);
      awaitIdle();
      isOpen &= isDone(() -> compile.accept(cell));
    }
  }

  private void evaluate(AtomicReference<@Nullable Consumer<String>> by, String expression) {
    Consumer<String> known = by.get();
    Consumer<String> evaluate = known == null ? practice.get() : known;
    by.set(evaluate);
    evaluate.accept(expression);
  }

  /** Does some work with the compiler; false if there is none any more. */
  private boolean isDone(Runnable work) {
    compiler.lock();
    try {
      if (isEnded.getAsBoolean()) {
        return false;
      }
      work.run();
      return true;
    } finally {
      compiler.unlock();
    }
  }

  private void awaitIdle() throws InterruptedException {
    long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastUse);
    while (running > 0 || idle < IDLE_MILLIS) {
      TimeUnit.MILLISECONDS.sleep(running > 0 ? IDLE_MILLIS : IDLE_MILLIS - idle);
      idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastUse);
    }
  }
}
