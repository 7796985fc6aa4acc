package lungo.kernel.execution;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Compiles typical cells for nobody while the notebook is idle, so that the virtual machine has
 * translated the compiler by the time that the user's cells come. The first is compiled at once,
 * because the compiler's own start takes longer than all that follows. Then it gives way: while a
 * cell runs, and until a while after it, nothing is done. In the end the heap shrinks to what is
 * kept.
 */
final class WarmUp implements Runnable {

  private static final int ROUNDS = 20;
  private static final int IDLE_MILLIS = 300;

  /** One of each kind that notebooks have many of; {@code #} stands for a new number. */
  private static final List<String> CELLS =
      List.of(
          "# + 1",
          "int number# = #; String text# = \"a\" + number#;",
          "int twice#(int x) { return 2 * x + #; }",
          "for (int i = 0; i < #; i++) { int square = i * i; }",
          "int a# = 1; int b# = 2; int c# = 3; int d# = 4; int e# = 5; int f# = 6; int g# = 7;");

  private final Lock compiler;
  private final BooleanSupplier isEnded;
  private final Consumer<String> compile;
  private volatile long lastUse = System.nanoTime();
  private volatile int running;

  /**
   * A warm-up that begins when it is run.
   *
   * @param compiler the compiler's lock
   * @param isEnded whether nothing can be compiled any more; asked with the lock
   * @param compile compiles a cell, with the lock, and forgets it
   */
  WarmUp(Lock compiler, BooleanSupplier isEnded, Consumer<String> compile) {
    this.compiler = compiler;
    this.isEnded = isEnded;
    this.compile = compile;
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
      if (running > 0) {
        awaitIdle(); // the cell starts the compiler
      }
      for (int i = 0; i < ROUNDS * CELLS.size() && compileCell(i); i++) {
        if (i == 0) {
          lastUse = System.nanoTime();
        }
        awaitIdle();
      }
      Runtime.getRuntime().gc(); // of what a start needs, most is garbage from here on
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Compiles one of the cells; false if there is no compiler any more. */
  private boolean compileCell(int i) {
    compiler.lock();
    try {
      if (isEnded.getAsBoolean()) {
        return false;
      }
      compile.accept(CELLS.get(i % CELLS.size()).replace("#", String.valueOf(i)));
      return true;
    } finally {
      compiler.unlock();
    }
  }

  private void awaitIdle() throws InterruptedException {
    long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastUse);
    while (running > 0 || idle < IDLE_MILLIS) {
      TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
      idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastUse);
    }
  }
}
