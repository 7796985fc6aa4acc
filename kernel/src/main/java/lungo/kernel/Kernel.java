package lungo.kernel;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import lungo.display.Renderers;
import lungo.display.widgets.Widgets;
import lungo.kernel.channels.Channels;
import lungo.kernel.channels.Received;
import lungo.kernel.comm.Comms;
import lungo.kernel.execution.Interpreter;
import lungo.kernel.history.HistoryStore;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.protocol.CommMessage;
import lungo.kernel.protocol.Complete;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Execute;
import lungo.kernel.protocol.History;
import lungo.kernel.protocol.Input;
import lungo.kernel.protocol.Inspect;
import lungo.kernel.protocol.Interrupt;
import lungo.kernel.protocol.IsComplete;
import lungo.kernel.protocol.Publish;
import lungo.kernel.protocol.Rejected;
import lungo.kernel.protocol.Request;
import lungo.kernel.protocol.Shutdown;
import lungo.kernel.protocol.Subshell;

/**
 * A Jupyter kernel. Cells of one shell run one after the other, those of subshells beside them;
 * while they run, everything else is answered: kernel_info at once, completion, inspection and
 * history on a thread of their own, comms on another, interrupt, shutdown and subshells on a third.
 * The interpreter starts beside the channels, and warms up once the front end has had its first
 * answer: two processors would be too few for all at once, and no front end runs a cell before.
 */
public final class Kernel {

  /** How long the warm-up waits for a front end to greet; one that is there does so in less. */
  private static final int GREETING_MILLIS = 60;

  private final CompletableFuture<CellRunner> runner;
  private final CountDownLatch greeted = new CountDownLatch(1);
  private final Executions main;
  private final Subshells subshells;
  private final Comms comms;
  private final Answers answers;

  @SuppressWarnings("ThreadLocalUsage") // a kernel lives as long as its process
  private final ThreadLocal<Received> commMessage = new ThreadLocal<>();

  private final ExecutorService tools = thread("lungo-tools");
  private final ExecutorService commHandlers = thread("lungo-comms");
  private final ExecutorService control = thread("lungo-control");
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Channels channels;

  private Kernel(Channels channels, HistoryStore history, CompletableFuture<CellRunner> runner) {
    this.channels = channels;
    this.runner = runner;
    Supplier<CellRunner> started = runner::join;
    comms = new Comms(this::publish, new Callbacks(started));
    answers = new Answers(started, comms);
    main = new Executions(started, () -> runner.join().interpreter(), history.open());
    subshells = new Subshells(main, started, history);
  }

  /**
   * Serves a front end until it asks for the end. Threads that cells have started may still be
   * alive then; whoever calls this ends the process.
   *
   * @param channels to the front ends; closed at the end
   * @param history keeps the cells; closed at the end
   * @param runner the interpreter, which somebody else starts; all that needs it waits
   * @param whenStarted is run once the interpreter has started, or could not, on another thread
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static void run(
      Channels channels,
      HistoryStore history,
      CompletableFuture<CellRunner> runner,
      Runnable whenStarted)
      throws InterruptedException {
    var kernel = new Kernel(channels, history, runner);
    channels.serve(kernel::receive);
    daemon(() -> kernel.warmUp(whenStarted), "lungo-warm-up").start();
    lungo.display.comm.Comms.attach(kernel.comms);
    Widgets.serve(kernel.comms);
    daemon(kernel::execute, "lungo-executions").start();
    kernel.ended.await();
    history.close();
    channels.close();
  }

  /** What a first cell need not wait for, once the compiler leaves it the processor. */
  @SuppressWarnings("UnusedVariable") // greeted or not, it is time to warm up
  private void warmUp(Runnable whenStarted) {
    try {
      Optional<Interpreter> interpreter = ready();
      whenStarted.run();
      if (interpreter.isPresent()) {
        boolean isGreeted = greeted.await(GREETING_MILLIS, TimeUnit.MILLISECONDS);
        interpreter.get().warmUp();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody waits for warmth any more
    }
  }

  private Optional<Interpreter> ready() throws InterruptedException {
    try {
      Interpreter interpreter = runner.get().interpreter();
      interpreter.awaitCompiler();
      Renderers.load();
      return Optional.of(interpreter);
    } catch (ExecutionException | RuntimeException e) {
      return Optional.empty(); // every cell says why
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its one consequence is the work
  private void execute() {
    runner.thenAccept(started -> started.attachPast(main.history()::find));
    main.runAll();
  }

  /** Not by waiting: nothing may hold the thread that ends the kernel. */
  @SuppressWarnings("FutureReturnValueIgnored") // its one consequence is the work
  private void whenStarted(Runnable work) {
    runner.whenComplete((started, failed) -> control.execute(work));
  }

  /** A thread that does not keep the process alive. */
  static Thread daemon(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(work -> daemon(work, name));
  }

  /** Hands a request to the thread that serves its kind; called on the channels' thread. */
  private void receive(Received received) {
    Request request = received.request();
    if (request instanceof CommMessage message) {
      commHandlers.execute(() -> receive(received, message));
    } else if (request instanceof Interrupt.Request) {
      control.execute(() -> answer(received, this::interrupt));
    } else if (request instanceof Shutdown.Request shutdown) {
      control.execute(() -> end(received, shutdown));
    } else if (request instanceof Subshell subshell) {
      whenStarted(() -> answer(received, same -> answer(subshell)));
    } else if (request instanceof Input.Reply answer) {
      subshells.waiting(received.header().subshell()).ifPresent(inputs -> inputs.answered(answer));
    } else {
      receiveForShell(received, request);
    }
  }

  private void receiveForShell(Received received, Request request) {
    Executions shell;
    try {
      shell = subshells.find(received.header().subshell());
    } catch (IllegalArgumentException e) {
      answer(
          received,
          same -> {
            throw e;
          });
      return;
    }
    if (request instanceof Execute.Request cell) {
      shell.add(received, cell);
    } else if (request instanceof Complete.Request
        || request instanceof Inspect.Request
        || request instanceof IsComplete.Request) {
      tools.execute(() -> answer(received, answers::withInterpreter));
    } else if (request instanceof History.Request past) {
      tools.execute(() -> answer(received, same -> Answers.past(past, shell.history())));
    } else {
      answer(received, answers::atOnce);
      greeted.countDown();
    }
  }

  private Content answer(Subshell request) {
    if (request instanceof Subshell.Create) {
      return new Subshell.Created(subshells.create());
    }
    if (request instanceof Subshell.Delete delete) {
      subshells.delete(delete.id());
      return new Subshell.Deleted();
    }
    return new Subshell.Listed(subshells.ids());
  }

  private static void answer(Received received, Function<Request, Content> answer) {
    received.publish(Publish.BUSY);
    try {
      received.reply(answer.apply(received.request()));
    } catch (RuntimeException | StackOverflowError e) {
      received.reply(Rejected.to(received.header(), e));
    } finally {
      received.publish(Publish.IDLE);
    }
  }

  private void receive(Received received, CommMessage message) {
    received.publish(Publish.BUSY);
    commMessage.set(received);
    try {
      comms.receive(message);
    } catch (RuntimeException | StackOverflowError e) {
      received.print("stderr", "a handler of comm " + message.id() + " failed: " + e + "\n");
    } finally {
      commMessage.remove();
      received.publish(Publish.IDLE);
    }
  }

  /** Publishes what a comm says as a part of the request that is being served. */
  private void publish(CommMessage news) {
    Optional<Received> cause =
        Optional.ofNullable(commMessage.get()).or(this::cell).or(main::newest);
    cause.ifPresentOrElse(received -> received.publish(news), () -> channels.publish(news));
  }

  /** The request of the cell that the calling thread works for. */
  private Optional<Received> cell() {
    return CellRunner.ifRunning()
        .flatMap(CellRunner::currentOutput)
        .flatMap(
            output ->
                output instanceof CellMessages messages
                    ? Optional.of(messages.received())
                    : Optional.empty());
  }

  private Content interrupt(Request request) {
    if (runner.isDone()) { // before that no cell runs, and shutdown must not wait behind this
      runner.join().interrupt();
    }
    return new Interrupt.Reply();
  }

  private void end(Received received, Shutdown.Request request) {
    answer(received, same -> new Shutdown.Reply(request.restart()));
    ended.countDown();
  }
}
