package lungo.kernel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import lungo.kernel.channels.Received;
import lungo.kernel.protocol.Input;

/** A shell's questions to the user, one at a time, and their answers. */
final class Inputs {

  private final ReentrantLock turn = new ReentrantLock(true);
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);

  /** Asks the front end that a cell came from and waits for the answer. */
  String ask(Received cell, String prompt, boolean password) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      answers.clear(); // an answer to a question that was given up
      cell.ask(new Input.Ask(prompt, password));
      return answers.take();
    } finally {
      turn.unlock();
    }
  }

  /** Whether somebody waits for an answer. */
  boolean isWaiting() {
    return turn.isLocked();
  }

  /** Takes an answer; one that nobody waits for is dropped. */
  void answered(Input.Reply answer) {
    if (isWaiting()) {
      boolean taken = answers.offer(answer.value());
      assert taken || !answers.isEmpty() : "an answer before the last one was read";
    }
  }
}
